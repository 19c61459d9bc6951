import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { cutSentences, sentenceLengthMax } from '../../src/domain/sentences.ts'
import { anyCharacter } from '../any-character.ts'

/** All sentences of a text that is finished. */
function sentencesOf(text: string): string[] {
  const { sentences, rest } = cutSentences(text)
  return [...sentences, rest.trim()].filter((sentence) => sentence !== '')
}

/** All sentences of a text that comes in pieces. */
function streamed(pieces: readonly string[]): string[] {
  let pending = ''
  const sentences: string[] = []
  for (const piece of pieces) {
    const cut = cutSentences(pending + piece)
    sentences.push(...cut.sentences)
    pending = cut.rest
  }
  return [...sentences, pending.trim()].filter((sentence) => sentence !== '')
}

const together: readonly string[] = [
  'Přijdu 23. května ve tři.',
  'Sejdeme se 5. 2. 2026 v kavárně.',
  'Bydlím ve 2. patře.',
  'Karel IV. byl král.',
  'Byl tam i V. Havel a další.',
  'Dr. Novák a Ing. Malá bydlí v ul. Dlouhá č. 5.',
  'Mám rád ovoce, např. Jablka ne.',
  'Stojí to 3.50 eura.',
  'Začíná to ve 14.30 hod. a trvá hodinu.',
  'Koupil rohlíky, mléko atd. a šel domů.',
  'Nevím... asi ano.',
  'No… možná.',
  '„Cože?“ zeptal se Honza.',
  'Podívej se na www.mluv.cz nebo jinam.',
  '1. Kup chleba a mléko.',
  'Firma s.r.o. to platí.',
]
const apart: readonly (readonly string[])[] = [
  ['Ahoj!', 'Jak se máš?', 'Já dobře.'],
  ['Cože?!', 'To snad ne!!!', 'Ale ano.'],
  ['Řekl: „Jdu domů.“', 'A šel.'],
  ['(To je pravda.)', 'Opravdu.'],
  ['Je mi 25.', 'Bydlím v Praze.'],
  ['Stalo se to v roce 1989.', '5 lidí to vidělo.'],
  ['Koupil rohlíky atd.', 'Potom šel domů.'],
  ['Čekal jsem…', 'Nikdo nepřišel.'],
  ['Mám psa.', '„Haf!“', 'To je on.'],
  ['Sejdeme se 23. 5.', 'Těším se.'],
  ['Super!', '😀 To mě těší.'],
  ['První řádek', 'druhý řádek', 'Konec.'],
]

describe('text is cut into sentences', () => {
  for (const sentence of together) it(`but not within: ${sentence}`, () => assert.deepEqual(sentencesOf(sentence), [sentence]))
  for (const sentences of apart) {
    const separator = sentences.includes('druhý řádek') ? '\n' : ' '
    it(sentences.join(' | '), () => assert.deepEqual(sentencesOf(sentences.join(separator)), sentences))
    it(`${sentences.join(' | ')}, letter by letter`, () => assert.deepEqual(streamed([...sentences.join(separator)]), sentences))
  }
  it('as soon as each is whole', () => {
    assert.deepEqual(cutSentences('Ahoj'), { sentences: [], rest: 'Ahoj' })
    assert.deepEqual(cutSentences('Ahoj.'), { sentences: [], rest: 'Ahoj.' })
    assert.deepEqual(cutSentences('Ahoj. '), { sentences: [], rest: 'Ahoj. ' })
    assert.deepEqual(cutSentences('Ahoj. J'), { sentences: ['Ahoj.'], rest: 'J' })
    assert.deepEqual(cutSentences('Ahoj.\n'), { sentences: ['Ahoj.'], rest: '' })
  })
  it('at a comma where one would never end', () => {
    const endless = `${'dlouhé slovo '.repeat(15)}a pak, ${'dlouhé slovo '.repeat(30)}`
    const [first, ...others] = sentencesOf(endless)
    assert.match(first!, /a pak,$/)
    assert.ok(others.every((sentence) => sentence.length <= sentenceLengthMax))
  })
  it('even one word, without splitting a picture', () => {
    const pictures = 'x' + '😀'.repeat(400)
    const sentences = sentencesOf(pictures)
    assert.equal(sentences.join(''), pictures)
    for (const sentence of sentences) assert.ok(sentence.length <= sentenceLengthMax && sentence.isWellFormed())
  })
})

describe('whatever the text', () => {
  const word = fc.constantFrom('Ahoj', 'atd', 'např', 'Dr', '23', '5', 'V', 'já', '„Ano', 'ne“', '😀', '3.14', 'a'.repeat(200), '(x)', '…')
  const sign = fc.constantFrom('.', '. ', ' ', '! ', '?! ', ', ', '... ', '.“ ', '\n', '… ', '')
  const text = fc.array(fc.tuple(word, sign), { maxLength: 60 }).map((parts) => parts.flat().join(''))
  const unspaced = (written: string) => written.replace(/\s+/g, '')

  it('nothing of it is lost but white space', () => {
    fc.assert(fc.property(fc.oneof(text, fc.string({ unit: anyCharacter })), (written) => assert.equal(unspaced(sentencesOf(written).join('')), unspaced(written))))
  })
  it('no sentence is longer than one may be', () => {
    fc.assert(fc.property(text, (written) => assert.ok(cutSentences(written).sentences.every((sentence) => sentence.length > 0 && sentence.length <= sentenceLengthMax))))
  })
  it('what was cut is the same however the text comes in', () => {
    const short = text.filter((written) => written.length < sentenceLengthMax)
    fc.assert(fc.property(short, fc.nat(20), (written, size) => {
      const pieces = written.match(new RegExp(`[^]{1,${size + 1}}`, 'g')) ?? []
      assert.deepEqual(streamed(pieces), sentencesOf(written))
    }))
  })
})
