import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { czechEar } from '../../src/adapters/czech/ear.ts'
import { loadContent } from '../../src/adapters/content.ts'
import { realClock } from '../../src/adapters/real-clock.ts'
import { exerciseOf, exercisesOf, roundLength, roundOf, slangOf, type Drill, type Exercise } from '../../src/domain/drill.ts'
import type { Translated } from '../../src/domain/language.ts'
import { plain } from '../../src/domain/wording.ts'
import type { Listening } from '../../src/ports/ear.ts'
import type { LanguageContent } from '../../src/ports/content.ts'

const folder = fileURLToPath(new URL('../../content', import.meta.url))
const why = { cs: 'proto', en: 'because', uk: 'бо', ru: 'потому' }
/** Of what is planted wrong, so much is heard; the rest needs to know what was meant, as in *Nesmíš být svého psa*. */
const heardShareMin = 0.5

let cs: LanguageContent
before(async () => { cs = (await loadContent(folder)).in('cs') })

const wholes = (): Exercise[] => [
  ...[...cs.drills.values()].flatMap(({ kind, items }) => items.map(({ texts }) => exerciseOf(kind, texts, why, 's'))),
  ...[...cs.grammar.values()].flatMap(exercisesOf),
]

/** Every line that is written in Czech, with its choices open. */
function* linesIn(value: unknown): Generator<string> {
  if (value === null || typeof value !== 'object') return
  if ('cs' in value && 'en' in value) yield (value as Translated).cs
  for (const each of Object.values(value)) yield* linesIn(each)
}

/** The sentence as it is answered. */
function written({ kind, pieces, options, sentence }: Exercise, answer: readonly number[]): string {
  switch (kind) {
    case 'choose': return pieces.join(options[answer[0]!])
    case 'find': return pieces.join(' ')
    case 'order': return answer.map((at) => pieces[at]).join(' ')
    case 'commas': return sentence && pieces.map((piece, at) => piece + (answer.includes(at) ? ',' : '')).join(' ')
  }
}

describe('an exercise', () => {
  it('leaves a gap, and the right option gives the sentence', () => {
    const exercise = exerciseOf('choose', ['M{y|i}slím.'], why, 'a')
    assert.deepEqual(exercise.pieces, ['M', 'slím.'])
    assert.deepEqual(exercise.options.toSorted(), ['i', 'y'])
    assert.equal(written(exercise, exercise.right[0]!), 'Myslím.')
  })

  it('shows what is wrong, and says which word it is', () => {
    assert.deepEqual(exerciseOf('find', ['Jdu do {školy|škola}.'], why, 'a'), {
      kind: 'find', sentence: 'Jdu do školy.', pieces: ['Jdu', 'do', 'škola.'], options: [], right: [[2]], why,
    })
  })

  it('takes the words apart, in no right order, and knows every right one', () => {
    for (const seed of ['a', 'b', 'c', 'd', 'e', 'f']) {
      const exercise = exerciseOf('order', ['Ráno jsme pili.', 'Pili jsme ráno.'], why, seed)
      assert.deepEqual(exercise.right.map((answer) => written(exercise, answer)), ['ráno jsme pili', 'pili jsme ráno'])
      assert.ok(!['ráno jsme pili', 'pili jsme ráno'].includes(exercise.pieces.join(' ')))
    }
  })

  it('takes the commas away, and knows where they were', () => {
    const { pieces, right } = exerciseOf('commas', ['Vím, že jdeš, ale nevím kam.'], why, 'a')
    assert.deepEqual([pieces.join(' '), right], ['Vím že jdeš ale nevím kam.', [[0, 2]]])
    assert.deepEqual(exerciseOf('commas', ['Dám si čaj nebo kávu.'], why, 'a').right, [[]])
  })
})

describe('a round', () => {
  const drill = (of: readonly ('A1' | 'B2')[]): Drill => ({ code: 'x', kind: 'commas', title: why, task: why, items: of.map((level, at) => ({ level, texts: [`Věta ${at}.`], why })) })
  it('is the same for the same seed, and another for another', () => {
    const spelling = cs.drills.get('spelling')!
    const sentences = (seed: string) => roundOf(spelling, 'A2', seed).map(({ sentence }) => sentence)
    assert.deepEqual(sentences('one'), sentences('one'))
    assert.notDeepEqual(sentences('one'), sentences('two'))
    assert.equal(new Set(sentences('one')).size, roundLength)
  })

  it('is no harder than a level above the learner, unless there is too little', () => {
    const many = drill([...Array<'A1'>(roundLength).fill('A1'), 'B2'])
    for (const seed of ['a', 'b', 'c', 'd']) assert.ok(roundOf(many, 'A1', seed).every(({ sentence }) => sentence !== `Věta ${roundLength}.`))
    assert.equal(roundOf(drill(['A1', 'B2']), 'A1', 'a').length, 2)
  })

  it('has slang for every day, none again before all were', () => {
    const days = Array.from({ length: cs.slang.length }, (_, at) => new Date(Date.UTC(2026, 0, 1 + at)).toISOString().slice(0, 10))
    assert.equal(new Set(days.map((day) => slangOf('me', day, cs.slang)?.phrase)).size, cs.slang.length)
    assert.equal(slangOf('me', '2026-01-01', []), null)
  })
})

