/** What may be spent and what was: for learners their own, for operators everybody's. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type Type from 'typebox'
import type { BudgetStatus, BudgetUsage, PlanRequest, UsageQuery } from '@mluv/protocol/budget.ts'
import { allowancesOf, dayOf, limitOf, sinceOf, standardPlan, untilMsOf, type Allowance } from '../../domain/allowance.ts'
import { Failure } from '../../domain/failure.ts'
import { isId, type LearnerId } from '../../domain/identity.ts'
import { daysLater } from '../../domain/progress.ts'
import { savingWays } from '../../domain/saving.ts'
import type { Stood, UsageLine } from '../../ports/books.ts'
import type { House } from '../house.ts'
import { instant } from '../render.ts'
import { spanOf } from './days.ts'

/** A year, and what people mean by one. */
const usageDaysMax = 400
/** Models and tasks of one day are few. */
const usageLinesMax = 20_000

export const budget = (house: House) => ({
  async status(request: FastifyRequest): Promise<BudgetStatus> {
    const nowMs = house.clock.now()
    const learnerId = request.caller?.learnerId ?? null
    if (learnerId !== null) return ownStatus(house, learnerId, nowMs)
    const all = allowancesOf(dayOf(nowMs), null, true)
    const stood = await house.books.stand(all)
    return { at: instant(nowMs), plan: null, limits: all.map((allowance, at) => limitView(house, allowance, stood[at]!, standardPlan)) }
  },

  async usage(request: FastifyRequest<{ Querystring: Type.Static<typeof UsageQuery> }>): Promise<BudgetUsage> {
    const today = dayOf(house.clock.now())
    const { from, to } = spanOf(request.query, { from: (to) => sinceOf('month', to), to: today })
    if (from < daysLater(to, -usageDaysMax)) throw new Failure('invalid', `At most ${usageDaysMax} days at once.`, { fields: [{ field: '/from', detail: 'Too early.' }] })
    const items = await house.books.usage({ learnerId: request.caller?.learnerId ?? null, from, to, limit: usageLinesMax })
    const sum = (of: (line: UsageLine) => number) => items.reduce((total, line) => total + of(line), 0)
    const [caching, routing, window, recall] = savingWays.map((way) => sum(({ saved }) => saved[way])) as [number, number, number, number]
    const saved = { caching, routing, window, recall }
    const total = { calls: sum(({ calls }) => calls), microUsd: sum(({ microUsd }) => microUsd), savedMicroUsd: sum((line) => line.savedMicroUsd), saved }
    return { from, to, total, items: [...items] }
  },

  /** Noticed by every process within a minute. */
  async givePlan(request: FastifyRequest<{ Params: { id: string }; Body: Type.Static<typeof PlanRequest> }>, reply: FastifyReply): Promise<FastifyReply> {
    const { plan } = request.body
    if (plan !== standardPlan && !house.budget.plans.has(plan)) throw new Failure('invalid', 'There is no such plan: it is one of PLANS, or standard.', { fields: [{ field: '/plan', detail: 'Not a plan.' }] })
    const given = isId(request.params.id) && (await house.books.givePlan(request.params.id as LearnerId, plan))
    if (!given) throw new Failure('not-found', 'There is no such learner.')
    return reply.status(204).send()
  },
})

/** What a learner may spend, and has. Throws `unauthorized` where there is no such learner. */
export async function ownStatus(house: House, learnerId: LearnerId, nowMs: number): Promise<BudgetStatus> {
  const own = allowancesOf(dayOf(nowMs), learnerId, true).filter(({ scope }) => scope !== 'installation')
  const found = await house.books.standOf(learnerId, own)
  if (!found) throw new Failure('unauthorized', 'This learner is gone. Start anew.')
  const { standing: { plan, guest }, stood } = found
  const limits = own.map((allowance, at) => limitView(house, allowance, stood[at]!, plan)).filter(({ scope }) => guest || scope === 'learner')
  return { at: instant(nowMs), plan, limits }
}

function limitView(house: House, allowance: Allowance, { spentMicroUsd, inHandsMicroUsd }: Stood, plan: string): BudgetStatus['limits'][number] {
  const { scope, period, since } = allowance
  const limitMicroUsd = limitOf(house.budget, allowance, plan)
  const leftMicroUsd = limitMicroUsd === null ? null : Math.max(0, limitMicroUsd - spentMicroUsd)
  return { scope, period, since, until: instant(untilMsOf(period, since)), limitMicroUsd, spentMicroUsd, leftMicroUsd, heldMicroUsd: inHandsMicroUsd }
}
