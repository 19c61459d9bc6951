/** Reads what authors wrote: YAML files, checked whole before anything opens. A fault names the file, the line and what is wrong. */
import { access, readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Value } from 'typebox/value'
import type Type from 'typebox'
import type { TSchema } from 'typebox'
import type { ChatTexts } from '../domain/chat-texts.ts'
import { drillKinds } from '../domain/drill.ts'
import { Failure } from '../domain/failure.ts'
import { languages, type Language } from '../domain/language.ts'
import type { NoticeTexts } from '../domain/letter.ts'
import { fold, type Stems } from '../domain/listening.ts'
import { modeWays, type Mode } from '../domain/mode.ts'
import type { PrivacyTexts } from '../domain/privacy.ts'
import type { Line, Scenario } from '../domain/scenario.ts'
import type { SignInTexts } from '../domain/sign-in-letter.ts'
import { pools, signs, type Cue, type SmallTalk, type Topic } from '../domain/small-talk.ts'
import { vocabularyOf, type Entry } from '../domain/vocabulary.ts'
import type { Content, LanguageContent } from '../ports/content.ts'
import { DrillFiles, drillOf, GrammarFile, ruleOf, SlangFile } from './drill-schema.ts'
import { earFiles } from './ear-schema.ts'
import {
  AbsentFile, CuesFile, GeneralFile, GlossaryFile, LevelsFile, NoticesFile, PersonasFile, PhrasesFile, PrivacyFile, ScenarioFile, SignInFile, TelegramFile, TopicFile, VocabularyFile,
  type WrittenCue, type WrittenLine,
} from './content-schema.ts'
import { ModeFiles, type WrittenMode } from './mode-schema.ts'
import { linedYaml, readYaml } from './yaml.ts'

/** Faults shown at once; an author mends the first ones first. */
const faultsShownMax = 20

/** Throws a `Failure` that names every fault found, as `file:line: what`. */
export async function loadContent(folder: string): Promise<Content> {
  const faults: string[] = []
  const loaded = new Map<Language, LanguageContent>()
  for (const language of languages) loaded.set(language, await loadLanguage(language, join(folder, language), faults))
  if (faults.length > 0) throw new Failure('invalid', `The content has faults:\n${faults.slice(0, faultsShownMax).join('\n')}`)
  return { in: (language) => loaded.get(language)! }
}

async function loadLanguage(language: Language, folder: string, faults: string[]): Promise<LanguageContent> {
  const read = reader(folder, faults)
  const personas = (await read('personas.yaml', PersonasFile))?.map((persona) => ({ ...persona, openings: persona.openings.map((lines) => lines.map(lineOf)) })) ?? []
  const scenarios = await read.all('scenarios', ScenarioFile)
  const modes = []
  for (const way of modeWays) modes.push(...(await read.all(`modes/${way}`, ModeFiles[way])).map((mode) => modeOf({ way, ...mode } as WrittenMode)))
  const topics = await read.all('small-talk/topics', TopicFile)
  const general = await read('small-talk/general.yaml', GeneralFile)
  const answers = await read('small-talk/answers.yaml', CuesFile)
  const feelings = await read('small-talk/feelings.yaml', CuesFile)
  const talkedOf = (await read.all('vocabulary', VocabularyFile))
    .flatMap(({ topic, nouns, activities, others }) => [...nouns.map(entryOf('noun', topic)), ...activities.map(entryOf('activity', topic)), ...others.map(entryOf('other', topic))])
  const translated = (await read.all('glossary', GlossaryFile)).flatMap(({ offered, words }) => words.map(entryOf('other', undefined)).map((entry) => ({ ...entry, offered })))
  const commonForms = await formsIn(join(folder, 'ear/frequencies.txt'))
  if (await isThere(join(folder, 'ear'))) for (const [name, schema] of Object.entries(earFiles)) await read(`ear/${name}.yaml`, schema)
  const levelExamples = (await read('levels.yaml', LevelsFile)) ?? []
  // Where the file has a fault, the server does not start.
  const notices = (await read('notices.yaml', NoticesFile)) ?? ({} as NoticeTexts)
  const signIn = (await read('sign-in.yaml', SignInFile)) ?? ({} as SignInTexts)
  const phrases = (await read('phrases.yaml', PhrasesFile)) ?? []
  const drills = []
  for (const kind of drillKinds) drills.push(...(await read.all(`drills/${kind}`, DrillFiles[kind])).map((file) => drillOf(kind, file)))
  const grammar = (await read.all('grammar', GrammarFile)).map(ruleOf)
  const slang = (await read('slang.yaml', SlangFile)) ?? []
  const privacy = (await read('privacy.yaml', PrivacyFile)) ?? ({} as PrivacyTexts)
  const absent = (await read('absent.yaml', AbsentFile)) ?? ({} as LanguageContent['absent'])
  const chat = (await read('telegram.yaml', TelegramFile)) ?? ({} as ChatTexts)
  const smallTalk: SmallTalk = {
    topics: new Map(topics.map((topic) => [topic.code, topicOf(topic)])),
    answers: (answers ?? []).map(cueOf),
    feelings: (feelings ?? []).map(cueOf),
    signs: mapped(signs, general?.signs ?? {}, stemsOf),
    pools: mapped(pools, general?.pools ?? {}, linesOf),
  }
  return {
    language,
    personas: new Map(personas.map((persona) => [persona.code, persona])),
    scenarios: new Map(scenarios.map((scenario) => [scenario.code, scenarioOf(scenario)])),
    modes: byCode(modes),
    smallTalk,
    vocabulary: vocabularyOf(talkedOf),
    glossary: vocabularyOf([...talkedOf, ...translated]),
    commonForms,
    levelExamples,
    phrases,
    drills: byCode(drills),
    grammar: byCode(grammar),
    slang,
    notices,
    signIn,
    chat,
    privacy,
    absent,
  }
}

