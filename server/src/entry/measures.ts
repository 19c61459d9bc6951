/** What this process has counted since it began, as Prometheus reads it. Numbers and names of ours: nobody's words, and nobody. */
import type { Timing } from '../domain/timing.ts'
import type { Counts } from '../ports/cache.ts'
import type { Fare } from '../ports/provider-health.ts'
import type { Delivered } from '../ports/reach.ts'

/** Upper bounds of what is counted together; the last has none. */
const boundsMs = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000] as const

export type TurnTimes = {
  note(timing: Timing): void
  lines(): string[]
}

/** How long after the learner had said all each stage of their turns began and ended; `silence` is what was waited before, `providers` and `own` are parts of the way to the first sound. */
const stages: Readonly<Record<string, (timing: Timing) => number | null>> = {
  'silence': ({ silenceMs }) => silenceMs,
  'hearing-asked': ({ transcription }) => transcription.beganMs,
  'transcribed': ({ transcription }) => transcription.endedMs,
  'kept': ({ heardMs }) => heardMs,
  'reply-asked': ({ writing }) => writing.beganMs,
  'first-token': ({ writing }) => writing.firstMs,
  'first-sentence': ({ writing }) => writing.firstSentenceMs,
  'voice-asked': ({ voice }) => voice.beganMs,
  'first-sound': ({ firstSoundMs }) => firstSoundMs,
  'last-sound': ({ lastSoundMs }) => lastSoundMs,
  'check-asked': ({ correcting }) => correcting.beganMs,
  'corrected': ({ correcting }) => correcting.endedMs,
  'whole': ({ storing }) => storing.beganMs,
  'stored': ({ storing }) => storing.endedMs,
  'providers': ({ providersMs, firstSoundMs }) => (firstSoundMs === null ? null : providersMs),
  'own': ({ ownMs }) => ownMs,
}

export function turnTimes(): TurnTimes {
  const counted = new Map(Object.keys(stages).map((stage) => [stage, { buckets: boundsMs.map(() => 0), sum: 0, count: 0 }]))
  return {
    note(timing) {
      for (const [stage, read] of Object.entries(stages)) {
        const ms = read(timing)
        if (ms === null) continue
        const into = counted.get(stage)!
        for (const [at, bound] of boundsMs.entries()) if (ms <= bound) into.buckets[at]! += 1
        into.sum += ms
        into.count += 1
      }
    },
    lines: () => ['# TYPE mluv_turn_milliseconds histogram', ...[...counted].flatMap(([stage, { buckets, sum, count }]) => [
      ...boundsMs.map((bound, at) => line('mluv_turn_milliseconds_bucket', { stage, le: bound }, buckets[at]!)),
      line('mluv_turn_milliseconds_bucket', { stage, le: '+Inf' }, count),
      line('mluv_turn_milliseconds_sum', { stage }, Math.round(sum * 10) / 10),
      line('mluv_turn_milliseconds_count', { stage }, count),
    ])],
  }
}

export type Measured = {
  readonly turns: TurnTimes
  readonly fares: readonly Fare[]
  /** Calls that wait for a place at a vendor. */
  readonly places: ReadonlyMap<string, number>
  readonly cache: Readonly<Record<string, Counts>>
  /** What became of messages to learners, in all, whichever process sent them; none where the database does not answer. */
  readonly deliveries: readonly Delivered[]
  /** Null where the database does not answer. */
  readonly jobs: { readonly waiting: number; readonly running: number; readonly dead: number; readonly oldestMs: number } | null
}

export function measuresOf({ turns, fares, places, cache, jobs, deliveries }: Measured): string {
  const gauge = <Of>(name: string, type: 'gauge' | 'counter', all: Iterable<Of>, labels: (of: Of) => Labels, value: (of: Of) => number | null) =>
    [`# TYPE ${name} ${type}`, ...Array.from(all, (of) => [labels(of), value(of)] as const).flatMap(([named, number]) => (number === null ? [] : [line(name, named, number)]))]
  const ofFare = ({ task, provider, model }: Fare) => ({ task, provider, model: model ?? '' })
  const counts = Object.entries(cache).flatMap(([artefact, each]) => Object.entries(each).map(([how, count]) => ({ artefact, how, count })))
  return [
    ...turns.lines(),
    ...gauge('mluv_provider_calls_total', 'counter', fares, ofFare, ({ calls }) => calls),
    ...gauge('mluv_provider_success_ratio', 'gauge', fares, ofFare, ({ success }) => success),
    ...gauge('mluv_provider_first_piece_milliseconds', 'gauge', fares, ofFare, ({ firstPieceMs }) => firstPieceMs),
    ...gauge('mluv_provider_resting', 'gauge', fares, (fare) => ({ ...ofFare(fare), fault: fare.fault ?? '' }), ({ state }) => Number(state === 'resting')),
    ...gauge('mluv_provider_calls_waiting', 'gauge', places, ([vendor]) => ({ vendor }), ([, waiting]) => waiting),
    ...gauge('mluv_cache_answers_total', 'counter', counts, ({ artefact, how }) => ({ artefact, how }), ({ count }) => count),
    ...gauge('mluv_deliveries_total', 'counter', deliveries, ({ kind, channel, outcome, reason }) => ({ kind, channel, outcome, reason }), ({ messages }) => messages),
    ...gauge('mluv_jobs', 'gauge', jobs ? (['waiting', 'running', 'dead'] as const) : [], (state) => ({ state }), (state) => jobs![state]),
    ...gauge('mluv_jobs_oldest_milliseconds', 'gauge', jobs ? [jobs] : [], () => ({}), ({ oldestMs }) => oldestMs),
    '',
  ].join('\n')
}

type Labels = Readonly<Record<string, string | number>>

function line(name: string, labels: Labels, value: number): string {
  const named = Object.entries(labels).map(([label, of]) => `${label}="${String(of).replaceAll(/[\\"\n]/g, (sign) => (sign === '\n' ? '\\n' : `\\${sign}`))}"`)
  return `${name}${named.length > 0 ? `{${named.join(',')}}` : ''} ${value}`
}
