/** Purses on allowances in memory, and what costs something. */
import { nothingSet, type Allowance, type Budget, type Limits } from '../../src/domain/allowance.ts'
import type { LearnerId } from '../../src/domain/identity.ts'
import type { Facts } from '../../src/ports/provider.ts'
import type { Allowances } from '../../src/ports/allowances.ts'
import { purses, type OpenPurses, type PursesOptions } from '../../src/routing/purses.ts'
import { givenClock, type GivenClock } from '../given-clock.ts'
import { keptAllowances, type KeptAllowances } from '../kept-allowances.ts'

export const somebody = 'somebody' as LearnerId
/** Of the day on which given clocks begin. */
export const of = (scope: Allowance['scope'], period: Allowance['period'] = 'day', name = scope === 'learner' ? somebody : ''): Allowance => ({
  scope, period, name, since: period === 'day' ? '2026-03-02' : '2026-03-01',
})

export const facts = (more: Partial<Facts> = {}): Facts => ({
  provider: 'vendor', model: 'small',
  price: { inputTokens: 1, cachedInputTokens: 0.5, outputTokens: 4, spokenCharacters: 10, heardSound: 0.006 },
  pricedOn: '2026-01-01', languages: null, contextTokens: 1_000, strength: 'light', ...more,
})

export const limits = (day: number | null, month: number | null = null): Limits => ({ day, month })
export const budget = (more: Partial<Budget> = {}): Budget => ({ installation: nothingSet, guests: nothingSet, learner: nothingSet, plans: new Map(), ...more })

export type Till = { readonly purses: OpenPurses; readonly kept: KeptAllowances; readonly clock: GivenClock; readonly errors: unknown[] }

type Opening = Partial<Omit<PursesOptions, 'allowances' | 'clock'>> & { readonly kept?: KeptAllowances; readonly clock?: GivenClock; readonly allowances?: (kept: KeptAllowances) => Allowances }

/** A process of its own where `kept` is given. */
export function till(given: Budget, options: Opening = {}): Till {
  const { kept = keptAllowances(), clock = givenClock(), allowances = (all) => all, ...more } = options
  const errors: unknown[] = []
  return { kept, clock, errors, purses: purses({ allowances: allowances(kept), budget: given, overBudget: 'offline', clock, holder: 'one', report: (error) => void errors.push(error), ...more }) }
}

/** Until nothing happens any more without time. */
export const quiet = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