describe('what authors wrote to practise', () => {
  const ear = czechEar({ contentFolder: `${folder}/cs`, clock: realClock() })
  after(ear.close)
  const heard = async (text: string) => {
    const listening: Listening = { text, language: 'cs', level: 'B2', motherTongue: 'cs', gender: null, corrections: 'detailed', spoken: false }
    const { findings, questions } = await ear.check(listening, { signal: new AbortController().signal })
    return [...findings, ...questions]
  }

  it('is five drills, each enough for a round at any level, twelve rules from A1 to B2 and thirty phrases', () => {
    assert.deepEqual([...cs.drills.keys()].toSorted(), ['commas', 'gap', 'mistake', 'order', 'spelling'])
    for (const drill of cs.drills.values()) assert.equal(roundOf(drill, 'A1', 's').length, roundLength)
    assert.equal(cs.grammar.size, 12)
    assert.deepEqual([...new Set([...cs.grammar.values()].map(({ level }) => level))], ['A1', 'A2', 'B1', 'B2'])
    assert.equal(new Set(cs.slang.map(({ phrase }) => phrase)).size, 30)
  })

  it('is right as it is right, by the ear', async () => {
    const alarms: string[] = []
    const sentences = [
      ...[...cs.drills.values()].flatMap(({ kind, items }) => items.flatMap(({ texts }) => (kind === 'order' ? texts : [exerciseOf(kind, texts, why, 's').sentence]))),
      ...wholes().filter(({ kind }) => kind === 'choose').map(({ sentence }) => sentence),
      ...[...cs.grammar.values()].flatMap(({ examples }) => examples.map(({ cs: sentence }) => sentence)),
      ...cs.slang.map(({ example }) => example),
      ...cs.slang.map(({ cs: inPlainWords }) => inPlainWords),
    ]
    for (const sentence of new Set(sentences)) for (const { original, corrected, kind } of await heard(sentence)) if (kind !== 'register') alarms.push(`${sentence}: ${original} → ${corrected}`)
    assert.deepEqual(alarms, [])
  })

  it('is right in scenes and modes, by the ear, whoever says it to whom', async () => {
    const slots = { word: 'kniha', Word: 'Kniha', first: 'Mám psa', second: 'Mám kočku', sentence: 'Mám psa.', example: 'Mám psa.' }
    const alarms: string[] = []
    const lines = [...new Set(linesIn([...cs.scenarios.values(), ...cs.modes.values()]))]
    assert.ok(lines.length > 800)
    for (const line of lines) for (const address of line.includes('|') ? (['ty', 'vy'] as const) : (['ty'] as const)) {
      const said = plain(line, { address, learner: 'masculine', tutor: 'masculine', tongue: 'cs' }).replace(/\{(\w+)\}/g, (_, name: keyof typeof slots) => slots[name])
      for (const { original, corrected, kind, counted } of await heard(said)) if (counted && kind !== 'register') alarms.push(`${said}: ${original} → ${corrected}`)
    }
    assert.deepEqual(alarms, [])
  })

  it('is wrong where it is planted wrong: no two ways to answer give the same, and most of it is heard', async () => {
    let planted = 0
    let noticed = 0
    for (const exercise of wholes()) {
      const { kind, sentence, options, pieces, right } = exercise
      if (kind === 'order') assert.equal(new Set(pieces).size, pieces.length, sentence)
      for (const answer of right) assert.ok(answer.every((at) => at >= 0 && at < (kind === 'choose' ? options : pieces).length), sentence)
      const wrong = kind === 'choose' ? options.map((_, at) => [at]).filter(([at]) => at !== right[0]![0]) : kind === 'find' ? right : []
      for (const text of wrong.map((answer) => written(exercise, answer))) {
        assert.notEqual(text, sentence)
        planted += 1
        if ((await heard(text)).length > 0) noticed += 1
      }
    }
    assert.ok(planted > 150)
    assert.ok(noticed / planted > heardShareMin, `${noticed} of ${planted} are heard`)
  })

  it('is in the letters of each tongue', () => {
    const texts = [...cs.drills.values()].flatMap(({ title, task, items }) => [title, task, ...items.map((item) => item.why)])
    for (const { en, cs: czech } of [...texts, ...[...cs.grammar.values()].flatMap(({ title, rule, examples }) => [title, rule, ...examples]), ...cs.slang]) assert.doesNotMatch(en + czech, /\p{Script=Cyrillic}/u)
    for (const { uk, ru } of cs.slang) {
      assert.doesNotMatch(uk, /\p{Script=Latin}|[ыэъё]/u)
      assert.doesNotMatch(ru, /\p{Script=Latin}|[іїєґ]/u)
    }
  })
})
