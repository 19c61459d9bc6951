/** The tutor's mind as a chat model of any vendor. */
import type { Correction } from '../../domain/correction.ts'
import { ProviderFailure } from '../../domain/failure.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Content } from '../../ports/content.ts'
import type { LanguageModel, Written } from '../../ports/language-model.ts'
import { usageOf, type ChatModel } from './chat-model.ts'
import { answerMsMaxDefault, beginCall } from './provider-call.ts'
import { failureOf } from './provider-fault.ts'
import type { PromptsIn } from './prompts.ts'
import { replyMessages } from './reply-messages.ts'

export type MindOptions = {
  readonly name: string
  readonly model: ChatModel
  readonly prompts: PromptsIn
  readonly content: Content
  readonly clock: Clock
  readonly answerMsMax?: number
}

/** Three short sentences have some 80 tokens; a model that rambles is cut here. */
const outputTokensMax = 300
/** Signs that a voice would read out; a model sometimes writes them in spite of being asked not to. */
const markup = /[*_#`]+/g

export function modelMind({ name, model, prompts, content, clock, answerMsMax = answerMsMaxDefault }: MindOptions): LanguageModel {
  return {
    name,
    async *write(prompt, { signal }) {
      yield { type: 'author', by: name }
      const call = beginCall(clock, answerMsMax, signal)
      try {
        const messages = replyMessages(prompt, await known(prompt.correction), prompts(prompt.language), content.in(prompt.language))
        const { stream } = await model.doStream({ prompt: messages, maxOutputTokens: outputTokensMax, abortSignal: call.signal })
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
      if (!anything || (part.finishReason.unified === 'other' && part.finishReason.raw === undefined)) throw new ProviderFailure(name, 'broken')
      const usage = usageOf(part.usage)
      if (usage) yield { type: 'usage', usage, model }
      return
    }
  }
  throw new ProviderFailure(name, 'broken')
}
