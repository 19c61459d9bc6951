/**
 * What a tutor knows of a learner besides the exchanges that are told whole: facts that the learner told, the kinds of mistakes
 * they make again and again, and a few words about what was left out.
 *
 * Facts and mistakes are data, beside the words: whoever puts a talk into few words can add a fact, and cannot lose one.
 */
import type { MistakeKind } from './correction.ts'
import type { TurnId } from './identity.ts'

export type Recollection = {
  /** What the learner told of themselves, on whatever day; the later, the truer. */
  readonly facts: readonly string[]
  readonly recurring: readonly MistakeKind[]
  /** What was said in this talk before the exchanges that are told whole; null where nothing is known of it. */
  readonly summary: string | null
  /** What the talk before this one was about; null where there was none. */
  readonly lastTalk: string | null
}

export const nothingRecollected: Recollection = { facts: [], recurring: [], summary: null, lastTalk: null }

/** Of more, the oldest are forgotten. Twenty facts have some 200 tokens, which every reply is told. */
export const factsMax = 20
export const factLengthMax = 100
export const summaryLengthMax = 500
/** So often is again and again; and no more kinds than a tutor can keep in mind. */
export const recurringFrom = 3
export const recurringMax = 3

/** A fact with the turn that it was told in. */
export type Fact = { readonly fact: string; readonly turnId: TurnId }

/** What somebody says was told: in which of the exchanges, counted from 1, and in which words of the learner's. */
export type ClaimedFact = { readonly fact: unknown; readonly exchange: unknown; readonly quote: unknown }

/**
 * The facts among what was claimed: each short, in one line, told by the learner in the words that are quoted, and known by nobody yet.
 * Whoever reads a talk may be mistaken or misled: what the learner did not say is nothing that they told.
 */
export function factsIn(exchanges: readonly { readonly learner: string; readonly turnId: TurnId }[], claimed: readonly ClaimedFact[], known: readonly string[]): Fact[] {
  const names = new Set(known.map(nameOfFact))
  return claimed.flatMap(({ fact, exchange, quote }) => {
    const said = typeof exchange === 'number' ? exchanges[exchange - 1] : undefined
    if (typeof fact !== 'string' || typeof quote !== 'string' || said === undefined) return []
    const text = inOneLine(fact)
    const name = nameOfFact(text)
    if (name === '' || text.length > factLengthMax || names.has(name) || !saidIn(said.learner, quote)) return []
    names.add(name)
    return [{ fact: text, turnId: said.turnId }]
  })
}

/** A few words: of more, the first whole ones. Null where there are none. */
export function shortened(summary: string): string | null {
  const text = inOneLine(summary)
  const cut = text.length <= summaryLengthMax ? text : `${text.slice(0, summaryLengthMax).replace(/\s+\S*$/, '')}…`
  return cut === '' ? null : cut
}

/** Facts of the same name are the same fact, however they are written. */
export const nameOfFact = (fact: string): string => wordsOf(fact).join(' ')

const wordsOf = (text: string): string[] => text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
const inOneLine = (text: string): string => text.toWellFormed().normalize().replaceAll(/[\p{C}\s]+/gu, ' ').trim()

function saidIn(utterance: string, quote: string): boolean {
  const words = wordsOf(quote)
  return words.length > 0 && ` ${wordsOf(utterance).join(' ')} `.includes(` ${words.join(' ')} `)
}
