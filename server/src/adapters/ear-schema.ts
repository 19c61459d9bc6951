/** How the ear's content is written down: the shape of every YAML file of it that people edit. */
import Type from 'typebox'
import { mistakeKinds } from '../domain/correction.ts'
import { cases, nounGenders, patternNames } from '../domain/czech/paradigms.ts'
import { wordListNames } from '../domain/czech/word-lists.ts'

const closed = { additionalProperties: false }
/** A word or a phrase; a bare `no` or `null` of YAML is none. */
const Text = Type.String({ minLength: 1 })
const Words = Type.Array(Text)
const Sure = Type.Number({ minimum: 0, maximum: 1 })
const Case = Type.Enum([...cases])
const Kind = Type.Enum([...mistakeKinds])
const Translated = Type.Object({ cs: Text, en: Text, uk: Text, ru: Text }, closed)
const byWord = <Schema extends Type.TSchema>(schema: Schema) => Type.Record(Type.String(), schema)

/** Seven cells apart by spaces; alternatives by /, - for none. */
const row = '\\S+(?: \\S+){6}'
const Table = Type.String({ pattern: `^${row} \\| ${row}$` })

const ClauseOpener = Type.Object({
  sure: Sure,
  notAfter: Type.Optional(Words),
  after: Type.Optional(Words),
  before: Type.Optional(Words),
  wordsBefore: Type.Optional(Type.Integer({ minimum: 1 })),
  relative: Type.Optional(Type.Boolean()),
  clause: Type.Optional(Type.Boolean()), verbBefore: Type.Optional(Type.Boolean()),
  verbWithin: Type.Optional(Type.Integer({ minimum: 1 })),
}, closed)

const Verb = Type.Object({
  class: Type.Optional(Type.Enum(['á', 'í', 'uje'])),
  present: Type.Optional(Type.Array(Text, { minItems: 6, maxItems: 6 })),
  past: Text,
  object: Type.Optional(Case),
  preposition: Type.Optional(Type.Tuple([Text, Case])),
  bare: Type.Optional(Words),
  reflexive: Type.Optional(Type.Boolean()),
  reflexiveBefore: Type.Optional(Words),
  doubtful: Type.Optional(Type.Union([Type.Literal(true), Case])),
  aspect: Type.Optional(Type.Literal('perfective')),
  pair: Type.Optional(Text),
}, closed)

const Confusable = Type.Object({ right: Text, sure: Sure, after: Type.Optional(Words), beforePast: Type.Optional(Type.Boolean()), notAfter: Type.Optional(Words) }, closed)

export const earFiles = {
  capitals: Type.Object({ small: Words, namesAfter: Words, large: byWord(Text) }, closed),
  choices: Type.Object({ phrases: byWord(Type.Object({ right: Text, sure: Sure, kind: Type.Optional(Kind) }, closed)) }, closed),
  clauses: Type.Object({ openers: byWord(ClauseOpener), neverAfter: Words }, closed),
  colloquial: Type.Object({ words: byWord(Text), kept: Words, notAdjectives: Words }, closed),
  confusables: Type.Object({ words: byWord(Confusable) }, closed),
  determiners: byWord(Type.Object(Object.fromEntries(nounGenders.map((gender) => [gender, Table])), closed)),
  explanations: Type.Object({
    rules: byWord(Type.Object({ simple: Translated, full: Translated }, closed)),
    terms: byWord(Translated),
    suggestions: Type.Object({ diacritics: Translated }, closed),
  }, closed),
  foreign: Type.Object({ words: Words }, closed),
  nouns: Type.Object({
    patterns: Type.Object(Object.fromEntries(patternNames.map((name) => [name, Type.Optional(Words)])), closed),
    irregular: byWord(Type.Object({ gender: Type.Enum([...nounGenders]), forms: Table }, closed)),
    mostlySingular: Words,
    neverNouns: Words,
  }, closed),
  prepositions: Type.Object({ prepositions: byWord(Type.Array(Case, { minItems: 1 })), motionVerbs: Words, alwaysFirst: Words, accusativeAfterV: Words }, closed),
  verbs: Type.Object({ verbs: byWord(Verb) }, closed),
  'word-lists': Type.Object(Object.fromEntries(wordListNames.map((name) => [name, Type.Array(Text, { minItems: 1 })])), closed),
} as const
