import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseHtml } from './html.ts'

/** Bytes before: č and ž are two each. */
const wrong: readonly (readonly [string, string])[] = [
  ['čaj <b', 'Unclosed start tag at byte offset 5'],
  ['čaj <p>', 'Unsupported start tag "p" at byte offset 5'],
  ['2 < 3', 'Unsupported start tag "" at byte offset 2'],
  ['řeka<br>', 'Unsupported start tag "br" at byte offset 5'],
  ['<b =x>a</b>', 'Empty attribute name in the tag "b" at byte offset 0'],
  ['<a href= ', 'Unclosed start tag "a" at byte offset 0'],
  ['<a href=x/y>a</a>', 'Unexpected end of name token at byte offset 8'],
  ['<a href="x>a</a>', 'Unclosed start tag at byte offset 0'],
  ['<span>a</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'],
  ['že</b>', 'Unexpected end tag at byte offset 3'],
  ['<b>že</b', 'Unclosed end tag at byte offset 6'],
  ['<b>a<i>b</b></i>', 'Unmatched end tag at byte offset 8, expected "</i>", found "</b>"'],
  ['<b><i>a</i>', 'Can\'t find end tag corresponding to start tag "b"'],
]

describe('HTML as Telegram reads it', () => {
  for (const [html, why] of wrong) it(`is refused: ${html}`, () => assert.throws(() => parseHtml(html), { message: `Bad Request: can't parse entities: ${why}` }))

  it('becomes text and entities, counted in UTF-16 units', () => {
    assert.deepEqual(parseHtml('🏔 <b>Říp <i>je</i></b> <s>kopec</s>'), {
      text: '🏔 Říp je kopec',
      entities: [{ type: 'bold', offset: 3, length: 6 }, { type: 'italic', offset: 7, length: 2 }, { type: 'strikethrough', offset: 10, length: 5 }],
    })
  })
  it('knows four names and all numbers, with and without a semicolon, and leaves the others as they are', () => {
    assert.equal(parseHtml('&lt;&gt &amp;&quot; &#268;&#x10c; &nbsp;&#xfffffff; & a').text, '<> &" ČČ &nbsp;&#xfffffff; & a')
  })
  it('knows links, code with a language and quotes, and makes no link of what is no address', () => {
    assert.deepEqual(parseHtml('<a href="https://cs.example/?a=1&amp;b=2">tady</a>').entities, [{ type: 'text_link', url: 'https://cs.example/?a=1&b=2', offset: 0, length: 4 }])
    assert.deepEqual(parseHtml('<a href="tam a zpět">tady</a>').entities, [])
    assert.deepEqual(parseHtml('<pre><code class="language-ts">x</code></pre>').entities, [{ type: 'pre', language: 'ts', offset: 0, length: 1 }])
    assert.deepEqual(parseHtml('<blockquote expandable>x</blockquote>').entities, [{ type: 'expandable_blockquote', offset: 0, length: 1 }])
  })
  it('closes what is open with an empty end tag, and marks nothing where nothing is', () => {
    assert.deepEqual(parseHtml('<b>a</><i></i>'), { text: 'a', entities: [{ type: 'bold', offset: 0, length: 1 }] })
  })
})
