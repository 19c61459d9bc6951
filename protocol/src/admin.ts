/** What an operator sees of an installation while it runs, and changes in it. Money is whole micro-dollars, times are milliseconds. */
import Type from 'typebox'
import { JobTask } from './jobs.ts'
import { rooms } from './rooms.ts'
import { closed, Id, Instant, orNull } from './scalars.ts'

const Count = Type.Integer({ minimum: 0 })
const timing = {
  count: Count,
  perMinute: Type.Number(),
  p50Ms: Type.Number({ description: 'Read from counts by bounds that double: true to what lies between two of them.' }),
  p95Ms: Type.Number(), p99Ms: Type.Number(), meanMs: Type.Number(),
}
const Timing = Type.Object(timing)
export const NamedTiming = Type.Object({ name: Type.String(), ...timing })
export type NamedTiming = Type.Static<typeof NamedTiming>

export const Tile = Type.Object({
  name: Type.Enum(['answers', 'voice', 'queue', 'database', 'money', 'providers', 'processes']),
  state: Type.Enum(['well', 'watch', 'bad']),
  says: Type.String({ description: 'One sentence, for people.' }),
})
export type Tile = Type.Static<typeof Tile>

export const LiveProcess = Type.Object({
  processId: Id,
  does: Type.Enum(['serves', 'works']),
  version: Type.String(),
  startedAt: Instant,
  toldMs: Type.Integer({ description: 'How long ago it said so.' }),
  windowMs: Type.Integer({ description: 'How long it counted what is told of it here.' }),
  memoryBytes: Count,
  processors: Type.Number({ description: 'How many it kept busy.' }),
  lag: orNull(Timing),
  doors: Type.Array(NamedTiming),
  stages: Type.Array(NamedTiming),
  connections: Type.Object({ busy: Count, free: Count, waiting: Count }),
  turnsRunning: Count,
  sockets: Type.Object({ http: Count, voice: Count }),
})
export type LiveProcess = Type.Static<typeof LiveProcess>

export const LiveView = Type.Object({
  at: Instant,
  tiles: Type.Array(Tile),
  windowMs: Type.Integer({ description: 'What is counted here was counted within so long; the longest of all processes.' }),
  doors: Type.Array(NamedTiming, { description: '`api` and `page`: until they were answered.' }),
  routes: Type.Array(NamedTiming, { description: 'By method and pattern, the most often asked first.' }),
  stages: Type.Array(NamedTiming, { description: 'When stages of turns began and ended, after the learner had said all.' }),
  pages: Type.Array(NamedTiming, { description: 'What browsers measured, by where they were: `talk lcp`.' }),
  answers: Type.Object({ all: Count, failed: Type.Integer({ description: 'With a status of 500 or more.' }) }),
  problems: Type.Array(Type.Object({ door: Type.String(), code: Type.String(), count: Count })),
  turns: Type.Object({ done: Count, failed: Count, running: Count, degraded: Type.Array(Type.Object({ part: Type.String(), count: Count })) }),
  sockets: Type.Object({ http: Count, voice: Count }),
  caches: Type.Array(Type.Object({ name: Type.String(), asked: Count, found: Count, hitRate: orNull(Type.Number({ description: '0–1.' })) })),
  providers: Type.Array(Type.Object({ task: Type.String(), provider: Type.String(), model: Type.String(), calls: Count, failures: Count, spentMicroUsd: Type.Integer(), firstPiece: orNull(Timing) })),
  processes: Type.Array(LiveProcess),
})
export type LiveView = Type.Static<typeof LiveView>

const NumberOrNone = orNull(Type.Number())
export const LiveHistory = Type.Object({
  stepMs: Type.Integer(),
  steps: Type.Array(Type.Object({
    at: Instant,
    requests: Count, failed: Count, turns: Count, turnsFailed: Count,
    apiP50Ms: NumberOrNone, apiP95Ms: NumberOrNone, apiP99Ms: NumberOrNone,
    firstSoundP50Ms: NumberOrNone, firstSoundP95Ms: NumberOrNone, firstSoundP99Ms: NumberOrNone,
    lagP99Ms: NumberOrNone,
    jobs: Count, jobsFailed: Count, spentMicroUsd: Type.Integer(),
    busyConnections: Count, waitingForConnections: Count, voiceSockets: Count, memoryBytes: Count,
  }), { description: 'The last hour, oldest first; of a step in which nobody told anything there is none.' }),
})
export type LiveHistory = Type.Static<typeof LiveHistory>
export type LiveStep = LiveHistory['steps'][number]

