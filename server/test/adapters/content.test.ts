import assert from 'node:assert/strict'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { loadContent } from '../../src/adapters/content.ts'
import { readCounts } from '../../src/adapters/czech/content.ts'
import { czechDictionary } from '../../src/adapters/czech/dictionary.ts'
import { Failure } from '../../src/domain/failure.ts'
import { tongues, type Translated } from '../../src/domain/language.ts'
import { staysMax } from '../../src/domain/scenario.ts'
import { entryOf, lexiconOf } from '../../src/domain/vocabulary.ts'
import { worded } from '../../src/domain/wording.ts'
import type { LanguageContent } from '../../src/ports/content.ts'

const folder = new URL('../../content', import.meta.url).pathname
let cs: LanguageContent
before(async () => { cs = (await loadContent(folder)).in('cs') })

/** Everything in the content that is a text in every tongue. */
function* texts(value: unknown): Generator<Translated> {
  if (value === null || typeof value !== 'object') return
  if ('cs' in value && 'en' in value) yield value as Translated
  for (const each of value instanceof Map ? value.values() : Object.values(value)) yield* texts(each)
}

describe('the content', () => {
  it('has the three scenarios, six modes, eight topics, two personas, three level sentences and 400 words', () => {
    assert.deepEqual([...cs.scenarios.keys()], ['doctor', 'pub', 'shop'])
    assert.equal(cs.modes.size, 6)
    assert.equal(cs.smallTalk.topics.size, 8)
    assert.deepEqual([...cs.personas.values()].map(({ address }) => address), ['ty', 'vy'])
    assert.deepEqual(cs.levelExamples.map(({ level }) => level), ['A1', 'A2', 'B2'])
    assert.ok(new Set(cs.vocabulary.values()).size >= 400)
  })

  it('leaves no brace behind, whoever talks to whom, in any tongue', () => {
    let lines = 0
    for (const line of [...texts(cs.smallTalk), ...texts(cs.scenarios), ...texts(cs.modes), ...texts(cs.personas)]) {
      for (const tongue of tongues) for (const address of ['ty', 'vy'] as const) for (const learner of ['masculine', 'feminine'] as const) {
        const said = worded(line, { address, learner, tutor: learner, tongue })
        lines += 1
        assert.doesNotMatch(`${said.text} ${said.translation ?? ''}`.replace(/\{(?:word|Word|name|quote|question|number|echo|meaning|example|first|second|sentence)\}/g, ''), /[{}|]/, line.cs)
      }
    }
    assert.ok(lines > 1000)
  })

  it('asks where it asks: every question ends with a question mark', () => {
    const { topics, answers, feelings, pools } = cs.smallTalk
    const cues = [...[...topics.values()].flatMap((topic) => topic.cues), ...answers, ...feelings]
    const inTopics = [...topics.values()].flatMap(({ leads, ask }) => [...leads, ...ask])
    const inScenes = [...cs.scenarios.values()].flatMap(({ phases }) => phases.flatMap(({ ask }) => ask))
    const questions = [...inTopics, ...inScenes, ...cues.flatMap(({ ask }) => ask), ...pools.easy, ...pools['danger-ask'], ...pools['goodbye-ask']]
    assert.ok(questions.length > 150)
    for (const { cs: text, simpler } of questions) for (const each of [text, simpler?.cs ?? text]) assert.match(each, /\?$/, each)
    for (const { closing } of cs.scenarios.values()) assert.match(closing.at(-1)!.cs, /\?$/)
    for (const { openings } of cs.personas.values()) for (const lines of openings) assert.match(lines.at(-1)!.cs, /\?$/)
  })

  it('has every scene for A1 to B1: easier words for every question, and a question for B1 in each', () => {
    for (const { code, phases, closing, words, culture, meanwhile = [] } of cs.scenarios.values()) {
      const asked = [...phases.flatMap(({ ask }) => ask), ...meanwhile]
      for (const line of asked) assert.ok(line.simpler, line.cs)
      assert.ok(phases.filter(({ ask }) => ask.some(({ from }) => from === 'B1')).length >= 4, code)
      for (const { ask } of phases) assert.ok(ask.some(({ from }) => from === undefined), code)
      assert.ok(closing.length >= 2 && words.length >= 9 && culture.length >= 3, code)
    }
  })

  it('names only phases and objectives that there are', () => {
    for (const { phases, branches = [] } of cs.scenarios.values()) {
      const codes = phases.map(({ code }) => code)
      for (const { go } of [...branches, ...phases.flatMap((phase) => phase.branches)]) if (go !== undefined) assert.ok(codes.includes(go), go)
      for (const { ask, objectives } of phases) for (const { after: objective } of ask) if (objective !== undefined) assert.ok(objectives.some(({ code }) => code === objective), objective)
      assert.ok(phases.length >= 4 && phases.length <= staysMax)
    }
  })

  it('knows words as learners write them', () => {
    const lexicon = lexiconOf(cs.vocabulary)
    for (const [written, word] of [['skoly', 'škola'], ['PIVA', 'pivo'], ['kamaradovi', 'kamarád'], ['Praze', 'Praha'], ['hospodu', 'hospoda']] as const) assert.equal(lexicon.find(written)?.word, word)
    assert.equal(lexicon.find('xyzzy'), null)
    assert.ok(!lexicon.has('skoly'))
  })
})

