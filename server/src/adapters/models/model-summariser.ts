/** Puts talks into few words by a chat model of any vendor: one question for the summary and the facts, as both are read from the same talk. */
import { Failure, ProviderFailure } from '../../domain/failure.ts'
import { nothingUsed } from '../../domain/price.ts'
import type { ClaimedFact } from '../../domain/recollection.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Facts } from '../../ports/provider.ts'
import type { Summariser, Summarised, Told } from '../../ports/summariser.ts'
import { mostUsed, strictObject, usageOf, type ChatMessages, type ChatModel } from './chat-model.ts'
import { jsonIn } from './loose-json.ts'
import { beginCall } from './provider-call.ts'
import { failureOf } from './provider-fault.ts'
import type { Prompts, PromptsIn } from './prompts.ts'

export type SummariserOptions = { readonly name: string; readonly model: ChatModel; readonly facts: Facts; readonly prompts: PromptsIn; readonly clock: Clock }

/** Nobody waits for it. */
const answerMsMax = 60_000
/** A summary and the facts of forty exchanges. */
const outputTokensMax = 1000

export function modelSummariser({ name, model, facts, prompts, clock }: SummariserOptions): Summariser {
  return {
    name,
    facts,
    most: (told) => mostUsed(summaryMessages(told, prompts(told.language)), facts.price, outputTokensMax, responseFormat.schema),
    async summarise(told, { signal }) {
      const call = beginCall(clock, answerMsMax, signal)
      try {
        const { content, usage } = await model.doGenerate({
          prompt: summaryMessages(told, prompts(told.language)), responseFormat, maxOutputTokens: outputTokensMax, temperature: 0, reasoning: 'none', abortSignal: call.signal,
        })
        const found = summarisedIn(content.map((part) => (part.type === 'text' ? part.text : '')).join(''))
        if (found === null) throw new ProviderFailure(name, 'broken')
        const used = usageOf(usage)
        return { ...found, ...(used && { used: { ...nothingUsed, ...used } }) }
      } catch (error) {
        if (signal.aborted) throw new Failure('unavailable', 'The summary was stopped.')
        throw failureOf(name, error)
      } finally {
        call.end()
      }
    },
  }
}

/** Of each exchange, so that forty of them stay within what a light model reads well; a turn may be long. */
const partLengthMax = 600

export function summaryMessages({ summary, facts, exchanges }: Told, { summarise }: Prompts): ChatMessages {
  const talk = exchanges.map(({ learner, tutor }, at) => ({ exchange: at + 1, learner: learner.slice(0, partLengthMax).toWellFormed(), tutor: tutor.slice(0, partLengthMax).toWellFormed() }))
  return [
    { role: 'system', content: summarise },
    { role: 'user', content: [{ type: 'text', text: JSON.stringify({ summary, facts, talk }) }] },
  ]
}

function summarisedIn(answer: string): Summarised | null {
  const given = jsonIn(answer)
  if (given === undefined || Array.isArray(given)) return null
  const { summary, facts } = given as Readonly<Record<string, unknown>>
  if (typeof summary !== 'string') return null
  const claimed = Array.isArray(facts) ? (facts as readonly unknown[]).filter((each) => typeof each === 'object' && each !== null) : []
  return { summary, facts: claimed as readonly ClaimedFact[] }
}

const responseFormat = {
  type: 'json' as const,
  name: 'summary',
  schema: strictObject({ summary: { type: 'string' }, facts: { type: 'array', items: strictObject({ fact: { type: 'string' }, exchange: { type: 'integer' }, quote: { type: 'string' } }) } }),
}
