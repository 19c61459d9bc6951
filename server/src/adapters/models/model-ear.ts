/** An ear that is a chat model of any vendor, asked for one JSON object whose every claim is checked against the text. */
import { mistakeKinds, type Correction } from '../../domain/correction.ts'
import { Failure, ProviderFailure } from '../../domain/failure.ts'
import { tongueFor } from '../../domain/language.ts'
import type { Clock } from '../../ports/clock.ts'
import { nothingUsed } from '../../domain/price.ts'
import type { Checked, Ear, Listening } from '../../ports/ear.ts'
import type { Facts } from '../../ports/provider.ts'
import { isDiscounted, mostUsed, strictObject, usageOf, type ChatMessages, type ChatModel } from './chat-model.ts'
import { answerMsMaxDefault, beginCall } from './provider-call.ts'
import { failureOf } from './provider-fault.ts'
import { filled, type Prompts, type PromptsIn } from './prompts.ts'
import { repaired } from './repair.ts'

export type EarOptions = {
  readonly name: string
  readonly model: ChatModel
  readonly facts: Facts
  readonly prompts: PromptsIn
  readonly clock: Clock
  readonly answerMsMax?: number
}

/** Twenty mistakes with their explanations. */
const outputTokensMax = 2000

export function modelEar({ name, model, facts, prompts, clock, answerMsMax = answerMsMaxDefault }: EarOptions): Ear {
  return {
    name,
    facts,
    most: (listening) => mostUsed(checkMessages(listening, prompts(listening.language), isDiscounted(facts.price)), facts.price, outputTokensMax, responseFormat.schema),
    async check(listening, { signal }) {
      const texts = prompts(listening.language)
      const call = beginCall(clock, answerMsMax, signal)
      try {
        const messages = checkMessages(listening, texts, isDiscounted(facts.price))
        const request = { prompt: messages, responseFormat, maxOutputTokens: outputTokensMax, temperature: 0, reasoning: 'none' as const, abortSignal: call.signal }
        const { content, usage } = await model.doGenerate(request)
        const answer = content.map((part) => (part.type === 'text' ? part.text : '')).join('')
        const correction = repaired(listening.text, answer, name, explainIn(listening, texts))
        if (correction === null) throw new ProviderFailure(name, 'broken')
        const used = usageOf(usage)
        return { ...wanted(correction, listening), ...(used ? { used: { ...nothingUsed, ...used } } : {}) } satisfies Checked
      } catch (error) {
        if (signal.aborted) throw new Failure('unavailable', 'The check was stopped.')
        throw failureOf(name, error)
      } finally {
        call.end()
      }
    },
  }
}

/** `discounted`: whether the vendor takes something off for what is always the same. */
export function checkMessages({ text, level, motherTongue, gender, corrections, spoken }: Listening, { check }: Prompts, discounted: boolean): ChatMessages {
  const rules = [
    filled(check.rules, { kinds: mistakeKinds.join(', ') }),
    ...(discounted ? [check.examples] : []),
    spoken ? check.spoken : check.written,
    check.corrections[corrections],
    check.gender[gender ?? 'unknown'],
  ]
  return [
    { role: 'system', content: rules.join('\n\n') },
    { role: 'user', content: [{ type: 'text', text: JSON.stringify({ text, level, explainIn: tongueFor(motherTongue) }) }] },
  ]
}


const responseFormat = {
  type: 'json' as const,
  name: 'correction',
  schema: strictObject({
    czech: { type: 'boolean' },
    corrected: { type: 'string' },
    mistakes: {
      type: 'array',
      items: strictObject({
        original: { type: 'string' },
        corrected: { type: 'string' },
        kind: { type: 'string', enum: [...mistakeKinds] },
        explanation: { type: 'string' },
        sure: { type: 'boolean' },
      }),
    },
    suggestion: { type: ['string', 'null'] },
  }),
}

function explainIn({ motherTongue }: Listening, { unexplained, unexplainedLess }: Prompts) {
  const tongue = tongueFor(motherTongue)
  return ({ original, corrected }: { readonly original: string; readonly corrected: string }): string =>
    filled((corrected.trim() === '' ? unexplainedLess : unexplained)[tongue], { original: original.trim(), corrected: corrected.trim() })
}

/** Suggestions are for those who asked for everything. */
const wanted = (correction: Correction, { corrections }: Listening): Correction => (corrections === 'minimal' ? { ...correction, suggestion: null } : correction)
