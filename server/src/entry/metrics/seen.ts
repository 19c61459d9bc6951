/** What the doors of this process have seen since it began: how long they took for what, what they refused, who is connected. */
import { codeOf, type FailureCode } from '../../domain/failure.ts'
import { tally, waitBoundsMs, type Tally, type Tallied } from '../../domain/tally.ts'
import type { Timing } from '../../domain/timing.ts'
import type { NumberedEvent } from '../../tutor/course.ts'

/** How long after the learner had said all each stage of their turns began and ended; `silence` is what was waited before, `providers` and `own` are parts of the way to the first sound. */
const stages = {
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
} as const satisfies Readonly<Record<string, (timing: Timing) => number | null>>

export const stageNames = Object.keys(stages) as readonly (keyof typeof stages)[]

/** Those that people are connected to, and messengers. */
export type Line = 'http' | 'voice'
export type Door = Line | 'telegram'
/** Requests of one route, by the first digit of the status they were answered with. */
export type RouteTimes = { note(status: number, ms: number): void }
export type SeenRoute = { readonly method: string; readonly route: string; readonly status: string; readonly times: Tallied }

/** What a real browser measured of itself: when the largest thing was painted, how late it answered its user, how long it waited for the tutor's voice. */
export const pageMeasures = ['lcp', 'inp', 'first-sound'] as const
export type PageMeasure = (typeof pageMeasures)[number]
export type SeenPage = { readonly page: string; readonly of: PageMeasure; readonly times: Tallied }

export type SeenFigures = {
  readonly routes: readonly SeenRoute[]
  readonly problems: readonly { readonly door: Door; readonly code: FailureCode; readonly count: number }[]
  readonly stages: ReadonlyMap<string, Tallied>
  readonly turns: { readonly remembered: number; readonly failed: ReadonlyMap<FailureCode, number>; readonly degraded: ReadonlyMap<string, number> }
  /** What browsers measured, by where they were. */
  readonly pages: readonly SeenPage[]
  /** Connections that are open; those over which somebody talks are among both. */
  readonly sockets: Readonly<Record<Line, number>>
  /** What messengers brought, from when it was taken until it was answered or given up. */
  readonly updates: ReadonlyMap<Door, Tallied>
}

export type Seen = {
  /** Asked once for each route there is: by its pattern, never by what somebody asked for. */
  route(method: string, route: string): RouteTimes
  refused(door: Door, error: unknown): void
  turn(event: NumberedEvent): void
  /** `page` is one of a few names. */
  page(page: string, of: PageMeasure, ms: number): void
  /** Called again when it is gone. */
  connected(door: Line): () => void
  /** Something a messenger brought, and how long it took. */
  update(door: Door, ms: number): void
  read(): SeenFigures
}

export function seen(): Seen {
  const routes: { readonly method: string; readonly route: string; readonly byStatus: (Tally | undefined)[] }[] = []
  const problems = new Map<string, { readonly door: Door; readonly code: FailureCode; count: number }>()
  const byStage = new Map(stageNames.map((stage) => [stage, tally(waitBoundsMs)]))
  const failed = new Map<FailureCode, number>()
  const degraded = new Map<string, number>()
  const pages = new Map<string, { readonly page: string; readonly of: PageMeasure; readonly times: Tally }>()
  let remembered = 0
  const sockets = { http: 0, voice: 0 }
  const updates = new Map<Door, Tally>()

  return {
    route(method, route) {
      const byStatus: (Tally | undefined)[] = []
      routes.push({ method, route, byStatus })
      return { note: (status, ms) => (byStatus[Math.trunc(status / 100)] ??= tally(waitBoundsMs)).note(ms) }
    },
    refused(door, error) {
      const code = codeOf(error)
      const known = problems.get(`${door} ${code}`)
      if (known) known.count += 1
      else problems.set(`${door} ${code}`, { door, code, count: 1 })
    },
    turn(event) {
      if (event.type === 'faltered') degraded.set(event.degraded.part, (degraded.get(event.degraded.part) ?? 0) + 1)
      if (event.type === 'failed') failed.set(codeOf(event.error), (failed.get(codeOf(event.error)) ?? 0) + 1)
      if (event.type !== 'remembered' || !event.timing) return
      remembered += 1
      for (const stage of stageNames) {
        const ms = stages[stage](event.timing)
        if (ms !== null) byStage.get(stage)!.note(ms)
      }
    },
    page(page, of, ms) {
      const known = pages.get(`${page} ${of}`) ?? { page, of, times: tally(waitBoundsMs) }
      pages.set(`${page} ${of}`, known)
      known.times.note(ms)
    },
    connected(door) {
      sockets[door] += 1
      return () => void (sockets[door] -= 1)
    },
    update(door, ms) {
      const known = updates.get(door) ?? tally(waitBoundsMs)
      updates.set(door, known)
      known.note(ms)
    },
    read: () => ({
      routes: routes.flatMap(({ method, route, byStatus }) => Array.from(byStatus, (each, digit) => (each ? [{ method, route, status: `${digit}xx`, times: each.read() }] : [])).flat()),
      problems: [...problems.values()],
      stages: new Map(Array.from(byStage, ([stage, each]) => [stage, each.read()])),
      turns: { remembered, failed: new Map(failed), degraded: new Map(degraded) },
      pages: Array.from(pages.values(), ({ times, ...each }) => ({ ...each, times: times.read() })),
      sockets: { ...sockets },
      updates: new Map(Array.from(updates, ([door, each]) => [door, each.read()])),
    }),
  }
}
