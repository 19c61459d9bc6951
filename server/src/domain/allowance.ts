/**
 * What may be spent: by whom, in which day or month, and how much of it a process takes in hand at once.
 *
 * Days and months are UTC's: an allowance that followed the learner's own clock would begin anew with each change of zone.
 * Money is whole micro-dollars.
 */
import type { LearnerId } from './identity.ts'

/** `learner`: each for themselves, by their plan. `guests`: all who nobody vouches for share one. */
export const scopes = ['installation', 'guests', 'learner'] as const
export const periods = ['day', 'month'] as const
export type Scope = (typeof scopes)[number]
export type Period = (typeof periods)[number]

/** One limit in one period. `name` tells learners apart; it is empty for what there is one of. */
export type Allowance = { readonly scope: Scope; readonly name: string; readonly period: Period; readonly since: string }
export type Limited = { readonly allowance: Allowance; readonly limitMicroUsd: number }

/** Null is no limit. */
export type Limits = Readonly<Record<Period, number | null>>
export type Budget = { readonly installation: Limits; readonly guests: Limits; readonly learner: Limits; readonly plans: ReadonlyMap<string, Limits> }

/** What a learner's limits follow from. A guest is whoever has neither a verified identity nor a plan that an operator gave them. */
export type Standing = { readonly plan: string; readonly guest: boolean }

/** The plan of those who have no other: the limits are those of every learner. */
export const standardPlan = 'standard'

export const nothingSet: Limits = { day: null, month: null }

export const dayOf = (nowMs: number): string => new Date(nowMs).toISOString().slice(0, 'YYYY-MM-DD'.length)

/** The first day of the period that a day is in. */
export const sinceOf = (period: Period, day: string): string => (period === 'day' ? day : `${day.slice(0, 'YYYY-MM'.length)}-01`)

/** When the period that began on a day is over. */
export function untilMsOf(period: Period, since: string): number {
  const [year, month, day] = since.split('-').map(Number) as [number, number, number]
  return period === 'day' ? Date.UTC(year, month - 1, day + 1) : Date.UTC(year, month, 1)
}

/** Everything that what is spent on a day counts towards, limited or not. */
export function allowancesOf(day: string, learnerId: LearnerId | null, guest: boolean): Allowance[] {
  const of = (scope: Scope, name = '') => periods.map((period) => ({ scope, name, period, since: sinceOf(period, day) }))
  return [...of('installation'), ...(guest ? of('guests') : []), ...(learnerId === null ? [] : of('learner', learnerId))]
}

export function limitOf(budget: Budget, { scope, period }: Pick<Allowance, 'scope' | 'period'>, plan: string): number | null {
  return (scope === 'learner' ? (budget.plans.get(plan) ?? budget.learner) : budget[scope])[period]
}

/** Those of a learner's allowances that have a limit. */
export function limitedOf(budget: Budget, day: string, learnerId: LearnerId, { plan, guest }: Standing): Limited[] {
  return allowancesOf(day, learnerId, guest).flatMap((allowance) => {
    const limitMicroUsd = limitOf(budget, allowance, plan)
    return limitMicroUsd === null ? [] : [{ allowance, limitMicroUsd }]
  })
}

/** A limit of which nothing is left, and when it begins anew. */
export type UsedUp = { readonly scope: Scope; readonly period: Period; readonly untilMs: number }

export const usedUp = ({ scope, period, since }: Allowance): UsedUp => ({ scope, period, untilMs: untilMsOf(period, since) })

/** For people. */
export function usedUpSentence({ scope, period, untilMs }: UsedUp): string {
  const what = { installation: 'What may be spent here', guests: 'What guests share', learner: 'What you may spend' }[scope]
  return `${what} ${period === 'day' ? 'today' : 'this month'} is used up. It begins anew on ${dayOf(untilMs)} at 00:00 UTC.`
}

/** Held back when a turn begins: what one with a model, hearing and a voice takes at most, as prices are; a turn that needs more asks for it. */
export const turnMicroUsd = 10_000
/** With less than this left, nothing is left: no call that is worth making is sure to cost less. */
export const leastMicroUsd = 500
/** The most that is taken in hand beyond what is asked for: a process that dies forfeits it until its period is over. */
const sliceMicroUsdMax = 100_000
/** Several processes share the last of an allowance: none takes more than this part of what is left beyond what it was asked for. */
const partOfRest = 20

/** How much of what is left of an allowance a process that was asked for `wantedMicroUsd` takes in hand. */
export function sliceOf(leftMicroUsd: number, wantedMicroUsd: number): number {
  const spare = Math.min(sliceMicroUsdMax, Math.floor(leftMicroUsd / partOfRest))
  return Math.max(0, Math.min(leftMicroUsd, Math.max(wantedMicroUsd, spare)))
}

/** Parts of a limit, in percent, that are told of when they are reached: once a period. */
export const thresholds = [50, 75, 90, 100] as const
export type Threshold = (typeof thresholds)[number]

/** The thresholds that were passed. The last one is passed when something had to be refused: what is left then is of no use to anybody. */
export function passed(limitMicroUsd: number, before: number, after: number, refused: boolean): Threshold[] {
  return thresholds.filter((each) => (each === 100 ? refused || (after >= limitMicroUsd && before < limitMicroUsd) : after * 100 >= limitMicroUsd * each && before * 100 < limitMicroUsd * each))
}

/** What one turn was charged to its learner on one day by one run of it. */
export type Charge = { readonly turnId: string | null; readonly run: number; readonly learnerId: LearnerId; readonly day: string; readonly microUsd: number }

/**
 * What a learner is charged for, of all that was spent on them: a turn that was run again after a crash has paid again, and
 * its last run counts.
 */
export function chargedOf<Each extends Charge>(charges: readonly Each[]): Each[] {
  const last = new Map<string, number>()
  for (const { turnId, run } of charges) if (turnId !== null) last.set(turnId, Math.max(run, last.get(turnId) ?? 0))
  return charges.filter(({ turnId, run }) => turnId === null || run === last.get(turnId))
}

/** Dollars as people write them; null where it is not an amount. */
export function microUsdIn(text: string): number | null {
  return /^\d{1,7}(\.\d{1,6})?$/.test(text) ? Math.round(Number(text) * 1_000_000) : null
}

const unlimited = 'none'
export const isLimit = (text: string): boolean => text === unlimited || microUsdIn(text) !== null
/** `none` is no limit. */
export const limitIn = (text: string): number | null => (text === unlimited ? null : microUsdIn(text))

/** `school=0.05/1.00 friends=none/5`: dollars a day and a month of each learner who has the plan. Null where it does not read like that. */
export function plansIn(text: string): ReadonlyMap<string, Limits> | null {
  const plans = new Map<string, Limits>()
  for (const entry of text.split(/\s+/).filter((part) => part !== '')) {
    const [, name, day, month] = /^([a-z][a-z0-9-]{0,39})=([^/=]+)\/([^/=]+)$/.exec(entry) ?? []
    if (name === undefined || !isLimit(day!) || !isLimit(month!) || name === standardPlan || plans.has(name)) return null
    plans.set(name, { day: limitIn(day!), month: limitIn(month!) })
  }
  return plans
}
