/** Flags, for operators: how they are rolled out, who changed that, and what came of it. */
import type { FastifyRequest } from 'fastify'
import type Type from 'typebox'
import type { FlagHistory, FlagHistoryQuery, FlagList, FlagVariants, FlagView, Rollout as RolloutView } from '@mluv/protocol/flags.ts'
import { standardPlan } from '../../domain/allowance.ts'
import { compared, compareds, learnersMin, meanOf, type Compared } from '../../domain/comparison.ts'
import { Failure } from '../../domain/failure.ts'
import { flagNames, flags as all, isFlag, notRolledOut, tidied, variantsIn, type FlagName, type Rollout } from '../../domain/flag.ts'
import type { LearnerId } from '../../domain/identity.ts'
import { dayIn, daysLater } from '../../domain/progress.ts'
import type { VariantFigures } from '../../ports/flags.ts'
import type { House } from '../house.ts'
import { instant } from '../render.ts'
import { spanOf } from './days.ts'
import { limitOf } from './paging.ts'

/** A quarter: what is compared for longer was decided before. */
const daysMax = 92
const usualDays = 14
const dayMs = 86_400_000

type Named = { readonly Params: { readonly name: string } }

export const flags = ({ flags: kept, budget, clock }: House) => ({
  async list(): Promise<FlagList> {
    const rolled = new Map((await kept.all()).map((each) => [each.name, each]))
    const items = flagNames.map((name) => viewOf(name, rolled.get(name)?.rollout ?? notRolledOut(name), rolled.get(name)?.changedAtMs ?? null))
    return { items, plans: [standardPlan, ...budget.plans.keys()] }
  },

  /** Noticed by every process within a second. */
  async roll(request: FastifyRequest<Named & { Body: RolloutView }>): Promise<FlagView> {
    const name = nameOf(request)
    const rollout = tidied(name, rolloutOf(name, request.body, [standardPlan, ...budget.plans.keys()]))
    await kept.roll({ name, rollout, tokenHash: request.caller!.tokenHash, changeId: clock.newId(), nowMs: clock.now() })
    const after = (await kept.all()).find((each) => each.name === name)
    return viewOf(name, after?.rollout ?? rollout, after?.changedAtMs ?? null)
  },

  async history(request: FastifyRequest<Named & { Querystring: Type.Static<typeof FlagHistoryQuery> }>): Promise<FlagHistory> {
    const { before = null, limit } = request.query
    const { items, next } = await kept.history(nameOf(request), { before, limit: limitOf(limit, 20) })
    return { items: items.map((change) => ({ at: instant(change.atMs), by: change.changedBy, before: change.before && shown(change.before), after: shown(change.after) })), next }
  },

  async variants(request: FastifyRequest<Named & { Querystring: { from?: string; to?: string } }>): Promise<FlagVariants> {
    const name = nameOf(request)
    const { from, to } = spanOf(request.query, { from: (to) => daysLater(to, 1 - usualDays), to: dayIn('UTC', clock.now()) })
    if (from <= daysLater(to, -daysMax)) throw new Failure('invalid', `At most ${daysMax} days at once.`, { fields: [{ field: '/from', detail: 'Too early.' }] })
    const found = await kept.figures(name, { fromMs: Date.parse(from), untilMs: Date.parse(to) + dayMs })
    const usual = found.find(({ variant }) => variant === all[name].usual)
    const inOrder = variantsIn(name).flatMap((variant) => found.filter((each) => each.variant === variant))
    return { from, to, items: inOrder.map((each) => figuresView(each, each === usual ? undefined : usual, all[name].usual)) }
  },
})

function nameOf({ params: { name } }: { readonly params: Named['Params'] }): FlagName {
  if (!isFlag(name)) throw new Failure('not-found', `There is no such flag. One of: ${flagNames.join(', ')}.`)
  return name
}

