/**
 * What is done behind the scenes, on one page: how urgent it is, how often it is tried, how many at once, how long it may
 * take, and what makes two jobs the same.
 *
 * Two jobs of a task with the same key are one job for as long as it is kept, done or not. A job may run more than once
 * (its process may die after the work and before noting it), so whatever a task does, it does once per key.
 */

/** A day in one time zone: `day` is YYYY-MM-DD there. */
export type ZoneDay = { readonly timeZone: string; readonly day: string }
/** An hour of such a day; the usual one where it does not say. */
export type EveningHour = ZoneDay & { readonly hour?: number }
/** The moment that something for the whole installation was due, in milliseconds since 1970, UTC. */
export type DueAt = { readonly dueAtMs: number }

/** Of a talk: what was said in it up to one of its turns, or in all of it. `turns` is how many it had when this was asked for. */
export type TalkSoFar = { readonly conversationId: string; readonly through: number | null; readonly turns: number }

export type TaskPayloads = {
  readonly tick: DueAt
  readonly 'close-streaks': ZoneDay
  readonly remind: EveningHour
  readonly 'announce-challenge': ZoneDay
  readonly 'offer-phrase': ZoneDay
  readonly 'weekly-report': ZoneDay
  /** `heldUntilMs`: the moment until which it was held back; each is another job. */
  readonly deliver: { readonly messageId: string; readonly heldUntilMs?: number }
  readonly summarise: TalkSoFar
  readonly measure: DueAt
  readonly 'refresh-leaderboards': DueAt
  readonly 'clean-up': DueAt
  readonly 'back-up': DueAt
}
export type TaskName = keyof TaskPayloads

export type Task<Payload = never> = {
  /** 1 is started first. */
  readonly priority: 1 | 2 | 3 | 4
  /** Runs in all; after the last one that fails the job is dead, and waits for an operator. */
  readonly tries: number
  /** How long after a failed run the next one begins: doubled each time, cut by up to half at random, never more than `delayMsMax`. Whole seconds; 0 is at once. */
  readonly backoff: { readonly firstMs: number; readonly delayMsMax: number }
  /** Runs at once in one process. */
  readonly concurrency: number
  /** Starts within so long, over all processes; null is no limit. */
  readonly pace: { readonly starts: number; readonly perMs: number } | null
  /** A run that takes longer is told to stop and has failed. */
  readonly limitMs: number
  /** How long a job is kept after its end, and with it the knowledge of its key. Whole seconds. */
  readonly keptMs: number
  /** Made anew by any process that works, once in so long over all of them; null where somebody enqueues it. */
  readonly everyMs: number | null
  readonly key: (payload: Payload) => string
}
export type Tasks = { readonly [Name in TaskName]: Task<TaskPayloads[Name]> }

const secondMs = 1_000
const minuteMs = 60 * secondMs
const dayMs = 24 * 60 * minuteMs

/** What is done day by day in each zone: long batches, soon tried again, few at once so that the learners' own calls find the database free. */
const ofZone = {
  priority: 2, tries: 5, backoff: { firstMs: 10 * secondMs, delayMsMax: 10 * minuteMs }, concurrency: 2, pace: null, limitMs: 10 * minuteMs, keptMs: 14 * dayMs, everyMs: null,
  key: ({ timeZone, day }: ZoneDay) => `${timeZone} ${day}`,
} as const satisfies Task<ZoneDay>

/** What is done for the whole installation: one at a time. */
const ofAll = {
  priority: 4, tries: 3, backoff: { firstMs: minuteMs, delayMsMax: 10 * minuteMs }, concurrency: 1, pace: null, limitMs: 5 * minuteMs, keptMs: 14 * dayMs, everyMs: null,
  key: ({ dueAtMs }: DueAt) => String(dueAtMs),
} as const satisfies Task<DueAt>

export const tasks: Tasks = {
  /** Looks what has come due. Not tried again: the next minute's does what this one did not. */
  tick: { ...ofAll, priority: 1, tries: 1, limitMs: minuteMs, keptMs: dayMs, everyMs: minuteMs },
  'close-streaks': ofZone,
  remind: { ...ofZone, key: ({ timeZone, day, hour }) => [timeZone, day, ...(hour === undefined ? [] : [hour])].join(' ') },
  'announce-challenge': { ...ofZone, priority: 3 },
  'offer-phrase': { ...ofZone, priority: 3 },
  'weekly-report': { ...ofZone, priority: 3 },
  /** One message. The pace is what mail servers take from one sender without complaint. */
  deliver: {
    priority: 1, tries: 5, backoff: { firstMs: 30 * secondMs, delayMsMax: 30 * minuteMs }, concurrency: 10, pace: { starts: 600, perMs: minuteMs }, limitMs: minuteMs, keptMs: 7 * dayMs, everyMs: null,
    key: ({ messageId, heldUntilMs }) => (heldUntilMs === undefined ? messageId : `${messageId} ${heldUntilMs}`),
  },
  /** A call to a model, and the next reply is the better for it. */
  summarise: {
    priority: 2, tries: 3, backoff: { firstMs: 30 * secondMs, delayMsMax: 10 * minuteMs }, concurrency: 4, pace: null, limitMs: 2 * minuteMs, keptMs: dayMs, everyMs: null,
    key: ({ conversationId, through, turns }) => `${conversationId} ${turns} ${through ?? 'all'}`,
  },
  measure: { ...ofAll, tries: 2, keptMs: 3 * dayMs },
  'refresh-leaderboards': { ...ofAll, keptMs: 3 * dayMs },
  'clean-up': { ...ofAll, limitMs: 60 * minuteMs },
  'back-up': { ...ofAll, limitMs: 60 * minuteMs },
}

export const taskNames = Object.keys(tasks) as readonly TaskName[]

export const isTaskName = (name: string): name is TaskName => Object.hasOwn(tasks, name)
