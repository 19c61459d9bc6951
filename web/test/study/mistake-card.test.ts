import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Mistake } from '@mluv/protocol/turn.ts'
import { mistakeCard } from '../../src/study/mistake-card.ts'

function mistakesIn(transcript: string, ...changes: readonly (readonly [string, string])[]): readonly Mistake[] {
  return changes.map(([original, corrected], at) => {
    const start = transcript.indexOf(original === '' ? ' že' : original)
    return { id: `m${at}`, start, end: start + original.length, original, corrected, kind: 'case', counted: true, explanation: '' }
  })
}
const cardsOf = (transcript: string, ...changes: readonly (readonly [string, string])[]) => {
  const mistakes = mistakesIn(transcript, ...changes)
  return mistakes.map((mistake) => mistakeCard(transcript, mistakes, mistake)).map(({ front, back }) => [front, back])
}

test('the front is the sentence with the one place marked, the back the sentence as it is right', () => {
  assert.deepEqual(cardsOf('Ahoj! Já jdu do škola. A ty?', ['škola', 'školy']), [['Já jdu do [škola].', 'Já jdu do školy.']])
})

test('other mistakes of the sentence are corrected on both sides', () => {
  assert.deepEqual(cardsOf('Jsem v Praha s kamarád.', ['Praha', 'Praze'], ['kamarád', 'kamarádem']), [
    ['Jsem v [Praha] s kamarádem.', 'Jsem v Praze s kamarádem.'], ['Jsem v Praze s [kamarád].', 'Jsem v Praze s kamarádem.'],
  ])
})

test('what is missing leaves a gap', () => {
  assert.deepEqual(cardsOf('Vím že máš hlad', ['', ',']), [['Vím[ ] že máš hlad', 'Vím, že máš hlad']])
})

test('a sentence too long for a card leaves the place alone, and the back is never empty', () => {
  const long = `${'slovo '.repeat(40)}škola`
  assert.deepEqual(cardsOf(long, ['škola', 'školy']), [['[škola]', 'školy']])
  assert.deepEqual(cardsOf('no', ['no', '']), [['[no]', '–']])
})

test('the card knows its mistake', () => {
  const [mistake] = mistakesIn('do škola', ['škola', 'školy'])
  const card = mistakeCard('do škola', [mistake!], mistake!)
  assert.deepEqual([card.kind, card.mistakeId], ['mistake', 'm0'])
})
