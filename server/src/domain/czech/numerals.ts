/** Czech numbers in words. */

export type GrammaticalGender = 'masculine' | 'feminine' | 'neuter'

/** From here on a number is read digit by digit. */
export const cardinalLimit = 1_000_000_000

const small = [
  'nula', 'jeden', 'dva', 'tři', 'čtyři', 'pět', 'šest', 'sedm', 'osm', 'devět', 'deset', 'jedenáct', 'dvanáct', 'třináct', 'čtrnáct', 'patnáct', 'šestnáct',
  'sedmnáct', 'osmnáct', 'devatenáct',
]
const tens = ['', '', 'dvacet', 'třicet', 'čtyřicet', 'padesát', 'šedesát', 'sedmdesát', 'osmdesát', 'devadesát']
const hundreds = ['', 'sto', 'dvě stě', 'tři sta', 'čtyři sta', 'pět set', 'šest set', 'sedm set', 'osm set', 'devět set']
const gendered: Readonly<Record<GrammaticalGender, readonly [string, string]>> = { masculine: ['jeden', 'dva'], feminine: ['jedna', 'dvě'], neuter: ['jedno', 'dvě'] }

const smallOrdinals = [
  'nultý', 'první', 'druhý', 'třetí', 'čtvrtý', 'pátý', 'šestý', 'sedmý', 'osmý', 'devátý', 'desátý', 'jedenáctý', 'dvanáctý', 'třináctý', 'čtrnáctý', 'patnáctý',
  'šestnáctý', 'sedmnáctý', 'osmnáctý', 'devatenáctý',
]
const tensOrdinals = ['', '', 'dvacátý', 'třicátý', 'čtyřicátý', 'padesátý', 'šedesátý', 'sedmdesátý', 'osmdesátý', 'devadesátý']

/** What a counted thing is called by its number: *koruna, koruny, korun*, and after a decimal *koruny*. */
export type Counted = { readonly one: string; readonly few: string; readonly many: string; readonly part: string; readonly gender: GrammaticalGender }

export const counted = (n: number, { one, few, many }: Pick<Counted, 'one' | 'few' | 'many'>): string => (n === 1 ? one : n >= 2 && n <= 4 ? few : many)

/** A whole number from 0, below `cardinalLimit`. */
export function cardinal(n: number, gender: GrammaticalGender = 'masculine'): string {
  const words = [
    ...group(Math.floor(n / 1_000_000), { one: 'milion', few: 'miliony', many: 'milionů' }),
    ...group(Math.floor(n / 1000) % 1000, { one: 'tisíc', few: 'tisíce', many: 'tisíc' }),
    ...belowThousand(n % 1000, gender),
  ]
  return words.join(' ') || small[0]!
}

/** *Milion*, *dva tisíce*: one of a group is not counted aloud. */
const group = (n: number, name: Pick<Counted, 'one' | 'few' | 'many'>): string[] =>
  n === 0 ? [] : n === 1 ? [name.one] : [...belowThousand(n, 'masculine'), counted(n, name)]

function belowThousand(n: number, gender: GrammaticalGender): string[] {
  const rest = n % 100
  const unit = rest < 20 ? rest : rest % 10
  const unitWord = unit === 1 || unit === 2 ? gendered[gender][unit - 1]! : small[unit]!
  return [hundreds[Math.floor(n / 100)]!, rest < 20 ? '' : tens[Math.floor(rest / 10)]!, unit === 0 ? '' : unitWord].filter((word) => word !== '')
}

/** A masculine ordinal below 1,000, in the nominative or genitive; null for round hundreds above one, which are rare and irregular. */
export function ordinal(n: number, grammaticalCase: 'nominative' | 'genitive'): string | null {
  const rest = n % 100
  if (n >= 1000 || (rest === 0 && n > 100)) return null
  const ordinals = n === 100 ? ['stý'] : rest < 20 ? [smallOrdinals[rest]!] : [tensOrdinals[Math.floor(rest / 10)]!, rest % 10 === 0 ? '' : smallOrdinals[rest % 10]!]
  const declined = ordinals.filter((word) => word !== '').map((word) => (grammaticalCase === 'nominative' ? word : word.replace(/ý$/, 'ého').replace(/í$/, 'ího')))
  return [n > 100 ? hundreds[Math.floor(n / 100)]! : '', ...declined].filter((word) => word !== '').join(' ')
}

/** *Devatenáct set osmdesát devět*, but *dva tisíce dvacet šest*. */
export function year(n: number): string {
  if (n < 1100 || n >= 2000) return cardinal(n)
  return `${cardinal(Math.floor(n / 100))} set ${n % 100 === 0 ? '' : cardinal(n % 100)}`.trim()
}

/** *Tři celé pět*: zeros after the point are said one by one. */
export function decimal(whole: number, places: string): string {
  const zeros = /^0*/.exec(places)![0].length
  const rest = places.slice(zeros)
  const point = whole === 0 || whole === 1 ? 'celá' : whole <= 4 ? 'celé' : 'celých'
  return [cardinal(whole, 'feminine'), point, ...Array<string>(zeros).fill(small[0]!), rest === '' ? '' : cardinal(Number(rest))].filter((word) => word !== '').join(' ')
}

export const digits = (written: string): string => [...written].map((digit) => small[Number(digit)]!).join(' ')