const byCode = <Thing extends { readonly code: string }>(things: readonly Thing[]): ReadonlyMap<string, Thing> => new Map(things.map((thing) => [thing.code, thing]))

const isThere = (folder: string): Promise<boolean> => access(folder).then(() => true, () => false)

/** The first word of every line but comments; none where there is no such file. */
async function formsIn(file: string): Promise<ReadonlySet<string>> {
  const text = await readFile(file, 'utf8').catch(() => '')
  return new Set(text.split('\n').filter((line) => !line.startsWith('#')).map((line) => line.split(' ')[0]!).filter(Boolean))
}

function reader(folder: string, faults: string[]) {
  async function read<Schema extends TSchema>(file: string, schema: Schema): Promise<Type.Static<Schema> | null> {
    const text = await readFile(join(folder, file), 'utf8').catch(() => null)
    if (text === null) {
      faults.push(`${file}:1: the file is missing`)
      return null
    }
    return checked(file, text, schema, faults)
  }
  async function all<Schema extends TSchema>(below: string, schema: Schema) {
    const names = await readdir(join(folder, below)).catch(() => [])
    const files = names.filter((name) => name.endsWith('.yaml')).toSorted()
    if (files.length === 0) faults.push(`${below}:1: there is no YAML file in this folder`)
    const found: Type.Static<Schema>[] = []
    for (const file of files) {
      const value = await read(`${below}/${file}`, schema)
      if (value !== null) found.push(value)
    }
    return found
  }
  return Object.assign(read, { all })
}

async function checked<Schema extends TSchema>(file: string, text: string, schema: Schema, faults: string[]): Promise<Type.Static<Schema> | null> {
  const quick = readYaml(text)
  if (Value.Check(schema, quick)) return quick
  const { faults: broken, value, lineOf: lineAt } = await linedYaml(text)
  for (const { line, message } of broken) faults.push(`${file}:${line}: ${message}`)
  if (broken.length > 0) return null
  if (Value.Check(schema, value)) return value
  for (const { instancePath, keyword, message, params } of Value.Errors(schema, value)) {
    if (keyword === 'boolean') continue
    const keys = instancePath.split('/').slice(1)
    const surplus = 'additionalProperties' in params ? ` (${String(params.additionalProperties)})` : ''
    faults.push(`${file}:${lineAt(keys)}: ${keys.join('.') || 'the file'} ${message}${surplus}`)
  }
  return null
}

/** Stems are written as words with a space between: `mám hlad` is one group. */
const stemsOf = (groups: readonly string[]): Stems => groups.map((group) => fold(group).split(/\s+/))

/** `simpler` is written in the language alone: it means the same. */
function lineOf({ simpler, yes, no, known, ...line }: WrittenLine): Line {
  return {
    ...line,
    ...(simpler === undefined ? {} : { simpler: { ...line, cs: simpler } }),
    ...(yes === undefined ? {} : { yes: lineOf(yes) }),
    ...(no === undefined ? {} : { no: lineOf(no) }),
    ...(known === undefined ? {} : { known: stemsOf(known) }),
  }
}

