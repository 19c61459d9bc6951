/** How drills, rules of grammar and slang are written down, and what they are made into. */
import Type from 'typebox'
import { levels, type Level } from '../domain/language.ts'
import type { Drill, DrillKind, GrammarRule } from '../domain/drill.ts'

const closed = { additionalProperties: false }
const Text = Type.String({ minLength: 1 })
const Code = Type.String({ pattern: '^[a-z][a-z0-9-]*$' })
const Level = Type.Enum([...levels])
const Translated = Type.Object({ cs: Text, en: Text, uk: Text, ru: Text }, closed)

const level = '^(?:A1|A2|B1|B2|C1|C2) \\| '
const plain = '[^{}|]+'
const ends = '[.?!]$'
/** One right form and one or more wrong ones: `Jdu do {školy|škola}.` */
const gap = `[^{}|]*\\{${plain}(?:\\|${plain})+\\}[^{}|]*`

const rows: Readonly<Record<DrillKind, string>> = {
  choose: `${level}${gap}$`,
  find: `${level}(?:[^{}|]* )?\\{[^{}| ]+\\|[^{}| ]+\\}[^{}|]*$`,
  order: `${level}${plain}(?: \\| ${plain})*$`,
  commas: `${level}[^{}|]*${ends}`,
}

const drillFile = (row: string) => Type.Object({
  code: Code, title: Translated, task: Translated, groups: Type.Array(Type.Object({ why: Translated, items: Type.Array(Type.String({ pattern: row }), { minItems: 1 }) }, closed), { minItems: 1 }),
}, closed)

export const DrillFiles = { choose: drillFile(rows.choose), find: drillFile(rows.find), order: drillFile(rows.order), commas: drillFile(rows.commas) }
type DrillFile = Type.Static<(typeof DrillFiles)['choose']>

export const GrammarFile = Type.Object({
  code: Code,
  level: Level,
  title: Translated,
  rule: Translated,
  /** cs | en | uk | ru */
  examples: Type.Array(Type.String({ pattern: '^[^|]+(?: \\| [^|]+){3}$' }), { minItems: 1 }),
  exercises: Type.Array(Type.String({ pattern: `^${gap}$` }), { minItems: 3 }),
}, closed)
type GrammarFile = Type.Static<typeof GrammarFile>

export const SlangFile = Type.Array(Type.Object({ level: Level, phrase: Text, cs: Text, en: Text, uk: Text, ru: Text, example: Text }, closed), { minItems: 1 })

export const drillOf = (kind: DrillKind, { groups, ...drill }: DrillFile): Drill => ({
  ...drill,
  kind,
  items: groups.flatMap(({ why, items }) => items.map((row) => {
    const [of, text] = [row.slice(0, 2) as Level, row.slice(5)]
    return { level: of, texts: kind === 'order' ? text.split(' | ') : [text], why }
  })),
})

export const ruleOf = ({ examples, ...rule }: GrammarFile): GrammarRule => ({
  ...rule,
  examples: examples.map((row) => {
    const [cs, en, uk, ru] = row.split(' | ') as [string, string, string, string]
    return { cs, en, uk, ru }
  }),
})
