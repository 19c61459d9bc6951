/** How Czech nouns and adjectives are declined: endings by pattern, and what they do to the stem before them. Stems in, forms out. */
import { bare } from './words.ts'

export const cases = ['nominative', 'genitive', 'dative', 'accusative', 'vocative', 'locative', 'instrumental'] as const
export type Case = (typeof cases)[number]
/** Masculine animate and inanimate, feminine, neuter. */
export const nounGenders = ['ma', 'mi', 'f', 'n'] as const
export type NounGender = (typeof nounGenders)[number]
export type GrammaticalNumber = 'sg' | 'pl'
export type Cell = { readonly case: Case; readonly number: GrammaticalNumber; readonly gender: NounGender }
/** A form and where it stands in its paradigm. */
export type Declined = Cell & { readonly form: string }

/**
 * Endings from nominative to instrumental, singular | plural; alternatives by `/`. `*` softens the consonant before it, `0` is the bare
 * stem with an e put in where consonants crowd (*škol*, *matek*), `=` the head word itself. `cut` is what the head word loses.
 */
type Pattern = { readonly gender: NounGender; readonly cut: RegExp; readonly cells: string }
const patterns = {
  hrad: { gender: 'mi', cut: /$/, cells: '= u/a u = e/u u/*ě em | y ů ům y y ech/*ích/ách y' },
  stroj: { gender: 'mi', cut: /$/, cells: '= e i = i i em | e ů ům e e ích i' },
  pán: { gender: 'ma', cut: /$/, cells: '= a ovi/u a e/*e/u ovi/u em | *i/ové/é ů ům y *i/ové/é ech/*ích y' },
  muž: { gender: 'ma', cut: /$/, cells: '= e ovi/i e i/e ovi/i em | i/ové/é ů ům e i/ové/é ích i' },
  předseda: { gender: 'ma', cut: /a$/, cells: '= y ovi u o ovi ou | ové/é/i ů ům y ové/é ech y' },
  soudce: { gender: 'ma', cut: /[eě]$/, cells: '= e ovi/i e e ovi/i em | i/ové ů ům e i/ové ích i' },
  žena: { gender: 'f', cut: /a$/, cells: '= y *ě u o *ě ou | y 0 ám y y ách ami' },
  růže: { gender: 'f', cut: /[eě]$/, cells: '= = i i = i í | = í/0 ím = = ích emi/ěmi' },
  píseň: { gender: 'f', cut: /$/, cells: '= e/ě i = i i í | e/ě í ím e/ě e/ě ích emi/ěmi' },
  kost: { gender: 'f', cut: /$/, cells: '= i i = i i í | i í em i i ech mi' },
  město: { gender: 'n', cut: /o$/, cells: '= a u = = u/*ě em | a 0 ům a a ech/*ích/ách y' },
  moře: { gender: 'n', cut: /[eě]$/, cells: '= = i = = i em | = í/0 ím = = ích i' },
  kuře: { gender: 'n', cut: /[eě]$/, cells: '= ete/ěte eti/ěti = = eti/ěti etem/ětem | ata at atům ata ata atech aty' },
  stavení: { gender: 'n', cut: /í$/, cells: '= = = = = = ím | = = ím = = ích ími' },
  muzeum: { gender: 'n', cut: /um$/, cells: '= a u = = u em | a í/0 ům/ím a a ech/ích y/i' },
} satisfies Record<string, Pattern>
export type PatternName = keyof typeof patterns
export const patternNames = Object.keys(patterns) as readonly PatternName[]

/** Every form the pattern allows; the caller keeps those that exist. */
export function declined(lemma: string, name: PatternName): Declined[] {
  const { gender, cut, cells }: Pattern = patterns[name]
  const stem = lemma.replace(cut, '')
  const forms: Declined[] = []
  for (const [half, row] of cells.split(' | ').entries()) {
    for (const [at, endings] of row.split(' ').entries()) {
      for (const ending of endings.split('/')) {
        for (const form of joined(lemma, stem, ending)) forms.push({ form, case: cases[at]!, number: half === 0 ? 'sg' : 'pl', gender })
      }
    }
  }
  return forms
}

