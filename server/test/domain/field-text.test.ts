import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { htmlOf, textOf } from '../../src/domain/field-text.ts'

describe('a field of Anki’s', () => {
  it('is read as what it shows', () => {
    for (const [html, text] of [
      ['<b>ko&ccaron;ka</b>', 'ko&ccaron;ka'],
      ['<div>jeden</div><div>dva<br></div>', 'jeden\ndva'],
      ['a&nbsp;&amp;&lt;b&gt; &#269;&#x10D;&#0;&#xD800;', 'a &<b> čč&#0;&#xD800;'],
      ['<style>.a { color: red }</style>x<!-- hidden -->y<script>alert(1)', 'xy'],
      ['3 < 4 a 5 > 4', '3 < 4 a 5 > 4'],
    ] as const) assert.equal(textOf(html).text, text, html)
  })

  it('counts what text cannot show', () => {
    assert.deepEqual(textOf('<img src="a.jpg">[sound:b.mp3] pes'), { text: 'pes', media: 2 })
  })

  it('says what was written into it, line by line', () => {
    const line = fc.string({ unit: 'grapheme' }).map((each) => each.replaceAll(/[\r\n\u{A0}]/gu, '').trim()).filter((each) => each !== '')
    fc.assert(fc.property(fc.array(line, { maxLength: 4 }), (lines) => assert.deepEqual(textOf(htmlOf(lines.join('\n'))), { text: lines.join('\n').replaceAll(/\[sound:[^\][]*\]/g, ''), media: 0 })))
  })

  it('is read in a moment, however it is made', () => {
    for (const piece of ['<style>', '<!--', '<img ', '[sound:', '&#', '<br', '</script', '<a<'])
      assert.ok(textOf(piece.repeat(200_000)).text.length >= 0)
  })
})