/** What the dictionary takes common forms for and nobody means: *mam* typed for *mám*, *novy* for *nový*; and abbreviations. */
const nobodyMeans = new Set('mámit mnout třít pře spat du de dol lide libý mela kosí cela cz lehčit matu demo jist dam rez vika kuba nova pit silo chodský diva kosit melu mat novum von km min kosý mala'.split(' '))

/** The commonest lemmas, each with its forms, commonest first. A form that may be several words is the commonest of them. */
async function commonestLemmas(count: number): Promise<(readonly [string, readonly string[]])[]> {
  const dictionary = await czechDictionary()
  const counts = [...readCounts(await readFile(join(folder, 'cs/ear/frequencies.txt'), 'utf8'))]
    .map(([form, times]) => ({ form, times, stems: dictionary.knows(form) ? dictionary.stems(form).filter((stem) => stem === stem.toLowerCase() && !nobodyMeans.has(stem)) : [] }))
  const shares = new Map<string, number>()
  for (const { times, stems } of counts) for (const stem of stems) shares.set(stem, (shares.get(stem) ?? 0) + times / stems.length)
  const lemmas = new Map<string, { times: number; forms: string[] }>()
  for (const { form, times, stems } of counts) {
    const [lemma] = stems.toSorted((a, b) => shares.get(b)! - shares.get(a)!)
    if (lemma === undefined) continue
    const known = lemmas.get(lemma) ?? { times: 0, forms: [] }
    lemmas.set(lemma, { times: known.times + times, forms: [...known.forms, form] })
  }
  return [...lemmas].toSorted(([, a], [, b]) => b.times - a.times).slice(0, count).map(([lemma, { forms }]) => [lemma, forms])
}

describe('the glossary', () => {
  it('translates the 2,000 commonest lemmas into English, Ukrainian and Russian', async () => {
    const known = (word: string) => entryOf(word, cs.glossary) ?? entryOf(`${word} se`, cs.glossary)
    const missing = (await commonestLemmas(2000)).filter(([lemma, forms]) => known(lemma) === null && known(forms[0]!) === null)
    assert.deepEqual(missing.map(([lemma]) => lemma), [])
  })

  it('has every word in its own letters', () => {
    for (const { word, translation: { en, uk, ru }, example } of new Set(cs.glossary.values())) {
      assert.doesNotMatch(en, /\p{Script=Cyrillic}/u, word)
      assert.doesNotMatch(uk, /\p{Script=Latin}|[ыэъё]/u, word)
      assert.doesNotMatch(ru, /\p{Script=Latin}|[іїєґ]/u, word)
      assert.match(example, /^\p{Lu}.*[.!?]$/u, word)
    }
  })
})

