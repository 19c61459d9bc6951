/**
 * Written Czech → what a voice should say: numbers, dates and abbreviations in words; marks and pictures left out.
 * Every spoken piece remembers which part of the text it stands for, so that words can be lit up as they sound.
 */
import { abbreviations } from './czech/abbreviations.ts'
import { cardinal, cardinalLimit, counted, decimal, digits, ordinal, year } from './czech/numerals.ts'
import type { Counted, GrammaticalGender } from './czech/numerals.ts'

/** `text.slice(start, end)` of the original is said as `spoken`; as it stands, if it was copied. */
type Piece = { readonly spoken: string; readonly start: number; readonly end: number; readonly copied: boolean }

/** `pieces` are in order; together they are `text`. */
export type Speakable = { readonly text: string; readonly pieces: readonly Piece[] }

export type Span = { readonly start: number; readonly end: number }

export function speakable(text: string): Speakable {
  const pieces: Piece[] = []
  for (let at = 0; at < text.length; ) {
    const piece = pieceAt(text, at)
    pieces.push(piece)
    at = piece.end
  }
  return { text: pieces.map(({ spoken }) => spoken).join(''), pieces }
}

/** The part of the original that the spoken words from `start` to `end` stand for; null where they stand for nothing. */
export function originOf({ pieces }: Speakable, start: number, end: number): Span | null {
  let at = 0
  let [first, last] = [Infinity, 0]
  for (const piece of pieces) {
    const from = at
    at += piece.spoken.length
    if (at <= start || from >= end) continue
    first = Math.min(first, piece.copied ? piece.start + Math.max(0, start - from) : piece.start)
    last = piece.copied ? piece.end - Math.max(0, at - end) : piece.end
  }
  return first < last ? { start: first, end: last } : null
}

/** `after` is the text that follows the match: it decides how some numbers are read. */
type Reading = { readonly pattern: RegExp; readonly say: (match: RegExpExecArray, after: string) => string | null }

const afterLength = 40

function pieceAt(text: string, at: number): Piece {
  for (const { pattern, say } of readings) {
    pattern.lastIndex = at
    const match = pattern.exec(text)
    const spoken = match && say(match, text.slice(pattern.lastIndex, pattern.lastIndex + afterLength))
    if (match && spoken !== null) return { spoken, start: at, end: at + match[0].length, copied: spoken === match[0] }
  }
  const letter = String.fromCodePoint(text.codePointAt(at)!)
  return { spoken: letter, start: at, end: at + letter.length, copied: true }
}

const months = ['ledna', 'února', 'března', 'dubna', 'května', 'června', 'července', 'srpna', 'září', 'října', 'listopadu', 'prosince']
const monthNames = months.join('|')

const unit = (one: string, few: string, many: string, part: string, gender: GrammaticalGender): Counted => ({ one, few, many, part, gender })
const units: Readonly<Record<string, Counted>> = {
  '%': unit('procento', 'procenta', 'procent', 'procenta', 'neuter'),
  Kč: unit('koruna', 'koruny', 'korun', 'koruny', 'feminine'),
  '€': unit('euro', 'eura', 'eur', 'eura', 'neuter'),
  $: unit('dolar', 'dolary', 'dolarů', 'dolaru', 'masculine'),
  km: unit('kilometr', 'kilometry', 'kilometrů', 'kilometru', 'masculine'),
  m: unit('metr', 'metry', 'metrů', 'metru', 'masculine'),
  cm: unit('centimetr', 'centimetry', 'centimetrů', 'centimetru', 'masculine'),
  mm: unit('milimetr', 'milimetry', 'milimetrů', 'milimetru', 'masculine'),
  kg: unit('kilogram', 'kilogramy', 'kilogramů', 'kilogramu', 'masculine'),
  g: unit('gram', 'gramy', 'gramů', 'gramu', 'masculine'),
  dkg: unit('deka', 'deka', 'deka', 'deka', 'neuter'),
  l: unit('litr', 'litry', 'litrů', 'litru', 'masculine'),
  dl: unit('decilitr', 'decilitry', 'decilitrů', 'decilitru', 'masculine'),
  ml: unit('mililitr', 'mililitry', 'mililitrů', 'mililitru', 'masculine'),
  h: unit('hodina', 'hodiny', 'hodin', 'hodiny', 'feminine'),
  min: unit('minuta', 'minuty', 'minut', 'minuty', 'feminine'),
  s: unit('sekunda', 'sekundy', 'sekund', 'sekundy', 'feminine'),
  '°C': unit('stupeň Celsia', 'stupně Celsia', 'stupňů Celsia', 'stupně Celsia', 'masculine'),
  '°': unit('stupeň', 'stupně', 'stupňů', 'stupně', 'masculine'),
}
/** `\s` in Czech text is often a no-break space; between a number and its unit there is at most one. */
const unitNames = '%|Kč|€|\\$|km|cm|mm|ml|min|dkg|kg|dl|°C|°|[mglhs]'
const whole = String.raw`\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?![\d])|\d+`

