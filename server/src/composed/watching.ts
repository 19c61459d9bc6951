/** Who is told of what goes on: the log, and those who were set. What they are made with is loaded where there are some. */
import type { Watched } from '../adapters/process.ts'
import type { Closing } from '../closing.ts'
import type { Config } from '../config.ts'
import { errorsAt, headersIn } from '../domain/watching.ts'
import type { Fact, Log } from '../log.ts'
import type { Clock } from '../ports/clock.ts'
import type { Circumstances, ErrorReports } from '../ports/error-reports.ts'
import type { Trace } from '../ports/trace.ts'
import type { ToldVitals } from '../ports/vitals.ts'
import { watched } from './figures.ts'
import { projectFolder, version } from './places.ts'

export type Watching = {
  /** Its lines say in which trace, and of which turn, where one goes on. */
  readonly log: Log
  /** Null where nothing is recorded. */
  readonly trace: Trace | null
  told(): ToldVitals
  readonly machine: Watched
}

/** Before all else, so that its end comes after all else. `looked` is told how late the event loop is. */
export async function watching(config: Config, log: Log, clock: Clock, closing: Closing, looked?: (lateMs: number) => void): Promise<Watching> {
  const [traces, errors] = await Promise.all([tracesOf(config, clock), errorsOf(config, clock)])
  closing.push(async () => traces?.close(), async () => errors?.close())
  const trace = traces?.trace ?? null
  return {
    log: trace || errors ? toldLog(log, trace, errors) : log,
    trace,
    machine: watched(config, clock, closing, looked),
    told: () => ({ spans: traces?.fates() ?? null, errors: errors?.fates() ?? null }),
  }
}

async function tracesOf({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_HEADERS: headers, OTEL_SERVICE_NAME: service, OTEL_TRACES_SAMPLER_ARG: share }: Config, clock: Clock) {
  if (endpoint === null) return null
  const [{ tracing }, { exporter }] = await Promise.all([import('../adapters/otlp/tracing.ts'), import('../adapters/otlp/exporter.ts')])
  const { add, fates, close } = exporter({ endpoint, headers: headersIn(headers ?? '') ?? {}, resource: { service: service!, version, instance: clock.newId() }, clock })
  return { trace: tracing({ clock, share: Number(share), ended: add }), fates, close }
}

async function errorsOf({ SENTRY_DSN: dsn, SENTRY_ENVIRONMENT: environment }: Config, clock: Clock) {
  if (dsn === null) return null
  const { sentry } = await import('../adapters/sentry/sentry.ts')
  return sentry({ at: errorsAt(dsn)!, environment: environment!, version, root: projectFolder, clock })
}

type Facts = Readonly<Record<string, Fact>>

/** Facts of a line that say what was going on, and nothing of whom. */
const circumstances = ['route', 'method', 'status', 'task', 'part', 'attempt'] as const

function toldLog(log: Log, trace: Trace | null, errors: ErrorReports | null): Log {
  const placed = (facts: Facts): Facts => {
    const here = trace?.here()
    return here ? { traceId: here.traceId, ...(here.turnId !== null && { turnId: here.turnId }), ...facts } : facts
  }
  return {
    info: (event, facts = {}) => log.info(event, placed(facts)),
    warn: (event, facts = {}) => log.warn(event, placed(facts)),
    error(event, error, facts = {}) {
      log.error(event, error, placed(facts))
      errors?.report(event, error, circumstancesIn(facts), trace?.here() ?? null)
    },
  }
}

const circumstancesIn = (facts: Facts): Circumstances =>
  Object.fromEntries(circumstances.flatMap((name) => (facts[name] === undefined || facts[name] === null ? [] : [[name, facts[name]]])))
