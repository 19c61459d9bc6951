/**
 * One authored line, many ways to say it. In a text, braces hold what depends on who talks to whom:
 *
 * - `{máš|máte}`: to a friend, to a stranger
 * - `{m:sám|f:sama}`: to a man, to a woman; such a line is not said to somebody whose gender is not known
 * - `{he:rád|she:ráda}`: said by a man, by a woman
 * - `{word}`: a slot; `{Word}` begins with a capital
 */
import type { Tongue, Translated } from './language.ts'
import type { Gender } from './learner.ts'

export type Wording = {
  readonly address: 'ty' | 'vy'
  /** The learner's grammatical gender. */
  readonly learner: Gender | null
  /** The tutor's. */
  readonly tutor: Gender
  readonly tongue: Tongue
}

/** A sentence as it is said. */
export type Said = { readonly text: string; readonly translation: string | null; readonly slow: boolean }

export type Slots = Readonly<Record<string, Translated>>

const choicePattern = /\{([^{}|]*)\|([^{}|]*)\}/g
const slotPattern = /\{(\p{L})(\p{L}*)\}/gu

export function worded(line: Translated, wording: Wording, slots: Slots = {}): Said {
  const inTongue = (tongue: Tongue) => filled(plain(line[tongue], wording), slots, tongue)
  return { text: inTongue('cs'), translation: wording.tongue === 'cs' ? null : inTongue(wording.tongue), slow: false }
}

/** The line with its slots filled in every tongue, and its choices left open. */
export const withSlots = <Of extends Translated>(line: Of, slots: Slots): Of =>
  ({ ...line, cs: filled(line.cs, slots, 'cs'), en: filled(line.en, slots, 'en'), uk: filled(line.uk, slots, 'uk'), ru: filled(line.ru, slots, 'ru') })

/** False for a line that cannot be said without knowing the learner's gender. */
export const sayable = (line: Translated, wording: Wording): boolean => wording.learner !== null || !line.cs.includes('{m:')

/** The line with its choices made and its slots left open. */
export function plain(text: string, { address, learner, tutor }: Wording): string {
  return text.replace(choicePattern, (_, first: string, second: string) => {
    const label = /^(m|he):/.exec(first)?.[1]
    const other = label === 'm' ? learner === 'feminine' : label === 'he' ? tutor === 'feminine' : address === 'vy'
    return (other ? second : first).replace(/^(m|f|he|she):/, '')
  })
}

/** The line with its choices made, in every tongue. */
export const plainly = (line: Translated, wording: Wording): Translated => ({ cs: plain(line.cs, wording), en: plain(line.en, wording), uk: plain(line.uk, wording), ru: plain(line.ru, wording) })

export const hasSlots = (line: Translated): boolean => new RegExp(slotPattern, 'u').test(line.cs)

/** A pattern for everything the open line could become. */
export function shapeOf(text: string): RegExp {
  return new RegExp(text.split(new RegExp(slotPattern, 'u')).filter((_, at) => at % 3 === 0).map(RegExp.escape).join('.{1,200}?'), 'u')
}

function filled(text: string, slots: Slots, tongue: Tongue): string {
  return text.replace(slotPattern, (whole, first: string, rest: string) => {
    const value = slots[first.toLowerCase() + rest]?.[tongue]
    if (value === undefined) return whole
    return first === first.toLowerCase() ? value : capital(value)
  })
}

export const capital = (text: string): string => text.slice(0, 1).toLocaleUpperCase('cs') + text.slice(1)

/** The same in every tongue: the learner's own words. */
export const verbatim = (text: string): Translated => ({ cs: text, en: text, uk: text, ru: text })
