/** What models are told: an author's texts, read from `content/<language>/prompts.yaml` and checked before anything opens. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import Type from 'typebox'
import { Value } from 'typebox/value'
import { load } from 'js-yaml'
import { Failure } from '../../domain/failure.ts'
import { languages, levels, tongues, type Language } from '../../domain/language.ts'
import { correctionLevels, genders, styles } from '../../domain/learner.ts'

const closed = { additionalProperties: false }
const Text = Type.String({ minLength: 1 })
const textFor = <Name extends string>(names: readonly Name[]) => Type.Object(Object.fromEntries(names.map((name) => [name, Text])) as Record<Name, typeof Text>, closed)

const PromptsFile = Type.Object({
  reply: Type.Object({
    rules: Text,
    examples: Text,
    persona: Text,
    address: textFor(['ty', 'vy']),
    voice: textFor(genders),
    gender: textFor([...genders, 'unknown']),
    level: textFor(levels),
    style: textFor(styles),
    short: Text,
    tongue: Text,
    free: Text,
    topic: Text,
    recollection: textFor(['facts', 'recurring', 'summary', 'lastTalk']),
    scenario: Text,
    mode: Text,
    notes: textFor(['phase', 'over', 'corrected', 'said']),
  }, closed),
  check: Type.Object({ rules: Text, examples: Text, spoken: Text, written: Text, corrections: textFor(correctionLevels), gender: textFor([...genders, 'unknown']) }, closed),
  summarise: Text,
  unexplained: textFor(tongues),
  unexplainedLess: textFor(tongues),
  transcription: Text,
}, closed)

export type Prompts = Type.Static<typeof PromptsFile>
export type PromptsIn = (language: Language) => Prompts

/** Throws a `Failure` that names the file and every fault in it. `folder` holds one folder for each language. */
export async function loadPrompts(folder: string): Promise<PromptsIn> {
  const loaded = new Map<Language, Prompts>()
  for (const language of languages) {
    const file = join(folder, language, 'prompts.yaml')
    const given: unknown = load(await readFile(file, 'utf8'))
    if (!Value.Check(PromptsFile, given)) {
      const faults = Value.Errors(PromptsFile, given).map(({ instancePath, message }) => `${instancePath || '/'} ${message}`)
      throw new Failure('invalid', `${file}: ${faults.join('; ')}`)
    }
    loaded.set(language, given)
  }
  return (language) => loaded.get(language)!
}

/** The text with every `{name}` that is given replaced, once: what is put in is not looked at again. */
export function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole)
}
