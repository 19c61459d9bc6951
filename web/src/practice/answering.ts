/** An answer to an exercise: whether it is right, how it reads, and the card that is made of a wrong one. */
import type { CardRequest } from '@mluv/protocol/cards.ts'
import type { Exercise } from '@mluv/protocol/drills.ts'

export type Answer = readonly number[]

export const isRight = ({ right }: Exercise, answer: Answer): boolean => right.some((one) => one.length === answer.length && one.every((each, at) => each === answer[at]))

/** The sentence as it is answered; what was taken for right, or is wrong in it, stands between `open` and `close`. */
export function answered({ kind, pieces, options, right }: Exercise, answer: Answer, [open, close]: readonly [string, string] = ['', '']): string {
  switch (kind) {
    case 'choose': return pieces.join(open + options[answer[0]!]! + close)
    case 'find': return pieces.map((piece, at) => (at === right[0]![0] ? open + piece + close : piece)).join(' ')
    case 'order': return answer.map((at) => pieces[at]).join(' ')
    case 'commas': return pieces.map((piece, at) => piece + (answer.includes(at) ? ',' : '')).join(' ')
  }
}

export const cardOf = (exercise: Exercise, answer: Answer): CardRequest => ({ kind: 'mistake', front: answered(exercise, answer, ['[', ']']), back: exercise.sentence })

/** A press of a word or an option. Pieces of a sentence are put behind one another, commas are put and taken away, elsewhere one thing is chosen. */
export function pressed({ kind }: Exercise, answer: Answer, at: number): Answer {
  switch (kind) {
    case 'choose': case 'find': return [at]
    case 'order': return answer.includes(at) ? answer.filter((each) => each !== at) : [...answer, at]
    case 'commas': return (answer.includes(at) ? answer.filter((each) => each !== at) : [...answer, at]).toSorted((one, other) => one - other)
  }
}

/** Where one press is the whole answer, nobody is asked to confirm it. */
export const isWhole = ({ kind }: Exercise): boolean => kind === 'choose' || kind === 'find'