function joined(lemma: string, stem: string, ending: string): string[] {
  if (ending === '=') return [lemma]
  if (ending === '0') return zero(stem)
  return stems(stem).flatMap((one) => (ending.startsWith('*') ? softened(one, ending.slice(1)) : [spelled(one, ending)]))
}

/** *otec* → otc-, *dárek* → dárk-, *píseň* → písn-; the caller learns from the dictionary which one lives. */
function stems(stem: string): string[] {
  const fleeting = /^(.+)[eě]([^aeiouyáéíóúůýě])$/.exec(stem)
  return fleeting === null ? [stem] : [stem, fleeting[1]! + fleeting[2]!]
}

/** d, t, n keep their softness in front of i and ě without a hook of their own. */
function spelled(stem: string, ending: string): string {
  const soft = /[ďťň]$/.test(stem) && /^[eěiíé]/.test(ending)
  if (!soft) return stem + ending
  return stem.slice(0, -1) + bare(stem.slice(-1)) + ending.replace(/^e/, 'ě')
}

const softening: readonly (readonly [RegExp, string, string])[] = [
  [/ck$/, 'čt', 'c'], [/sk$/, 'št', 'sc'], [/ch$/, 'š', 'š'], [/k$/, 'c', 'c'], [/h$/, 'z', 'z'], [/g$/, 'z', 'z'], [/r$/, 'ř', 'ř'], [/c$/, 'č', 'c'],
]

/** k → c, h → z, ch → š, r → ř before a softening ending, with the ending as it is then spelled. */
function softened(stem: string, ending: string): string[] {
  for (const [hard, , soft] of softening) {
    if (hard.test(stem)) return [stem.replace(hard, soft) + (ending === 'ě' ? 'e' : ending), stem + ending]
  }
  if (ending === 'ě' && !/[bpvmfdtn]$/.test(stem)) return [`${stem}e`]
  return [spelled(stem, ending)]
}

function zero(stem: string): string[] {
  const crowded = /^(.*[^aeiouyáéíóúůýě])([^aeiouyáéíóúůýě])$/.exec(stem)
  return crowded === null ? [stem] : [`${crowded[1]!}e${crowded[2]!}`, stem]
}

const mladý = {
  ma: 'ý ého ému ého ý ém ým | *í ých ým é *í ých ými', mi: 'ý ého ému ý ý ém ým | é ých ým é é ých ými',
  f: 'á é é ou á é ou | é ých ým é é ých ými', n: 'é ého ému é é ém ým | á ých ým á á ých ými',
}
const jarní = {
  ma: 'í ího ímu ího í ím ím | í ích ím í í ích ími', mi: 'í ího ímu í í ím ím | í ích ím í í ích ími',
  f: 'í í í í í í í | í ích ím í í ích ími', n: 'í ího ímu í í ím ím | í ích ím í í ích ími',
}
const genders = ['ma', 'mi', 'f', 'n'] as const

/** All forms of an adjective in -ý or -í; none for anything else. */
export function declinedAdjective(lemma: string): Declined[] {
  const table = lemma.endsWith('ý') ? mladý : lemma.endsWith('í') ? jarní : undefined
  if (table === undefined) return []
  const stem = lemma.slice(0, -1)
  return genders.flatMap((gender) => table[gender].split(' | ').flatMap((row, half) => row.split(' ').map((ending, at) => ({
    form: ending === '*í' ? softAdjective(stem) : stem + ending, case: cases[at]!, number: half === 0 ? 'sg' as const : 'pl' as const, gender,
  }))))
}

/** velký → velcí, český → čeští, dobrý → dobří. */
function softAdjective(stem: string): string {
  for (const [hard, soft, plain] of softening) if (hard.test(stem)) return `${hard.source.length > 2 && soft !== plain ? stem.replace(hard, soft) : stem.replace(hard, plain)}í`
  return `${stem}í`
}
