/** A place in a tutor where a turn stops until the test lets it go on. */
import type { Ear } from '../../src/ports/ear.ts'
import type { Tutor } from '../../src/tutor/tutor.ts'

export type Gate = {
  /** Stops here while the gate is shut. */
  pass(): Promise<void>
  shut(): void
  open(): void
  /** Resolves when somebody stands before it. */
  reached(): Promise<void>
}

export function gate(): Gate {
  let way = Promise.withResolvers<void>()
  let arrival = Promise.withResolvers<void>()
  way.resolve()
  return {
    async pass() {
      arrival.resolve()
      await way.promise
    },
    shut() {
      way = Promise.withResolvers()
      arrival = Promise.withResolvers()
    },
    open: () => way.resolve(),
    reached: () => arrival.promise,
  }
}

/** A tutor whose ear listens behind the gate: the reply is said and spoken, and the turn does not end. */
export const earBehind = (before: Gate) => (tutor: Tutor): Tutor => {
  const ear: Ear = {
    name: tutor.ear.name,
    async check(listening, options) {
      await before.pass()
      return tutor.ear.check(listening, options)
    },
  }
  return { ...tutor, ear }
}
