import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accountWordsIn } from '../../src/words/account/words.ts'
import { cardWordsIn } from '../../src/words/cards/words.ts'
import { laterWordsIn } from '../../src/words/later/words.ts'
import { plural } from '../../src/words/plural.ts'
import { progressWordsIn } from '../../src/words/progress/words.ts'
import { practiceWordsIn } from '../../src/words/practice/words.ts'
import { reviewWordsIn } from '../../src/words/review/words.ts'
import { roomWordsIn } from '../../src/words/rooms/words.ts'
import { tongueOptions } from '../../src/words/tongue-names.ts'
import { motherTongueGuess, tongueFor, wordsIn } from '../../src/words/tongue.ts'
import { tongues } from '../../src/words/messages.ts'
import type { Messages, Tongue } from '../../src/words/messages.ts'

test('numbers are followed by the right form in every tongue', async () => {
  const starsOf = async (tongue: (typeof tongues)[number]) => [0, 1, 2, 5, 11, 21, 22, 25, 112].map((await wordsIn(tongue)).today.stars)
  assert.deepEqual(await starsOf('en'), ['0 stars', '1 star', '2 stars', '5 stars', '11 stars', '21 stars', '22 stars', '25 stars', '112 stars'])
  assert.deepEqual(await starsOf('cs'), ['0 hvězd', '1 hvězda', '2 hvězdy', '5 hvězd', '11 hvězd', '21 hvězd', '22 hvězd', '25 hvězd', '112 hvězd'])
  assert.deepEqual(await starsOf('uk'), ['0 зірок', '1 зірка', '2 зірки', '5 зірок', '11 зірок', '21 зірка', '22 зірки', '25 зірок', '112 зірок'])
  assert.deepEqual(await starsOf('ru'), ['0 звёзд', '1 звезда', '2 звезды', '5 звёзд', '11 звёзд', '21 звезда', '22 звезды', '25 звёзд', '112 звёзд'])
})

/** What grammars say of whole numbers, worked out without the tables of the runtime. */
const forms = {
  en: { rule: (count: number) => (count === 1 ? 'one' : 'other'), say: plural('en', { one: 'one', other: 'other' }) },
  cs: { rule: (count: number) => (count === 1 ? 'one' : count >= 2 && count <= 4 ? 'few' : 'other'), say: plural('cs', { one: 'one', few: 'few', other: 'other' }) },
  uk: { rule: eastern, say: plural('uk', { one: 'one', few: 'few', many: 'many' }) },
  ru: { rule: eastern, say: plural('ru', { one: 'one', few: 'few', many: 'many' }) },
} as const

function eastern(count: number): string {
  const [last, lastTwo] = [count % 10, count % 100]
  if (last === 1 && lastTwo !== 11) return 'one'
  return last >= 2 && last <= 4 && (lastTwo < 12 || lastTwo > 14) ? 'few' : 'many'
}

test('every number from 0 to 1000 is followed by the form that grammars ask for', () => {
  for (const tongue of tongues) for (let count = 0; count <= 1000; count += 1) assert.equal(forms[tongue].say(count), forms[tongue].rule(count), `${count} in ${tongue}`)
})

test('a message or a form that is missing does not compile', async () => {
  const english = await wordsIn('en')
  const { loading: _, ...lacking } = english
  // @ts-expect-error -- `loading` is missing.
  const words: Messages = lacking
  // @ts-expect-error -- Czech has a third form.
  const say = plural('cs', { one: '# hvězda', other: '# hvězd' })
  assert.deepEqual([words.loading, say(3)], [undefined, '3 hvězd'])
})

test('numbers are written as the tongue writes them', () => {
  const one = '#'
  const said = { en: plural('en', { one, other: one }), cs: plural('cs', { one, few: one, other: one }), uk: plural('uk', { one, few: one, many: one }), ru: plural('ru', { one, few: one, many: one }) }
  for (const tongue of tongues) {
    const number = new Intl.NumberFormat(tongue)
    for (const count of [0, 7, 42, 999, 1000, 1001, 9999, 12_345, 1_234_567]) assert.equal(said[tongue](count), number.format(count), tongue)
  }
  assert.equal(said.en(12_345), '12,345')
})

test('no message is empty, and none is another tongue’s by mistake', async () => {
  const english = flat(await allIn('en'))
  for (const tongue of tongues) {
    const words = flat(await allIn(tongue))
    assert.deepEqual([...words].filter(([, text]) => text.trim() === ''), [], tongue)
    if (tongue === 'en') continue
    const same = [...words].filter(([place, text]) => english.get(place) === text && text.length > 6 && text !== 'Telegram')
    assert.deepEqual(same, [], tongue)
  }
})

const allIn = async (tongue: Tongue): Promise<object> => ({
  first: await wordsIn(tongue), later: await laterWordsIn(tongue), account: await accountWordsIn(tongue), progress: await progressWordsIn(tongue),
  practice: await practiceWordsIn(tongue), cards: await cardWordsIn(tongue), review: await reviewWordsIn(tongue), rooms: await roomWordsIn(tongue),
})

test('the page speaks the tongue its reader is likeliest to read', () => {
  assert.deepEqual(['cs', 'sk-SK', 'uk', 'RU-ru', 'be', 'de', 'vi-VN'].map(tongueFor), ['cs', 'cs', 'uk', 'ru', 'ru', 'en', 'en'])
})

test('the mother tongue is the first language of the browser that is not the one to be learnt', () => {
  assert.equal(motherTongueGuess(['cs-CZ', 'uk-UA', 'en']), 'uk')
  assert.equal(motherTongueGuess(['cs']), 'en')
  assert.equal(motherTongueGuess([]), 'en')
})

test('every tongue is offered by its own name, the chosen one always', () => {
  const options = tongueOptions('nl-BE')
  assert.equal(options.filter(({ value }) => value === 'nl-BE').length, 1)
  for (const { value, lang, label } of tongueOptions('uk')) {
    assert.equal(label.toLowerCase(), new Intl.DisplayNames([value], { type: 'language' }).of(value)?.toLowerCase())
    assert.equal(lang, value)
  }
  assert.equal(tongueOptions('nl')[0]?.label, 'Nederlands')
  assert.equal(tongueOptions('x_y')[0]?.label, 'x_y')
  assert.equal(tongueOptions('uk').filter(({ value }) => value === 'uk').length, 1)
})

function flat(words: object, place = ''): Map<string, string> {
  return new Map(Object.entries(words).flatMap(([name, value]: [string, unknown]): [string, string][] => {
    if (typeof value === 'string') return name === 'tongue' ? [] : [[`${place}${name}`, value]]
    if (typeof value === 'object' && value !== null) return [...flat(value, `${place}${name}.`)]
    return []
  }))
}
