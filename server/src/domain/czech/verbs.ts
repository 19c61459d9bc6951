/** Finite verbs: which person a form is, which form a person takes, and what the verb asks of its object. */
import type { Case, GrammaticalNumber } from './paradigms.ts'

export type Person = 1 | 2 | 3
export type Finite = { readonly lemma: string; readonly person: Person; readonly number: GrammaticalNumber; readonly negated: boolean }
export type VerbEntry = {
  readonly class?: 'á' | 'í' | 'uje'
  readonly present?: readonly string[]
  readonly past: string
  readonly object?: Case
  readonly preposition?: readonly [string, Case]
  /** Nouns that it takes without that preposition all the same: *čeká dítě*. */
  readonly bare?: readonly string[]
  /** It never stands without *se*. */
  readonly reflexive?: boolean
  /** Words before which *I* never stand without *se*: *učím se česky*. */
  readonly reflexiveBefore?: readonly string[]
  /** Only a question is asked about its object, or about an object in that case. */
  readonly doubtful?: true | Case
  /** Imperfective where nothing is said. */
  readonly aspect?: 'perfective'
  /** The verb of the other aspect. */
  readonly pair?: string
}
export type VerbContent = { readonly verbs: Readonly<Record<string, VerbEntry>> }

export type Verbs = {
  readonly finite: (form: string) => readonly Finite[]
  readonly form: (lemma: string, person: Person, number: GrammaticalNumber) => string | undefined
  readonly entry: (lemma: string) => VerbEntry | undefined
  /** The verb whose past participle or infinitive this is. */
  readonly lemmaOf: (form: string) => string | undefined
  readonly isParticiple: (form: string) => boolean
  /** The verbs that have this stem, of the infinitive (*prac-ovat*) or of the present (*pij-e*). */
  readonly ofStem: (stem: string) => readonly string[]
}

const endings = {
  á: ['ám', 'áš', 'á', 'áme', 'áte', 'ají'],
  í: ['ím', 'íš', 'í', 'íme', 'íte', 'í/ejí/ějí'],
  uje: ['uju/uji', 'uješ', 'uje', 'ujeme', 'ujete', 'ují/ujou'],
} as const

export function verbs(content: VerbContent): Verbs {
  const finite = new Map<string, Finite[]>()
  const lemmas = new Map<string, string>()
  const participles = new Set<string>()
  const present = new Map<string, readonly string[]>()
  const stems = new Map<string, Set<string>>()
  for (const [lemma, entry] of Object.entries(content.verbs)) {
    const forms = presentOf(lemma, entry)
    present.set(lemma, forms)
    for (const [at, cell] of forms.entries()) {
      for (const form of cell.split('/')) for (const negated of [false, true]) {
        const key = negated ? negative(form, lemma) : form
        const reading: Finite = { lemma, person: ((at % 3) + 1) as Person, number: at < 3 ? 'sg' : 'pl', negated }
        finite.set(key, [...(finite.get(key) ?? []), reading])
      }
    }
    for (const one of stemsOf(lemma, forms)) stems.set(one, (stems.get(one) ?? new Set()).add(lemma))
    const stem = entry.past.endsWith('šel') ? `${entry.past.slice(0, -2)}l` : entry.past
    const past = [entry.past, ...['a', 'o', 'i', 'y'].map((ending) => stem + ending)]
    for (const form of [lemma, ...past]) for (const one of [form, `ne${form}`]) lemmas.set(one, lemma)
    for (const form of past) for (const one of [form, `ne${form}`]) participles.add(one)
  }
  return {
    finite: (form) => finite.get(form) ?? [],
    form: (lemma, person, number) => present.get(lemma)?.[person - 1 + (number === 'pl' ? 3 : 0)]?.split('/')[0],
    entry: (lemma) => content.verbs[lemma],
    lemmaOf: (form) => lemmas.get(form) ?? finite.get(form)?.[0]?.lemma,
    isParticiple: (form) => participles.has(form),
    ofStem: (stem) => [...(stems.get(stem) ?? [])],
  }
}

const stemsOf = (lemma: string, [, , third]: readonly string[]): string[] => [lemma.replace(/(ov|n)?[aáeěiíyou]?[ts]t?$/, ''), third!.split('/')[0]!.replace(/[aáeěií]$/, '')]

const negative = (form: string, lemma: string): string => (lemma === 'být' && form === 'je' ? 'není' : `ne${form}`)

/** The endings of a verb that only the dictionary knows, by how its infinitive ends; the caller keeps what exists. */
export function presentsLike(lemma: string, person: Person, number: GrammaticalNumber): string[] {
  const at = person - 1 + (number === 'pl' ? 3 : 0)
  const kinds = lemma.endsWith('ovat') ? ['uje'] as const : /[ieě]t$/.test(lemma) ? ['í'] as const : lemma.endsWith('at') ? ['á'] as const : []
  return kinds.flatMap((kind) => presentOf(lemma, { class: kind, past: '' })[at]!.split('/'))
}

function presentOf(lemma: string, entry: VerbEntry): readonly string[] {
  if (entry.present !== undefined) return entry.present
  const kind = entry.class ?? 'á'
  const stem = kind === 'uje' ? lemma.replace(/ovat$/, '') : lemma.replace(/[aáeěiíy]t$/, '')
  return endings[kind].map((ending) => ending.split('/').map((one) => stem + one).join('/'))
}
