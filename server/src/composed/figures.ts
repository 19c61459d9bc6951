/** What a process tells of itself, its installation and those it serves. */
import type { CountedAllowances } from '../adapters/counted-allowances.ts'
import { books } from '../adapters/postgres/books.ts'
import { reach } from '../adapters/postgres/reach.ts'
import { vitals } from '../adapters/postgres/vitals.ts'
import { watchProcess, type Watched } from '../adapters/process.ts'
import type { Closing } from '../closing.ts'
import { spendingOf, type Config } from '../config.ts'
import { refuseOpenFigures } from '../entry/metrics/door.ts'
import { measures, type Measures, type Sources } from '../entry/metrics/measures.ts'
import { standingOf } from '../entry/metrics/standing.ts'
import { lastBackupMs } from '../installation.ts'
import type { Clock } from '../ports/clock.ts'
import type { ProviderHealth } from '../ports/provider-health.ts'
import type { Backstage } from './backstage.ts'
import { version } from './places.ts'

export const figuresSet = ({ METRICS_PORT: port, METRICS_HOST: host, METRICS_TOKEN: token }: Config) => ({ port, host, token })

export function watched(config: Config, clock: Clock, closing: Closing, looked?: (lateMs: number) => void): Watched {
  refuseOpenFigures(figuresSet(config))
  const machine = watchProcess(config.MLUV_DATA ?? './data', clock, looked)
  closing.push(machine.close)
  return machine
}

type Observed = Pick<Backstage, 'database' | 'queue' | 'clock'> & ProviderHealth & { readonly machine: Watched; readonly booked: CountedAllowances; readonly places: () => ReadonlyMap<string, number> }

/** What a process tells of itself and of its installation, and of whom it serves. */
export type Tell = (serving: Sources['serving']) => Measures

export function measuresOf(config: Config, { database, queue, clock, machine, booked, fares, tried, places }: Observed): Tell {
  const ofProcess = async () => ({
    version, process: await machine.vitals(), database: database.vitals(), runs: queue.vitals(), spent: booked.spent(), fares: fares(), tried: tried(), places: places(),
  })
  const standing = standingOf({
    vitals: vitals(database), books: books(database), reach: reach(database), budget: spendingOf(config).budget, clock,
    backsUp: config.DATABASE_URL === null, lastBackupMs: () => lastBackupMs(config),
  })
  return (serving) => measures({ process: ofProcess, installation: standing, serving })
}
