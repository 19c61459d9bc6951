import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { begunPart, heardPart, type Sentence } from '../../src/domain/conversation.ts'
import { codeOf } from '../../src/domain/failure.ts'
import { isId, uuidv7, type SoundId } from '../../src/domain/identity.ts'
import { atLeast, levels, tongueFor } from '../../src/domain/language.ts'
import { genderHeard } from '../../src/domain/learner.ts'
import { textLengthMax, utterance } from '../../src/domain/utterance.ts'

/** A sentence whose words sound for 100 ms each. */
function sounding(text: string): Sentence {
  const words = [...text.matchAll(/\p{L}+/gu)].map((word, at) => ({ start: word.index, end: word.index + word[0].length, startMs: at * 100, endMs: at * 100 + 90 }))
  return { text, translation: null, sound: { soundId: 's' as SoundId, durationMs: words.length * 100, words } }
}
const read = (text: string): Sentence => ({ text, translation: null, sound: null })

describe('what was heard of a reply', () => {
  const reply = [sounding('Dobrý den.'), sounding('Co si dáte?')]
  for (const [heardMs, heard] of [[null, 'Dobrý den. Co si dáte?'], [0, ''], [1, 'Dobrý…'], [100, 'Dobrý…'], [101, 'Dobrý den…'], [200, 'Dobrý den.'], [350, 'Dobrý den. Co si…'], [500, 'Dobrý den. Co si dáte?'], [9999, 'Dobrý den. Co si dáte?']] as const)
    it(`after ${heardMs ?? 'all its'} ms is „${heard}“`, () => assert.equal(heardPart(reply, heardMs), heard))

  it('holds a sentence without a sound, which was read, up to where the voice broke off', () => {
    assert.equal(heardPart([read('Ahoj.'), sounding('Jak se máš?'), read('Dobře?')], 100), 'Ahoj. Jak…')
    assert.equal(heardPart([read('Ahoj.'), read('Jak se máš?')], 0), 'Ahoj. Jak se máš?')
  })

  it('grows with time, and is the beginning of the reply', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom('Dobrý den.', 'Co si dáte?', 'Pivo, nebo víno?').map(sounding), { maxLength: 5 }), fc.nat(2000), fc.nat(500), (sentences, heardMs, moreMs) => {
      const [less, more] = [heardPart(sentences, heardMs), heardPart(sentences, heardMs + moreMs)]
      assert.ok(more.startsWith(less.replace(/…$/, '')))
      assert.ok(heardPart(sentences, null).startsWith(less.replace(/…$/, '')))
    }))
  })
})

describe('an utterance', () => {
  for (const text of ['Ahoj', '😀', '  ab  ', 'مرحبا', 'a'.repeat(textLengthMax), 'e\u0301\u0301\u0301']) it(`may be ${JSON.stringify(text.slice(0, 12))}, and stays as it is`, () => assert.equal(utterance(text), text))

  for (const [what, text] of Object.entries({ 'a number': 12345, 'a boolean': true, 'a list': ['ahoj'], nothing: undefined, 'an empty text': '', 'one letter': 'a', 'one letter and space': ' a \n', 'blank': '   ', 'NUL': 'a\0b', 'half a character': 'ab\ud83d', 'too long': 'a'.repeat(textLengthMax + 1) }))
    it(`may not be ${what}, and the refusal names the field and does not quote it`, () =>
      assert.throws(() => utterance(text), (error) => codeOf(error) === 'invalid' && (error as { fields: { field: string }[] }).fields[0]?.field === '/text' && !/ab|aaa/.test((error as Error).message)))

  it('is whatever it says or a refusal, and nothing else', () => {
    fc.assert(fc.property(fc.anything(), (text) => {
      try {
        assert.equal(utterance(text), text)
      } catch (error) {
        assert.equal(codeOf(error), 'invalid')
      }
    }))
  })
})

describe('grammatical gender', () => {
  for (const [text, gender] of [
    ['Byl jsem doma.', 'masculine'], ['Byla jsem doma.', 'feminine'], ['Včera jsem pracovala.', 'feminine'], ['Já jsem měl hlad.', 'masculine'], ['Viděla sem tě.', 'feminine'],
    ['Jsem doma.', null], ['Petr byl doma.', null], ['Byla to moje škola.', null], ['', null],
    ['Mobil jsem ztratila.', null], ['Hotel jsem už našla.', null], ['Email jsem poslal.', 'masculine'],
  ] as const)
    it(`in „${text}“ is ${gender ?? 'not told'}`, () => assert.equal(genderHeard(text), gender))
})

describe('a name', () => {
  const random = fc.uint8Array({ minLength: 10, maxLength: 10 })
  it('is a UUIDv7 of its millisecond', () => {
    assert.equal(uuidv7(0x019c_1234_5678, new Uint8Array(10)), '019c1234-5678-7000-8000-000000000000')
    fc.assert(fc.property(fc.nat(2 ** 31 - 1).map((at) => at * 1000), random, (atMs, bytes) => {
      const id = uuidv7(atMs, bytes)
      assert.ok(isId(id))
      assert.equal(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16), atMs)
    }))
  })

  it('sorts by the moment it was made, and tells two of one moment apart', () => {
    fc.assert(fc.property(fc.nat(2 ** 40), fc.integer({ min: 1, max: 2 ** 30 }), random, random, (atMs, laterMs, one, other) => {
      assert.ok(uuidv7(atMs, one) < uuidv7(atMs + laterMs, other))
    }))
    assert.notEqual(uuidv7(1, new Uint8Array(10).fill(1)), uuidv7(1, new Uint8Array(10).fill(2)))
  })

  it('is told from what is none', () => assert.deepEqual(['019c1234-5678-7000-8000-000000000000', '019C1234-5678-7000-8000-000000000000', '019c1234', "'; drop table turns", ''].map(isId), [true, false, false, false, false]))
})

describe('a tongue', () => {
  it('is the nearest of ours to any mother tongue', () => assert.deepEqual(['cs', 'sk-SK', 'uk', 'RU-ru', 'be', 'de', 'zh-Hant', ''].map(tongueFor), ['cs', 'cs', 'uk', 'ru', 'ru', 'en', 'en', 'en']))
  it('and levels have an order', () => assert.deepEqual(levels.map((level) => atLeast(level, 'B1')), [false, false, true, true, true, true]))
})

describe('what had begun to sound of a sentence', () => {
  const text = 'Dnes půjdeme do města.'
  it('is the words that had begun, where the voice tells when', () => {
    const words = [{ start: 0, end: 4, startMs: 0, endMs: 300 }, { start: 5, end: 12, startMs: 300, endMs: 800 }]
    assert.deepEqual([0, 1, 299, 301, 5000].map((ms) => begunPart(text, words, ms)), ['', 'Dnes…', 'Dnes…', 'Dnes půjdeme…', 'Dnes půjdeme…'])
  })
  it('is guessed by the pace of speech, in whole words, where it does not', () => {
    assert.deepEqual([-5, 0, 300, 450, 1000].map((ms) => begunPart(text, [], ms)), ['', '', '', 'Dnes…', 'Dnes půjdeme…'])
  })
})
