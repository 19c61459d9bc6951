/** What a process tells of itself, its installation and those it serves. */
import type { CountedAllowances } from '../adapters/counted-allowances.ts'
import { books } from '../adapters/postgres/books.ts'
import { live } from '../adapters/postgres/live.ts'
import { reach } from '../adapters/postgres/reach.ts'
import { vitals } from '../adapters/postgres/vitals.ts'
import { watchProcess, type Watched } from '../adapters/process.ts'
import type { Closing } from '../closing.ts'
import type { Config } from '../config.ts'
import type { Budget } from '../domain/allowance.ts'
import { codeOf } from '../domain/failure.ts'
import { metricsDoor, refuseOpenFigures, type MetricsDoor } from '../entry/metrics/door.ts'
import { figuresOf } from '../entry/metrics/live-figures.ts'
import { measures, type Measures, type Sources } from '../entry/metrics/measures.ts'
import { reporter, type Reporter } from '../entry/metrics/reporter.ts'
import { standingOf } from '../entry/metrics/standing.ts'
import { lastBackupMs } from '../installation.ts'
import type { Log } from '../log.ts'
import type { Clock } from '../ports/clock.ts'
import type { ProviderHealth } from '../ports/provider-health.ts'
import type { ToldVitals } from '../ports/vitals.ts'
import type { Backstage } from './backstage.ts'
import { version } from './places.ts'

const figuresSet = ({ METRICS_PORT: port, METRICS_HOST: host, METRICS_TOKEN: token }: Config) => ({ port, host, token })

export function watched(config: Config, clock: Clock, closing: Closing, looked?: (lateMs: number) => void): Watched {
  refuseOpenFigures(figuresSet(config))
  const machine = watchProcess(config.MLUV_DATA ?? './data', clock, looked)
  closing.push(machine.close)
  return machine
}

type Observed = Pick<Backstage, 'database' | 'queue' | 'clock' | 'log'> & ProviderHealth & {
  readonly told: () => ToldVitals
  readonly budget: Budget
  readonly machine: Watched
  readonly booked: CountedAllowances
  readonly places: () => ReadonlyMap<string, number>
}

/** What a process tells of itself and of its installation, and of whom it serves; to whoever watches, and to the other processes. */
export type Tell = (serving: Sources['serving']) => Told
export type Told = { readonly measures: Measures; readonly reporter: Reporter }

export function tellOf(config: Config, { database, queue, clock, machine, told, booked, fares, tried, places, budget, log }: Observed): Tell {
  const ofProcess = async () => ({
    version, process: await machine.vitals(), database: database.vitals(), runs: queue.vitals(), spent: booked.spent(), fares: fares(), tried: tried(), places: places(), told: told(),
  })
  const standing = standingOf({
    vitals: vitals(database), books: books(database), reach: reach(database), budget, clock,
    backsUp: config.DATABASE_URL === null, lastBackupMs: () => lastBackupMs(config),
  })
  const processId = clock.newId()
  const startedAtMs = clock.now()
  return (serving) => ({
    measures: measures({ process: ofProcess, installation: standing, serving }),
    reporter: reporter({
      live: live(database), clock, processId, does: serving ? 'serves' : 'works', version, startedAtMs,
      count: async () => figuresOf(await ofProcess(), serving && (await serving())),
      report: (error) => log.warn('live-figures-not-told', { code: codeOf(error) }),
    }),
  })
}

/** Opened, it tells whoever asks, and the other processes. */
export function telling(config: Config, { measures, reporter: ours }: Told, log: Log): MetricsDoor {
  const door = metricsDoor(figuresSet(config), { version, measures, log })
  return {
    async open() {
      ours.start()
      return door.open()
    },
    async close() {
      await ours.close()
      await door.close()
    },
  }
}
