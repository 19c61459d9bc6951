import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { judge, recasts, recastsWrongly, repeatedIn, type Measure, type SaidSentence } from './talk/judges.ts'
import { loadTalks, type LearnerLine } from './talk/learners.ts'
import { placesOf, wordsIn } from './talk/words.ts'

const line = (say: string, more: Partial<LearnerLine> = {}): LearnerLine => ({ say, kind: 'plain', correct: [], content: [], mood: 'bad', ...more })
const wrong = line('Bydlím v malý byt.', { correct: ['Bydlím v malém bytě.'], content: ['byt'] })
const saying = (...texts: readonly string[]): SaidSentence[] => texts.map((text) => ({ text, translation: 'a translation', slow: false }))
const verdict = (measure: Measure, said: LearnerLine, reply: readonly SaidSentence[], told: readonly string[] = []) => judge({ line: said, reply, corrected: said.correct[0] ?? null }, told)[measure]

describe('the judges of a talk', () => {
  test('a planted repetition is noticed, in the talk and in the reply', () => {
    assert.equal(verdict('repeats', wrong, saying('Aha!', 'A líbí se ti tam?'), ['Odkud jsi?', 'A líbí se ti tam?']), true)
    assert.equal(verdict('repeats', wrong, saying('Aha!', 'Aha!', 'A proč?')), true)
    assert.equal(verdict('repeats', wrong, saying('Aha!', 'A proč?'), ['Odkud jsi?']), false)
  })

  test('two sentences in one text are two', () => {
    assert.equal(verdict('repeats', wrong, saying('To je fajn. A líbí se ti tam?'), ['A líbí se ti tam?']), true)
  })

  test('only somebody who is lost may hear a question again, and only a question', () => {
    const told = ['Žádný spěch.', 'Odkud jsi?']
    assert.deepEqual(repeatedIn(['Odkud jsi?'], told, true), [])
    assert.deepEqual(repeatedIn(['Žádný spěch.', 'Odkud jsi?'], told, true), ['Žádný spěch.'])
    assert.deepEqual(repeatedIn(['Odkud jsi?'], told, false), ['Odkud jsi?'])
  })

  test('an old question in a new frame is noticed', () => {
    assert.equal(verdict('asksAgain', wrong, saying('Ještě mě zajímá tohle: Odkud vlastně jsi?'), ['Odkud vlastně jsi?']), true)
    assert.equal(verdict('asksAgain', wrong, saying('A kde to je?'), ['Odkud vlastně jsi?']), false)
  })

  test('a missing question is noticed', () => {
    assert.equal(verdict('asks', wrong, saying('A líbí se ti tam?', 'To je fajn.')), false)
    assert.equal(verdict('asks', wrong, []), false)
    assert.equal(verdict('asks', wrong, saying('To je fajn.', 'Řekl bych: „Líbí se ti tam?“')), true)
  })

  test('a right recast is one, said to them, quoted, or in passing', () => {
    for (const sentence of ['Aha, bydlíš v malém bytě.', 'Říká se: „Bydlím v malém bytě.“', 'A jak se ti bydlí v malém bytě?', 'Rozumím, bydlíte v malém bytě.']) assert.equal(recasts(wrong, sentence), true, sentence)
  })

  test('a wrong recast is noticed: their mistake said again, half of it left, another one made', () => {
    for (const sentence of ['Říkáš: Bydlíš v malý byt.', 'Aha, bydlíš v malém byt.', 'Říká se: „Bydlím v malém bytu doma bytě.“', '„Bydlím v malá bytě.“ – tak se to řekne.']) {
      assert.equal(recastsWrongly(wrong, sentence), true, sentence)
      assert.equal(recasts(wrong, sentence), false, sentence)
    }
  })

  test('a recast in a wrong order is noticed', () => {
    const dream = line('Včera zdál se mi sen o velrybě.', { correct: ['Včera se mi zdál sen o velrybě.'] })
    assert.equal(recastsWrongly(dream, 'Tak vida, včera se zdál ti sen o velrybě.'), true)
    assert.equal(recasts(dream, 'Tak vida, včera se ti zdál sen o velrybě.'), true)
  })

  test('what has little to do with the line is no recast of it', () => {
    for (const sentence of ['Byt v Praze je drahý.', 'A co říkají sousedé?']) {
      assert.equal(recasts(wrong, sentence), false, sentence)
      assert.equal(recastsWrongly(wrong, sentence), false, sentence)
    }
  })

  test('a line that lacks only diacritics asks for no recast', () => {
    assert.equal(verdict('recast', line('Mam hlad.', { correct: ['Mám hlad.'] }), saying('A na co?')), null)
  })

  test('to name a word is not to say that it is unknown, nor to use another that begins alike', () => {
    assert.equal(verdict('named', wrong, saying('Byt je půlka života.', 'Kde to je?')), true)
    assert.equal(verdict('named', wrong, saying('Slovo „byt“ neznám.', 'Kde to je?')), false)
    assert.equal(verdict('named', line('Nejím maso.', { content: ['mas'] }), saying('Máš hlad?')), false)
  })

  test('an admission is asked of gibberish, and held against the tutor where the Czech was plain', () => {
    assert.equal(verdict('admitted', line('qwrt zxp', { kind: 'gibberish' }), saying('Tomu nerozumím.', 'Co děláš?')), true)
    assert.equal(verdict('admitted', line('qwrt zxp', { kind: 'gibberish' }), saying('To je zajímavé.', 'Co děláš?')), false)
    assert.equal(verdict('admittedFalsely', line('Mám hlad.'), saying('Slovo „hlad“ neznám.', 'Co děláš?')), true)
    assert.equal(verdict('admittedFalsely', line('Mám hlad.'), saying('Dobrou chuť!', 'Co děláš?')), false)
  })

  test('who is lost needs it slower, translated, and asked', () => {
    const lost = line('Nerozumím.', { kind: 'lost' })
    const slow = { text: 'Odkud jsi?', translation: 'Where are you from?', slow: true }
    assert.equal(verdict('lostHelped', lost, [...saying('Nevadí.'), slow]), true)
    assert.equal(verdict('lostHelped', lost, [...saying('Nevadí.'), { ...slow, slow: false }]), false)
    assert.equal(verdict('lostHelped', lost, [...saying('Nevadí.'), { ...slow, translation: null }]), false)
    assert.equal(verdict('lostHelped', lost, [slow, ...saying('Nevadí.')]), false)
  })

  test('their own sad word said back is no sympathy, and good cheer at bad news is noticed', () => {
    const sad = line('Je mi smutno.', { kind: 'emotional' })
    assert.equal(verdict('feels', sad, saying('Říkáš: Je ti smutno.', 'Proč?')), false)
    assert.equal(verdict('feels', sad, saying('To mě mrzí.', 'Proč?')), true)
    assert.equal(verdict('tactless', sad, saying('Skvělé, gratuluju!', 'Proč?')), true)
    assert.equal(verdict('feels', { ...sad, say: 'Mám syna!', mood: 'good' }, saying('Gratuluju!', 'Proč?')), true)
  })

  test('words are found in order, as they are said back', () => {
    assert.deepEqual(placesOf(wordsIn('bydlím v Praze'), wordsIn('aha, bydlíš v Praze')), [1, 2, 3])
    assert.deepEqual(placesOf(wordsIn('a b c'), wordsIn('b a c')).filter((place) => place >= 0).length, 2)
  })

  test('there are sixty talks of ten lines, twelve of them role plays, and every line is text with stems of text', () => {
    const talks = loadTalks('learners')
    assert.equal(talks.length, 60)
    assert.equal(talks.filter(({ scenario }) => scenario !== null).length, 12)
    const isText = (given: unknown) => typeof given === 'string' && given.trim() !== ''
    for (const { id, lines } of [...talks, ...loadTalks('learners-fresh')]) {
      assert.deepEqual([lines.length, lines.every(({ say, correct, content }) => [say, ...correct, ...content].every(isText))], [10, true], id)
    }
  })
})
