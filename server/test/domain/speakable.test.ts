import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { originOf, speakable } from '../../src/domain/speakable.ts'
import { anyCharacter } from '../any-character.ts'

const said = (text: string): string => speakable(text).text.replace(/\s+/g, ' ').trim()

const readings: Readonly<Record<string, string>> = {
  'Mám 0 psů.': 'Mám nula psů.',
  '1 kniha a 2 piva': 'jedna kniha a dvě piva',
  '21 studentů': 'dvacet jeden studentů',
  '115 km': 'sto patnáct kilometrů',
  '1 234 567 lidí': 'milion dvě stě třicet čtyři tisíc pět set šedesát sedm lidí',
  '2000000': 'dva miliony',
  '2,5 l': 'dvě celé pět litru',
  '0,05': 'nula celá nula pět',
  '7,25 procenta': 'sedm celých dvacet pět procenta',
  '1 %': 'jedno procento',
  '50 %': 'padesát procent',
  '3 Kč': 'tři koruny',
  '1 250 Kč': 'tisíc dvě stě padesát korun',
  '−5 °C': 'minus pět stupňů Celsia',
  '5–10 minut': 'pět až deset minut',
  've 14:30': 've čtrnáct třicet',
  'v 8:00': 'v osm hodin',
  'v 9:05': 'v devět nula pět',
  'v 9.15 h': 'v devět patnáct',
  '23. 5. 2026': 'dvacátého třetího května dva tisíce dvacet šest',
  '1. ledna': 'prvního ledna',
  '17. listopadu 1989': 'sedmnáctého listopadu devatenáct set osmdesát devět',
  'v roce 1993': 'v roce devatenáct set devadesát tři',
  'za 1993 Kč': 'za tisíc devět set devadesát tři korun',
  've druhém, tj. 2. patro': 've druhém, to jest druhé patro',
  'ovoce, např. jablka atd.': 'ovoce, například jablka a tak dále.',
  'p. Novák, ul. Dlouhá č. 5': 'pan Novák, ulice Dlouhá číslo pět',
  'tel. 777 123 456': 'telefon sedm set sedmdesát sedm, sto dvacet tři, čtyři sta padesát šest',
  'kód 007': 'kód nula nula sedm',
  'úroveň B2': 'úroveň B2',
  '**Ahoj** _světe_ `kód`': 'Ahoj světe kód',
  '[odkaz](https://mluv.cz)': 'odkaz',
  'viz https://mluv.cz/a?b=1': 'viz odkaz',
  'Super 😀👍🏽👨‍👩‍👧 🇨🇿': 'Super',
  'Počkej…': 'Počkej.',
  'Praha – Brno': 'Praha , Brno',
  '- mléko\n- chléb': 'mléko chléb',
  'Ano & ne': 'Ano a ne',
  '32. 13. 2026': 'třicet dva. třináct. dva tisíce dvacet šest',
  '999999999999': Array(12).fill('devět').join(' '),
}

describe('written Czech is read aloud', () => {
  for (const [text, spoken] of Object.entries(readings)) it(`${text.replaceAll('\n', '⏎')} → ${spoken}`, () => assert.equal(said(text), spoken))
})

describe('a spoken word finds its place in the text', () => {
  const text = 'Dne 23. 5. jdu 😀 na č. 5, ahoj.'
  const spoken = speakable(text)
  const placeOf = (word: string) => {
    const at = spoken.text.indexOf(word)
    const origin = originOf(spoken, at, at + word.length)
    return origin && text.slice(origin.start, origin.end)
  }
  for (const [word, place] of Object.entries({ Dne: 'Dne', dvacátého: '23. 5.', května: '23. 5.', jdu: 'jdu', ' na ': ' na ', číslo: 'č.', pět: '5', ahoj: 'ahoj', aho: 'aho' })) {
    it(`${word} → ${place}`, () => assert.equal(placeOf(word), place))
  }
  it('and what is outside stands for nothing', () => assert.equal(originOf(spoken, 500, 510), null))
})

describe('whatever the text', () => {
  const any = fc.oneof(fc.string({ unit: anyCharacter }), fc.stringMatching(/^[\d., :%Kč°CkmhlP\-–\n*[\]()😀.]{0,60}$/u))

  it('its pieces are the whole of it, in order', () => {
    fc.assert(fc.property(any, (text) => {
      const { pieces, text: spoken } = speakable(text)
      assert.equal(pieces.map(({ spoken }) => spoken).join(''), spoken)
      assert.equal(pieces.map(({ start, end }) => text.slice(start, end)).join(''), text)
    }))
  })
  it('no digits, marks or broken letters are left to the voice', () => {
    fc.assert(fc.property(any, (text) => assert.doesNotMatch(speakable(text).text.replace(/\p{L}[\p{L}\p{M}\d]*/gu, ''), /[0-9*_`#]|\p{Cs}|\p{Cc}/u)))
  })
  it('every place is within it', () => {
    fc.assert(fc.property(any, fc.nat(80), fc.nat(20), (text, start, length) => {
      const origin = originOf(speakable(text), start, start + length)
      assert.ok(origin === null || (origin.start >= 0 && origin.start < origin.end && origin.end <= text.length))
    }))
  })
})