const linesOf = (lines: readonly WrittenLine[] | undefined): Line[] => (lines ?? []).map(lineOf)

const cueOf = (cue: WrittenCue): Cue => ({
  when: stemsOf(cue.when), say: linesOf(cue.say), no: linesOf(cue.no), me: linesOf(cue.me), ask: linesOf(cue.ask), ...(cue.glad && { glad: true }),
})

const topicOf = ({ code, title, leads, ask, me, cues }: TopicFile): Topic => ({ code, title, leads: linesOf(leads), ask: linesOf(ask), me: linesOf(me), cues: cues.map(cueOf) })

function scenarioOf(scenario: ScenarioFile): Scenario {
  const objectiveOf = ({ answers, ...objective }: ScenarioFile['phases'][number]['objectives'][number]) => ({
    ...objective, when: stemsOf(objective.when), ...(answers === undefined ? {} : { answers: stemsOf(answers) }), say: linesOf(objective.say),
  })
  const branchOf = (branch: ScenarioFile['branches'][number]) => ({ ...branch, when: stemsOf(branch.when), say: linesOf(branch.say) })
  return {
    ...scenario,
    opening: linesOf(scenario.opening),
    nods: linesOf(scenario.nods),
    asked: linesOf(scenario.asked),
    lost: linesOf(scenario.lost),
    meanwhile: linesOf(scenario.meanwhile),
    closing: linesOf(scenario.closing),
    branches: scenario.branches.map(branchOf),
    phases: scenario.phases.map((phase) => ({
      ...phase,
      ask: linesOf(phase.ask),
      branches: phase.branches.map(branchOf),
      objectives: phase.objectives.map(objectiveOf),
    })),
  }
}

function modeOf({ openings, ...written }: WrittenMode): Mode {
  const about = { openings: openings.map(({ from, lines }) => ({ from, lines: linesOf(lines) })) }
  switch (written.way) {
    case 'talk':
      return { ...written, ...about }
    case 'follow':
      return { ...written, ...about, invites: linesOf(written.invites) }
    case 'role': {
      const moves = written.moves.map(({ ask, more, cues }) => ({ ask: linesOf(ask), more: linesOf(more), cues: (cues ?? []).map(cueOf) }))
      const { cues, nods, asked, lost, closing, meanwhile } = written
      return { ...written, ...about, moves, cues: cues.map(cueOf), nods: linesOf(nods), asked: linesOf(asked), lost: linesOf(lost), closing: linesOf(closing), meanwhile: linesOf(meanwhile) }
    }
    case 'rule': {
      const { explain, choose, right, wrong, own, short, asked, clean, meanwhile } = written
      return {
        ...written, ...about, explain: linesOf(explain), choose: linesOf(choose), right: linesOf(right), wrong: linesOf(wrong), own: linesOf(own), short: linesOf(short),
        asked: linesOf(asked), clean: linesOf(clean), meanwhile: linesOf(meanwhile),
      }
    }
    case 'words': {
      const { use, used, missed, describe, described, asked, clean, meanwhile } = written
      return {
        ...written, ...about, use: linesOf(use), used: linesOf(used), missed: linesOf(missed), describe: linesOf(describe), described: linesOf(described),
        asked: linesOf(asked), clean: linesOf(clean), meanwhile: linesOf(meanwhile),
      }
    }
  }
}

/** A row of a word list: word | level | forms | en | uk | ru | example. */
const entryOf = (kind: 'noun' | 'activity' | 'other', topic: string | undefined) => (row: string): Entry => {
  const [word, level, forms, en, uk, ru, example] = row.split('|').map((cell) => cell.trim()) as [string, Entry['level'], string, string, string, string, string]
  return { word, level, forms: forms.split(/[\s,]+/).filter(Boolean), translation: { cs: word, en, uk, ru }, example, kind, ...(topic === undefined ? {} : { topic }) }
}

/** Every key of `keys`, with nothing where the file had a fault. */
const mapped = <Key extends string, From, To>(keys: readonly Key[], record: Readonly<Record<string, From>>, map: (value: From) => To): Readonly<Record<Key, To>> =>
  Object.fromEntries(keys.map((key) => [key, map(record[key] ?? ([] as From))])) as Record<Key, To>
