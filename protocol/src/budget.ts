/** What may be spent, what is spent, and on what. Money is whole micro-dollars, and days are those of UTC. */
import Type from 'typebox'
import { closed, Instant, orNull } from './scalars.ts'

const UtcDay = Type.String({ description: 'YYYY-MM-DD, UTC.' })
const MicroUsd = Type.Integer({ description: 'Micro-dollars.' })

export const BudgetLimit = Type.Object({
  scope: Type.Enum(['installation', 'guests', 'learner'], { description: '`learner` is your own; guests share one.' }),
  period: Type.Enum(['day', 'month']),
  since: UtcDay,
  until: Type.String({ description: 'When it begins anew: UTC, ISO 8601 with milliseconds.' }),
  limitMicroUsd: orNull(MicroUsd),
  spentMicroUsd: MicroUsd,
  leftMicroUsd: orNull(MicroUsd),
  heldMicroUsd: Type.Integer({ description: 'Of what is left: in the hands of processes, for calls under way and to come, and of those that died, until the period is over.' }),
})
export const BudgetStatus = Type.Object({
  at: Instant,
  plan: orNull(Type.String({ description: 'Which limits are yours; null for an operator.' })),
  limits: Type.Array(BudgetLimit),
})
export type BudgetStatus = Type.Static<typeof BudgetStatus>

export const UsageQuery = Type.Object({ from: Type.Optional(UtcDay), to: Type.Optional(UtcDay) })

const sums = {
  calls: Type.Integer(),
  microUsd: MicroUsd,
  savedMicroUsd: Type.Integer({ description: 'Against the best model, told the whole talk at full price, with nothing recalled.' }),
  saved: Type.Object({
    caching: Type.Integer({ description: 'Taken off by vendors for a beginning that they still had.' }),
    routing: Type.Integer({ description: 'By asking a lighter model.' }),
    window: Type.Integer({ description: 'By leaving out the beginning of the talk.' }),
    recall: Type.Integer({ description: 'By answering from what was found before.' }),
  }, { description: 'By what, in micro-dollars.' }),
}
export const BudgetUsage = Type.Object({
  from: UtcDay,
  to: UtcDay,
  total: Type.Object(sums),
  items: Type.Array(Type.Object({
    day: UtcDay, provider: Type.String(), model: Type.String(), task: Type.String({ description: 'What it was asked for: reply, correct, transcribe, speak, summarise or embed.' }), ...sums,
    inputTokens: Type.Integer(), cachedInputTokens: Type.Integer({ description: 'Of the input tokens.' }), outputTokens: Type.Integer(),
    spokenCharacters: Type.Integer(), heardMs: Type.Integer(), spokenMs: Type.Integer(),
  }), { description: 'By day, the newest first, model and task.' }),
})
export type BudgetUsage = Type.Static<typeof BudgetUsage>

export const PlanRequest = Type.Object({ plan: Type.String({ minLength: 1, maxLength: 40, description: 'One of `PLANS`, or `standard`.' }) }, closed)
