/** What operators see and change while everything runs: what they have set goes before what the settings say. */
import { active } from '../adapters/postgres/active.ts'
import { openControls } from '../adapters/postgres/controls.ts'
import type { Database } from '../adapters/postgres/database.ts'
import { live } from '../adapters/postgres/live.ts'
import { sizes } from '../adapters/postgres/sizes.ts'
import type { Tables } from '../adapters/postgres/tables.ts'
import type { Closing } from '../closing.ts'
import { spendingOf, type Config } from '../config.ts'
import { periods, type Budget, type Limits } from '../domain/allowance.ts'
import type { House } from '../entry/house.ts'
import type { Log } from '../log.ts'
import type { Clock } from '../ports/clock.ts'
import type { Controls } from '../ports/controls.ts'

export type Operated = {
  readonly budget: Budget
  readonly isOff: (provider: string) => boolean
  /** What a house shows of it. */
  readonly shown: Pick<House, 'budget' | 'controls' | 'live' | 'database' | 'active'>
}

export async function operatedBy(config: Config, database: Database<Tables>, { clock, log, closing }: { readonly clock: Clock; readonly log: Log; readonly closing: Closing }): Promise<Operated> {
  const controls = await openControls(database, clock, (error) => log.error('controls-not-read', error))
  closing.push(controls.close)
  const budget = budgetInForce(config, controls)
  return {
    budget, isOff: (provider) => controls.now().providersOff.has(provider),
    shown: { budget, controls, live: live(database), database: sizes(database), active: active(database) },
  }
}

/** Read anew whenever it is looked at. */
function budgetInForce(config: Config, controls: Pick<Controls, 'now'>): Budget {
  const { budget } = spendingOf(config)
  return {
    get installation(): Limits {
      const { limits } = controls.now()
      const [day, month] = periods.map((period) => (limits[period] ? limits[period].microUsd : budget.installation[period])) as [number | null, number | null]
      return { day, month }
    },
    guests: budget.guests, learner: budget.learner, plans: budget.plans,
  }
}
