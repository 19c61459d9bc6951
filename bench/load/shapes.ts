/** Who is there when: how many learners there are at each moment of a run follows from its shape alone. */

/**
 * - ramp: more and more of them until the end
 * - steady: they come within a while, and stay
 * - spike: a third is there all along; the others come at once after a third of the time, and leave after two
 * - soak: steady, for long, to see whether anything grows
 */
export const shapes = ['ramp', 'steady', 'spike', 'soak'] as const
export type Shape = (typeof shapes)[number]
export const isShape = (given: string): given is Shape => (shapes as readonly string[]).includes(given)

/** In milliseconds from the beginning of the run. */
export type Presence = { readonly fromMs: number; readonly untilMs: number }
type Wanted = { readonly shape: Shape; readonly learners: number; readonly forMs: number; /** How many come in a second, where all come at the beginning. */ readonly perSecond: number }

/** All are there after this share of the time, however many there are. */
const enteredShare = 0.25
const rampShare = 0.9
const spikeMs = 5_000

/** Of each learner, in the order in which they come. */
export function presences({ shape, learners, forMs, perSecond }: Wanted): readonly Presence[] {
  const entering = (count: number, withinMs: number, at: number) => (withinMs * at) / Math.max(1, count)
  const steadily = (count: number, at: number): Presence => ({ fromMs: entering(count, enteringMs({ count, forMs, perSecond }), at), untilMs: forMs })
  const [all, staying] = [Array.from({ length: learners }, (_, at) => at), Math.ceil(learners / 3)]
  switch (shape) {
    case 'steady':
    case 'soak':
      return all.map((at) => steadily(learners, at))
    case 'ramp':
      return all.map((at) => ({ fromMs: entering(learners, forMs * rampShare, at), untilMs: forMs }))
    case 'spike':
      return all.map((at) => (at < staying ? steadily(staying, at) : { fromMs: forMs / 3 + entering(learners - staying, Math.min(spikeMs, forMs / 6), at - staying), untilMs: (forMs * 2) / 3 }))
  }
}

/** Whether it is to be the same all the time, as if it had always been so. */
export const isFull = (shape: Shape): boolean => shape === 'steady' || shape === 'soak'

/** From when on it is as it shall be; what is before is not counted among the figures, its errors are. */
export const steadyFromMs = ({ shape, learners, forMs, perSecond }: Wanted): number => (isFull(shape) ? enteringMs({ count: learners, forMs, perSecond }) : 0)

const enteringMs = ({ count, forMs, perSecond }: { readonly count: number; readonly forMs: number; readonly perSecond: number }): number => Math.min(forMs * enteredShare, (count * 1000) / perSecond)
