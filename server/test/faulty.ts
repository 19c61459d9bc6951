/**
 * A tutor whose parts go wrong on request: any method of any port, at its n-th call, in any of these ways. Also counts
 * the calls, so that a sweep knows which points there are.
 *
 * - failure, provider-failure, bug: it throws, before anything happened
 * - answer-lost: it happened, and the answer never came
 * - stall: nothing until the signal; a store ends by its own limit, and what takes no signal never does
 * - half-way: a stream breaks after its second piece; empty: it ends without one
 */
import { Failure, ProviderFailure } from '../src/domain/failure.ts'
import type { Clock } from '../src/ports/clock.ts'
import type { Tutor } from '../src/tutor/tutor.ts'

export const promiseFaults = ['failure', 'provider-failure', 'bug', 'answer-lost', 'stall'] as const
export const streamFaults = ['failure', 'provider-failure', 'bug', 'half-way', 'empty', 'stall'] as const
export type Fault = (typeof promiseFaults)[number] | (typeof streamFaults)[number]

/** Every method that a turn may call, and whether it answers once or in a stream. */
export const points = {
  'hearing.transcribe': 'stream', 'mind.write': 'stream', 'voice.speak': 'stream',
  'ear.check': 'promise', 'audio.decode': 'promise', 'audio.encode': 'promise',
  'turns.lookUp': 'promise', 'turns.foresee': 'promise', 'turns.claim': 'promise', 'turns.finish': 'promise', 'turns.played': 'promise',
  'sounds.recall': 'promise', 'sounds.keep': 'promise',
} as const satisfies Record<string, 'promise' | 'stream'>
export type Point = keyof typeof points

export type Call = { readonly point: Point; readonly nth: number }

/** Told before and after each call of a port's method; what it throws, or waits for, comes in the call's place. */
export type Watcher = {
  around?(call: Call, go: () => Promise<unknown>, signal: AbortSignal | undefined): Promise<unknown>
  along?(call: Call, go: () => AsyncIterable<unknown>, signal: AbortSignal): AsyncIterable<unknown>
}

/** The same tutor, each call going through `watcher`. */
export function watchedTutor(tutor: Tutor, watcher: Watcher): Tutor {
  const counts = new Map<Point, number>()
  const callOf = (point: Point): Call => {
    const nth = (counts.get(point) ?? 0) + 1
    counts.set(point, nth)
    return { point, nth }
  }
  const wrap = <Part extends object>(name: string, part: Part): Part =>
    new Proxy(part, {
      get(target, method) {
        const value = Reflect.get(target, method) as unknown
        const point = `${name}.${String(method)}` as Point
        if (typeof value !== 'function' || !(point in points)) return value
        return (...given: unknown[]) => {
          const call = callOf(point)
          const go = () => (value as (...given: unknown[]) => unknown).apply(target, given)
          const signal = given.map((each) => (each as { signal?: AbortSignal } | null)?.signal).find((each) => each !== undefined)
          if (points[point] === 'stream') return watcher.along ? watcher.along(call, go as () => AsyncIterable<unknown>, signal!) : go()
          return watcher.around ? watcher.around(call, go as () => Promise<unknown>, signal) : go()
        }
      },
    })
  const { hearing, mind, voice, ear, audio, store } = tutor
  return {
    ...tutor,
    hearing: hearing && wrap('hearing', hearing), mind: wrap('mind', mind), voice: voice && wrap('voice', voice), ear: wrap('ear', ear), audio: wrap('audio', audio),
    store: { turns: wrap('turns', store.turns), sounds: wrap('sounds', store.sounds) },
  }
}

/** How often a run calls each method. */
export function counted(tutor: Tutor): { readonly tutor: Tutor; readonly calls: Map<Point, number> } {
  const calls = new Map<Point, number>()
  const note = ({ point, nth }: Call) => void calls.set(point, nth)
  return {
    calls,
    tutor: watchedTutor(tutor, {
      around(call, go) {
        note(call)
        return go()
      },
      along(call, go) {
        note(call)
        return go()
      },
    }),
  }
}

export type Plan = Call & { readonly fault: Fault }

/** The tutor that goes wrong as planned; `reached` tells whether it came to that. */
export function faulty(tutor: Tutor, plan: Plan): { readonly tutor: Tutor; readonly state: { reached: boolean } } {
  const state = { reached: false }
  const isDue = ({ point, nth }: Call) => point === plan.point && nth === plan.nth && (state.reached = true)
  return {
    state,
    tutor: watchedTutor(tutor, {
      around: (call, go, signal) => (isDue(call) ? spoiled(plan, go, signal, tutor.clock) : go()),
      along: (call, go, signal) => (isDue(call) ? broken(plan.fault, go, signal) : go()),
    }),
  }
}

/** What a database's statement limit is. */
const storeMsMax = 10_000

async function spoiled({ fault, point }: Plan, go: () => Promise<unknown>, signal: AbortSignal | undefined, clock: Clock): Promise<unknown> {
  if (fault === 'answer-lost') await go()
  if (fault !== 'stall') throw thrownBy(fault)
  if (point.startsWith('turns.') || point.startsWith('sounds.')) await clock.sleep(storeMsMax)
  else await aborted(signal)
  throw signal?.reason ?? thrownBy('failure')
}

async function* broken(fault: Fault, go: () => AsyncIterable<unknown>, signal: AbortSignal): AsyncGenerator {
  if (fault === 'empty') return
  if (fault !== 'half-way' && fault !== 'stall') throw thrownBy(fault)
  let pieces = 0
  for await (const piece of go()) {
    yield piece
    if ((pieces += 1) === 2) break
  }
  if (fault === 'half-way') throw thrownBy('provider-failure')
  await aborted(signal)
}

const thrownBy = (fault: Fault): Error =>
  fault === 'bug' ? new TypeError('rehearsed: undefined is not a function') : fault === 'provider-failure' ? new ProviderFailure('rehearsed', 'broken') : new Failure('unavailable', 'Rehearsed: it cannot be reached.')

const aborted = (signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve) => {
    if (signal?.aborted) resolve()
    else signal?.addEventListener('abort', () => resolve(), { once: true })
  })