const refused = (message: string, field: string, detail: string): Failure => new Failure('invalid', message, { fields: [{ field, detail }] })

/** Throws `invalid` where it could not be kept as it is meant. */
function rolloutOf(name: FlagName, { learners, ...rest }: RolloutView, plans: readonly string[]): Rollout {
  if (Math.round(rest.percentage * 10) / 10 !== rest.percentage) throw refused('A percentage has one decimal at most.', '/percentage', 'Such as 12.5.')
  const strange = Object.keys(rest.shares).find((variant) => !variantsIn(name).includes(variant))
  if (strange !== undefined) throw refused('There is no such variant.', '/shares', `One of: ${variantsIn(name).join(', ')}.`)
  if (Object.values(rest.shares).every((share) => share === 0)) throw refused('At least one variant needs a share.', '/shares', 'All of them are 0.')
  if (rest.plans?.some((plan) => !plans.includes(plan))) throw refused('There is no such plan.', '/plans', `One of: ${plans.join(', ')}.`)
  return { ...rest, learners: learners as LearnerId[] }
}

const viewOf = (name: FlagName, rollout: Rollout, changedAtMs: number | null): FlagView => ({
  name, says: all[name].says, usual: all[name].usual,
  variants: Object.entries(all[name].variants).map(([variant, says]) => ({ name: variant, says })),
  rollout: shown(rollout),
  changedAt: changedAtMs === null ? null : instant(changedAtMs),
})

const shown = ({ levels, languages, plans, learners, ...rest }: Rollout): RolloutView =>
  ({ ...rest, levels: levels && [...levels], languages: languages && [...languages], plans: plans && [...plans], learners: [...learners], shares: { ...rest.shares } })

type Item = FlagVariants['items'][number]

function figuresView({ variant, turns, learners, figures }: VariantFigures, usual: VariantFigures | undefined, usualName: string): Item {
  const figure = (name: Compared) => {
    const found = figures[name]
    return found ? { count: found.count, mean: meanOf(found)!, p50: found.p50, p95: found.p95 } : null
  }
  const differences = usual ? compareds.flatMap((name) => differenceIn(name, figures[name], usual.figures[name], usualName)) : []
  return { variant, turns, learners, firstSoundMs: figure('firstSoundMs'), microUsd: figure('microUsd'), score: figure('score'), differences }
}

type Figure = VariantFigures['figures'][Compared]

function differenceIn(figure: Compared, of: Figure, from: Figure, usual: string): Item['differences'] {
  if (!of || !from) return []
  const { name, more, less, of: said } = wording[figure]
  const found = compared(of, from)
  if (!found) return [{ figure, difference: null, lowest: null, highest: null, verdict: 'too-few', says: `${name}: too few learners to tell. ${learnersMin} are needed of each variant.` }]
  const { difference, lowest, highest, verdict } = found
  const between = `95 %: from ${signed(lowest, said)} to ${signed(highest, said)}`
  const says = verdict === 'chance' ? `${name}: no difference from “${usual}” beyond chance (${between}).` : `${name}: ${said(Math.abs(difference))} ${verdict === 'more' ? more : less} than with “${usual}”, which is more than chance (${between}).`
  return [{ figure, difference, lowest, highest, verdict, says }]
}

const signed = (value: number, said: (value: number) => string): string => `${value < 0 ? '−' : '+'}${said(Math.abs(value))}`

const wording: Readonly<Record<Compared, { readonly name: string; readonly more: string; readonly less: string; readonly of: (value: number) => string }>> = {
  firstSoundMs: { name: 'The first sound', more: 'later', less: 'sooner', of: (ms) => `${ms.toFixed(0)} ms` },
  microUsd: { name: 'A turn', more: 'dearer', less: 'cheaper', of: (microUsd) => `$${(microUsd / 1e6).toFixed(5)}` },
  score: { name: 'The score', more: 'higher', less: 'lower', of: (score) => score.toFixed(1) },
}
