/** How drills, rules of grammar and slang are written down, and what they are made into. */
import Type from 'typebox'
import type { Level as LevelCode } from '../domain/language.ts'
import type { Drill, DrillKind, GrammarRule } from '../domain/drill.ts'
import { closed, Code, Level, Text, Translated } from './content-schema.ts'

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
    const [of, text] = [row.slice(0, 2) as LevelCode, row.slice(5)]
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