describe('a fault in the content', () => {
  let copy: string
  before(async () => {
    copy = await mkdtemp(join(tmpdir(), 'mluv-content-'))
    await cp(folder, copy, { recursive: true })
  })
  after(() => rm(copy, { recursive: true }))

  /** The failure's message when `file` is changed so. */
  async function faults(file: string, change: (text: string) => string): Promise<string> {
    const path = join(copy, 'cs', file)
    const text = await readFile(path, 'utf8')
    await writeFile(path, change(text))
    try {
      return await loadContent(copy).then(() => 'none', (error: unknown) => (error instanceof Failure ? error.message : `not a Failure: ${String(error)}`))
    } finally {
      await writeFile(path, text)
    }
  }

  it('is told with its file and line: a missing translation', async () => {
    const lineOf = (await readFile(join(copy, 'cs/levels.yaml'), 'utf8')).split('\n').findIndex((line) => line.includes('sentence')) + 1
    assert.match(await faults('levels.yaml', (text) => text.replace(/, ru: ".*?" \}/, ' }')), new RegExp(`levels\\.yaml:${lineOf}: 0\\.sentence .*ru`))
  })

  it('is told with its file and line: a name that does not exist', async () => {
    assert.match(await faults('scenarios/pub.yaml', (text) => text.replace('level: A1', 'level: A1\nlevle: A1')), /scenarios\/pub\.yaml:\d+: the file must not have additional properties \(levle\)/)
  })

  it('is told with its file and line: broken YAML, a row without a column', async () => {
    assert.match(await faults('personas.yaml', (text) => `${text}\n  - {`), /personas\.yaml:\d+: /)
    assert.match(await faults('vocabulary/food.yaml', (text) => text.replace('| beer ', '')), /vocabulary\/food\.yaml:3: nouns\.0 /)
  })

  it('is told with its file and line: what the ear reads', async () => {
    assert.match(await faults('ear/word-lists.yaml', (text) => text.replace('few: [dva,', 'fwe: [dva,')), /ear\/word-lists\.yaml:\d+: the file must not have additional properties \(fwe\)/)
    const lineOf = (await readFile(join(copy, 'cs/ear/verbs.yaml'), 'utf8')).split('\n').findIndex((line) => line.includes('mluvit:')) + 1
    assert.match(await faults('ear/verbs.yaml', (text) => text.replace('mluvit: { class: í', 'mluvit: { class: i')), new RegExp(`ear/verbs\\.yaml:${lineOf}: verbs\\.mluvit\\.class `))
    assert.match(await faults('ear/determiners.yaml', (text) => text.replace('ma: ten toho', 'ma: ten')), /ear\/determiners\.yaml:\d+: ten\.ma /)
  })

  it('is told with its file and line: a drill without its wrong word, a rule without a translation, slang without an example', async () => {
    const gap = (await readFile(join(copy, 'cs/drills/choose/gap.yaml'), 'utf8')).split('\n').findIndex((line) => line.includes('{mléka')) + 1
    assert.match(await faults('drills/choose/gap.yaml', (text) => text.replace('{mléka|mléko|mlékem}', 'mléka')), new RegExp(`drills/choose/gap\\.yaml:${gap}: groups\\.0\\.items\\.1 `))
    assert.match(await faults('drills/find/mistake.yaml', (text) => text.replace('{kina|kino}', '{kina}')), /drills\/find\/mistake\.yaml:\d+: groups\.0\.items\.0 /)
    assert.match(await faults('grammar/01-rod.yaml', (text) => text.replace(' | Це той новий стіл.', '')), /grammar\/01-rod\.yaml:\d+: examples\.0 /)
    assert.match(await faults('slang.yaml', (text) => text.replace(/, example: ".*?"/, '')), /slang\.yaml:2: 0 .*example/)
  })

  it('is told with its file and line: a mode without its purpose, with a move too few, in a way that there is not', async () => {
    assert.match(await faults('modes/follow/open.yaml', (text) => text.replace('purpose:', 'purpsoe:')), /modes\/follow\/open\.yaml:\d+: the file must have required properties purpose/)
    assert.match(await faults('modes/role/interview.yaml', (text) => text.replace(/moves:[^]*?\ncues:/, 'moves: []\ncues:')), /modes\/role\/interview\.yaml:\d+: moves must not have fewer than 6 items/)
    const at = (await readFile(join(copy, 'cs/modes/words/vocabulary.yaml'), 'utf8')).split('\n').findIndex((line) => line.startsWith('used:')) + 2
    assert.match(await faults('modes/words/vocabulary.yaml', (text) => text.replace('cs: "Slovo „{word}“ sedí.", ', '')), new RegExp(`modes/words/vocabulary\\.yaml:${at}: used\\.0 .*cs`))
  })

  it('is told when a file is missing, and nothing is told when there is none', async () => {
    await assert.rejects(loadContent(join(copy, 'nowhere')), /personas\.yaml:1: the file is missing/)
    assert.equal(await faults('levels.yaml', (text) => text), 'none')
  })
})
