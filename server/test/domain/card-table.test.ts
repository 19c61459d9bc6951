import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { cardKinds } from '../../src/domain/card.ts'
import { tableIn, tableOf } from '../../src/domain/card-table.ts'

const cards = (text: string) => tableIn(text, 100).map(({ at, front, back, example }) => [at, front, back, example])
/** What breaks tables: separators, quotes, line ends, marks of Anki's, blanks. */
const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: fc.constantFrom(',', ';', '\t', '"', '\n', '\r', '#', ' ', ':', 'a', 'ž', '\u{FEFF}') }))

describe('a table of cards', () => {
  it('is read as it was written, whatever stands in it', () => {
    const card = fc.record({ kind: fc.constantFrom(...cardKinds), front: text, back: text, example: fc.option(text), createdAtMs: fc.integer({ min: 0, max: 4e12 }), suspended: fc.boolean() })
    fc.assert(fc.property(fc.array(card, { maxLength: 20 }), (all) => {
      const read = tableIn(tableOf(all), 100).map(({ front, back, example, kind, suspended, createdAtMs }) => ({ kind, front, back, example: example || null, createdAtMs, suspended }))
      assert.deepEqual(read, all.map(({ example, ...rest }) => ({ ...rest, example: example || null })))
    }))
  })

  it('is read to its end, or refused, whatever it is', () => {
    fc.assert(fc.property(text, (any) => {
      try {
        tableIn(any, 1_000)
      } catch (error) {
        assert.equal((error as { code?: string }).code, 'invalid')
      }
    }))
  })

  it('tells its separator by itself, with a head or without, and with a mark at its beginning', () => {
    for (const [table, lines] of [
      ['ahoj,hello\nčau,"bye, bye"\n', [[1, 'ahoj', 'hello', ''], [2, 'čau', 'bye, bye', '']]],
      ['\u{FEFF}front;back;example\r\nahoj;hi, there;Ahoj, Evo!\r\n\r\n"a ""b""";c', [[2, 'ahoj', 'hi, there', 'Ahoj, Evo!'], [4, 'a "b"', 'c', '']]],
      ['Překlad\tSlovo\nhello\tahoj\n', [[2, 'ahoj', 'hello', '']]],
      ['"two\nlines",x\nnext,y', [[1, 'two\nlines', 'x', ''], [3, 'next', 'y', '']]],
      ['jen jedno', [[1, 'jen jedno', '', '']]],
      ['', []],
    ] as const) assert.deepEqual(cards(table), lines, table)
  })

  it('is read as Anki writes its notes', () => {
    const notes = '#separator:tab\n#html:true\n#guid column:1\n#notetype column:2\n#tags column:5\nabc\tBasic\t<b>kočka</b>&nbsp;\tcat<br>pussy\tzvíře\t\n'
    assert.deepEqual(cards(notes), [[6, 'kočka', 'cat\npussy', '']])
  })

  it('is refused where a quote is never closed, and where there are too many', () => {
    assert.throws(() => cards('a,b\nc,"d\ne,f'), { code: 'invalid', message: /line 2/ })
    assert.throws(() => tableIn('a,b\n'.repeat(102), 100), { code: 'too-large' })
  })

  it('knows the table that Mluv gives with everything else', () => {
    const [card] = tableIn('kind,front,back,example,createdAt,dueAt,reviews,lapses,suspendedAt\r\nphrase,Dobrý den,hello,,2026-03-02T09:00:00.000Z,x,0,0,2026-03-02T09:00:00.000Z\r\n', 100)
    assert.deepEqual([card?.kind, card?.front, card?.suspended, card?.createdAtMs], ['phrase', 'Dobrý den', true, Date.UTC(2026, 2, 2, 9)])
  })
})
