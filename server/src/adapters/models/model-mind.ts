/** The tutor's mind as a chat model of any vendor, which answers at once and does not think aloud first. */
import type { Correction } from '../../domain/correction.ts'
import { ProviderFailure } from '../../domain/failure.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Content } from '../../ports/content.ts'
import type { LanguageModel, ReplyPrompt, Written } from '../../ports/language-model.ts'
import type { Facts } from '../../ports/provider.ts'
import { isDiscounted, mostUsed, usageOf, type ChatModel } from './chat-model.ts'
import { answerMsMaxDefault, beginCall } from './provider-call.ts'
import { failureOf } from './provider-fault.ts'
import type { PromptsIn } from './prompts.ts'
import { replyMessages } from './reply-messages.ts'

export type MindOptions = {
  readonly name: string
  readonly model: ChatModel
  readonly facts: Facts
  readonly prompts: PromptsIn
  readonly content: Content
  readonly clock: Clock
  readonly answerMsMax?: number
}

/** Three short sentences have some 80 tokens; a model that rambles is cut here. */
const outputTokensMax = 300
/** Signs that a voice would read out; a model sometimes writes them in spite of being asked not to. */
const markup = /[*_#`]+/g

/** A correction that grew longer than this, compared with the utterance, is not shown to the model: what a reply may cost is known before it. */
const correctedGrowthMax = 2
const correctedBytesMin = 200

export function modelMind({ name, model, facts, prompts, content, clock, answerMsMax = answerMsMaxDefault }: MindOptions): LanguageModel {
  const messagesOf = (prompt: ReplyPrompt, correction: Correction | null) =>
    replyMessages(prompt, correction, { prompts: prompts(prompt.language), content: content.in(prompt.language), discounted: isDiscounted(facts.price) })
  return {
    name,
    facts,
    most: (prompt) => mostUsed(messagesOf(prompt, longest(prompt)), facts.price, outputTokensMax),
    async *write(prompt, { signal }) {
      yield { type: 'author', by: name }
      const call = beginCall(clock, answerMsMax, signal)
      try {
        const messages = messagesOf(prompt, fitting(prompt, await known(prompt.correction)))
        const { stream } = await model.doStream({ prompt: messages, maxOutputTokens: outputTokensMax, reasoning: 'none', abortSignal: call.signal })
        yield* written(stream, name, model.modelId)
      } catch (error) {
        if (!signal.aborted) throw failureOf(name, error)
      } finally {
        call.end()
      }
    },
  }
}

/** A correction is of use if it is there already; a model makes its own recast otherwise, and nobody waits. */
const known = (correction: Promise<Correction | null>): Promise<Correction | null> => Promise.race([correction, Promise.resolve(null)])

const correctedBytesMax = ({ utterance }: ReplyPrompt): number => Math.max(correctedBytesMin, correctedGrowthMax * Buffer.byteLength(utterance))

/** Brackets are replaced by longer ones before a model sees them. */
const fitting = (prompt: ReplyPrompt, correction: Correction | null): Correction | null =>
  correction !== null && Buffer.byteLength(correction.corrected.replaceAll(/[<>]/g, '‹')) <= correctedBytesMax(prompt) ? correction : null

/** The longest correction that would be shown. */
function longest(prompt: ReplyPrompt): Correction {
  const corrected = 'x'.repeat(correctedBytesMax(prompt))
  const finding = { start: 0, end: 0, original: '', corrected, kind: 'other', counted: true, explanation: '' } as const
  return { corrected, findings: [finding], questions: [], suggestion: null, by: '' }
}

type Parts = Awaited<ReturnType<ChatModel['doStream']>>['stream']

async function* written(stream: Parts, name: string, model: string): AsyncGenerator<Written> {
  let anything = false
  for await (const part of stream) {
    if (part.type === 'error') throw part.error
    if (part.type === 'text-delta') {
      const text = part.delta.replace(markup, '')
      anything ||= text.trim() !== ''
      if (text !== '') yield { type: 'text', text }
    }
    if (part.type === 'finish') {
      // A stream that ends without saying why was cut off on its way.
      if (!anything || part.finishReason.raw === undefined) throw new ProviderFailure(name, 'broken')
      const usage = usageOf(part.usage)
      if (usage) yield { type: 'usage', usage, model }
      return
    }
  }
  throw new ProviderFailure(name, 'broken')
}