export const QueueView = Type.Object({
  at: Instant,
  tasks: Type.Array(Type.Object({
    task: JobTask,
    waiting: Type.Integer({ description: 'Those whose moment has come.' }), running: Count, dead: Count, oldestMs: Count,
    pausedAt: orNull(Instant),
    runs: orNull(Timing),
    minutes: Type.Array(Type.Object({ at: Instant, done: Count, failed: Count }), { description: 'Runs that ended within the last hour; of a minute without, nothing.' }),
  })),
})
export type QueueView = Type.Static<typeof QueueView>
export const ByTask = Type.Object({ task: JobTask })
export const Drained = Type.Object({ cancelled: Count })
export type Drained = Type.Static<typeof Drained>

export const DatabaseView = Type.Object({
  at: Instant,
  connections: Type.Object({ busy: Count, free: Count, waiting: Count, refused: Type.Integer({ description: 'Callers, within the window.' }) }),
  waits: orNull(Timing),
  statements: Type.Array(NamedTiming, { description: 'By what they were for, those first that took the most time in all.' }),
  bytes: Count,
  tables: Type.Array(Type.Object({ table: Type.String(), bytes: Count, rows: Type.Integer({ description: 'As the database last estimated.' }) })),
})
export type DatabaseView = Type.Static<typeof DatabaseView>

const MicroUsd = Type.Integer({ minimum: 0, maximum: 9_999_999_000_000 })
const Limit = Type.Object({
  limitMicroUsd: orNull(MicroUsd), settingsMicroUsd: orNull(MicroUsd),
  spentMicroUsd: Type.Integer(), heldMicroUsd: Type.Integer(),
  set: orNull(Type.Object({ at: Instant, by: Type.String({ description: 'Tells sessions of operators apart.' }) })),
})
export const LimitsView = Type.Object({
  at: Instant, day: Limit, month: Limit,
  groups: Type.Array(Type.Object({ group: Type.String({ description: '`guests`, or a plan.' }), dayMicroUsd: Type.Integer(), monthMicroUsd: Type.Integer() })),
})
export type LimitsView = Type.Static<typeof LimitsView>
const NewLimit = Type.Optional(Type.Union([MicroUsd, Type.Null(), Type.Literal('settings')], { description: 'Null is no limit; `settings` is what the settings say.' }))
export const LimitsRequest = Type.Object({ day: NewLimit, month: NewLimit }, { ...closed, minProperties: 1 })

export const ByName = Type.Object({ name: Type.String({ minLength: 1, maxLength: 100 }) })
export const ProviderRequest = Type.Object({ on: Type.Boolean() }, closed)

export const DeedList = Type.Object({ items: Type.Array(Type.Object({ at: Instant, by: Type.String(), deed: Type.String(), about: Type.String() })) })
export type DeedList = Type.Static<typeof DeedList>

export const ActiveQuery = Type.Object({ days: Type.Optional(Type.String({ description: '1–90, 30 where it is not given.' })) })
export const ActiveDays = Type.Object({
  items: Type.Array(Type.Object({ day: Type.String(), learners: Count, newcomers: Type.Integer({ description: 'Whose first day it was.' }), returning: Type.Integer({ description: 'Who had been away for more than a week.' }) })),
})
export type ActiveDays = Type.Static<typeof ActiveDays>

/** Where a browser was. */
export const seenPages = ['talk', ...rooms] as const
const ms = Type.Optional(Type.Number({ minimum: 0, maximum: 600_000 }))
export const PageVitals = Type.Object({ page: Type.Enum([...seenPages]), lcpMs: ms, inpMs: ms, firstSoundMs: ms }, closed)
export type PageVitals = Type.Static<typeof PageVitals>
