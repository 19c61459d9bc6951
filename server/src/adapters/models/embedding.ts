/** Meaning as vectors, from any vendor: over the OpenAI protocol, or through a model of the AI SDK. */
import type { GoogleProvider } from '@ai-sdk/google'
import { Failure, ProviderFailure } from '../../domain/failure.ts'
import { nothingUsed } from '../../domain/price.ts'
import type { Embedded, Embedding } from '../../ports/embedding.ts'
import { answerMsMaxDefault, beginCall, post, textOf, type Line } from './provider-call.ts'
import { failureOf } from './provider-fault.ts'

type Asked = (texts: readonly string[], signal: AbortSignal) => Promise<{ readonly vectors: readonly (readonly number[])[]; readonly tokens: number | null }>

export function openAiCompatibleEmbedding(line: Line, model: string): Embedding {
  return embedding(line, async (texts, signal) => {
    const response = await post(line, '/embeddings', JSON.stringify({ model, input: texts, encoding_format: 'float' }), signal)
    const { data, usage } = JSON.parse(await textOf(response)) as { data: readonly { index: number; embedding: number[] }[]; usage?: { prompt_tokens?: number } }
    return { vectors: data.toSorted((one, other) => one.index - other.index).map(({ embedding: vector }) => vector), tokens: usage?.prompt_tokens ?? null }
  })
}

type SdkModel = ReturnType<GoogleProvider['embedding']>

export function sdkEmbedding(line: Line, model: SdkModel): Embedding {
  return embedding(line, async (texts, signal) => {
    const { embeddings, usage } = await model.doEmbed({ values: [...texts], abortSignal: signal })
    return { vectors: embeddings, tokens: usage?.tokens ?? null }
  })
}

/** A text of the library is a paragraph; this many of them go into one request. */
const textsMax = 96

function embedding({ name, clock, answerMsMax = answerMsMaxDefault }: Line, ask: Asked): Embedding {
  return {
    name,
    most: (texts) => ({ ...nothingUsed, inputTokens: texts.reduce((sum, text) => sum + Buffer.byteLength(text) + tokensPerText, 0) }),
    async embed(texts, { signal }): Promise<Embedded> {
      if (texts.length === 0) return { vectors: [] }
      const call = beginCall(clock, answerMsMax, signal)
      try {
        const parts = Array.from({ length: Math.ceil(texts.length / textsMax) }, (_, at) => texts.slice(at * textsMax, (at + 1) * textsMax))
        const answers = []
        for (const part of parts) answers.push(await ask(part, call.signal))
        const vectors = answers.flatMap((answer) => answer.vectors.map(ofLengthOne))
        if (vectors.length !== texts.length || vectors.some(({ length }) => length === 0 || length !== vectors[0]!.length)) throw new ProviderFailure(name, 'broken')
        const tokens = answers.reduce<number | null>((sum, each) => (sum === null || each.tokens === null ? null : sum + each.tokens), 0)
        return tokens === null ? { vectors } : { vectors, used: { ...nothingUsed, inputTokens: tokens } }
      } catch (error) {
        if (signal.aborted) throw new Failure('unavailable', 'The embedding was stopped.')
        throw failureOf(name, error)
      } finally {
        call.end()
      }
    },
  }
}

/** A mark at the beginning and one at the end; a text has no more tokens than bytes (see `mostUsed`). */
const tokensPerText = 4

function ofLengthOne(vector: readonly number[]): Float32Array {
  const length = Math.hypot(...vector)
  if (!(length > 0)) throw new TypeError('The vector points nowhere.')
  return Float32Array.from(vector, (value) => value / length)
}