/** In the order they are tried; a reading that says null leaves the text to the next one. */
const readings: readonly Reading[] = [
  { pattern: /\[([^\]\n]{1,200})\]\((?:[^)\s]{1,500})\)/y, say: ([, label]) => speakable(label!).text },
  { pattern: /https?:\/\/\S{1,500}/y, say: () => 'odkaz' },
  { pattern: /(?:[\p{Extended_Pictographic}\p{Regional_Indicator}\u200d\ufe0f\u20e3]|\p{Emoji_Modifier})+/uy, say: () => '' },
  { pattern: /[*_`~#|<>\\^]+|\p{Cc}|\p{Cs}/uy, say: ([marks]) => (/\s/.test(marks) ? ' ' : '') },
  { pattern: /(?<=^|\n)\s*[-–•]\s+/y, say: () => '' },
  { pattern: /(?<=\s)[–—-](?=\s)/y, say: () => ',' },
  { pattern: /(?<=\d)[-–](?=\d)/y, say: () => ' až ' },
  { pattern: /(?<=^|\s)[-−](?=\d)/y, say: () => 'minus ' },
  { pattern: /\.{2,}|…/y, say: () => '.' },
  {
    pattern: new RegExp(String.raw`(\d{1,2})\.[ \u00a0]?(?:(\d{1,2})\.|(${monthNames})(?!\p{L}))(?:[ \u00a0]?(\d{4})(?!\d))?`, 'uy'),
    say: ([, day, month, name, of]) => sayDate(Number(day), name ?? months[Number(month) - 1], of),
  },
  {
    pattern: /([01]?\d|2[0-4])(?::([0-5]\d)(?![\d:])|\.([0-5]\d)(?=\s?h(?:od)?(?!\p{L})))(?:[ \u00a0]?h(?:od)?(?!\p{L}))?/uy,
    say: ([, hour, minute, dottedMinute]) => sayTime(Number(hour), Number(minute ?? dottedMinute)),
  },
  { pattern: /(\d{3})[ \u00a0](\d{3})[ \u00a0](\d{3})(?!\d)/y, say: ([, ...groups]) => groups.map((group) => sayWhole(group, '')).join(', ') },
  {
    pattern: new RegExp(String.raw`(${whole})(?:,(\d{1,9}))?[ \u00a0]?(${unitNames})(?![\p{L}\d])`, 'uy'),
    say: ([, number, places, name]) => sayCounted(number!, places, units[name!]!),
  },
  { pattern: new RegExp(String.raw`(${whole}),(\d{1,9})(?![\d])`, 'y'), say: ([, number, places]) => sayDecimal(number!, places!) },
  { pattern: /(\d{1,3})\.(?=\s\p{Ll})/uy, say: ([, number], after) => sayOrdinal(Number(number), after) },
  { pattern: /(?<=\brok(?:u|em|y|ům)?[ \u00a0]|\broce[ \u00a0])(\d{4})(?!\d)/y, say: ([, number]) => year(Number(number)) },
  { pattern: new RegExp(whole, 'y'), say: ([number], after) => sayWhole(number, after) },
  { pattern: /(?<![\p{L}\d])(\p{L}{1,5})\./uy, say: ([, short], after) => sayAbbreviation(short!, after) },
  { pattern: /Kč(?!\p{L})/uy, say: () => 'korun' },
  { pattern: /[\p{L}\p{M}][\p{L}\p{M}\d]*/uy, say: ([word]) => word },
  { pattern: /[&+=%§@€$°]/y, say: ([sign]) => ` ${signs[sign]!} ` },
]

const signs: Readonly<Record<string, string>> = { '&': 'a', '+': 'plus', '=': 'rovná se', '%': 'procent', '§': 'paragraf', '@': 'zavináč', '€': 'eur', $: 'dolarů', '°': 'stupňů' }

/** The day in the genitive, as Czech reads dates: *dvacátého třetího května*. */
function sayDate(day: number, month: string | undefined, of: string | undefined): string | null {
  if (day < 1 || day > 31 || month === undefined) return null
  return [ordinal(day, 'genitive'), month, of === undefined ? '' : year(Number(of))].join(' ').trim()
}

function sayTime(hour: number, minute: number): string {
  const hours = cardinal(hour, 'feminine')
  if (minute === 0) return `${hours} ${counted(hour, { one: 'hodina', few: 'hodiny', many: 'hodin' })}`
  return `${hours} ${minute < 10 ? 'nula ' : ''}${cardinal(minute, 'feminine')}`
}

/** *Druhé patro*, *druhá třída*: it agrees with the word that follows, as far as its ending tells. */
function sayOrdinal(number: number, after: string): string | null {
  const ending = ordinalByEnding[endingOf(after)] ?? 'ý'
  return ordinal(number, 'nominative')?.replace(/ý(?= |$)/g, ending) ?? null
}

function sayCounted(written: string, places: string | undefined, name: Counted): string {
  if (places !== undefined) return `${sayDecimal(written, places)} ${name.part}`
  const number = valueOf(written)
  return number < cardinalLimit ? `${cardinal(number, name.gender)} ${counted(number, name)}` : `${digits(written.replace(/\D/g, ''))} ${name.many}`
}

const sayDecimal = (written: string, places: string): string =>
  valueOf(written) < cardinalLimit ? decimal(valueOf(written), places) : `${digits(written.replace(/\D/g, ''))} celých ${digits(places)}`

/** Its gender is guessed from the word it counts; a number written with a leading zero is a code, not a quantity. */
function sayWhole(written: string, after: string): string {
  const number = valueOf(written)
  const space = /^\p{L}/u.test(after) ? ' ' : ''
  if (number >= cardinalLimit || /^0\d/.test(written)) return digits(written.replace(/\D/g, '')) + space
  return cardinal(number, genderByEnding[endingOf(after)] ?? 'masculine') + space
}

const endingOf = (after: string): string => /^[ \u00a0]\p{L}*(\p{L})/u.exec(after)?.[1] ?? ''
const genderByEnding: Readonly<Record<string, GrammaticalGender>> = { a: 'feminine', o: 'neuter' }
const ordinalByEnding: Readonly<Record<string, string>> = { a: 'á', o: 'é', í: 'é' }

const valueOf = (written: string): number => Number(written.replace(/\D/g, ''))

/** Its dot also ended the sentence, if nothing follows. */
function sayAbbreviation(short: string, after: string): string | null {
  const read = abbreviations.get(short.toLowerCase())?.read
  if (read === undefined) return null
  return /^\s*$/.test(after) ? `${read}.` : read
}
