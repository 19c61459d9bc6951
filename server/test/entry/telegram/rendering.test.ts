import assert from 'node:assert/strict'
import { it } from 'node:test'
import { correctionsText, fitting, textLengthMax } from '../../../src/entry/telegram/rendering.ts'

it('what is too long is cut at a blank, and where there is none in the middle of a word', () => {
  assert.deepEqual(['ahoj', 'jedna dvě tři', 'x'.repeat(20)].map((text) => fitting(text, 11)), ['ahoj', 'jedna dvě …', `${'x'.repeat(9)} …`])
})

it('of corrections that are too long for one message as many whole parts are shown as fit, and none where even the first does not but its words', () => {
  const text = { cs: '', en: '', uk: '', ru: '' }
  const told = { chat: { texts: { question: text } } as never, tongue: 'en' } as const
  const mistakes = Array.from({ length: 30 }, (_, at) => ({ id: `${at}` as never, start: at * 2, end: at * 2 + 1, original: '<', corrected: '&', kind: 'case' as const, counted: true, explanation: `${at} ${'x'.repeat(300)}` }))
  const corrections = { corrected: '', score: 0, suggestion: null, mistakes, questions: [] }
  const shown = (html: string) => html.replaceAll(/<[^>]*>/g, '').replaceAll(/&(lt|gt|amp);/g, '.')
  const html = correctionsText('< '.repeat(30), corrections, told, true)
  assert.ok(shown(html).length <= textLengthMax && shown(html).length > textLengthMax - 320, `${shown(html).length}`)
  assert.match(html, /<\/i>\n\n…$/)
  for (const mark of ['s', 'b', 'i']) assert.equal(html.split(`<${mark}>`).length, html.split(`</${mark}>`).length)
  const endless = correctionsText('< '.repeat(30), { ...corrections, mistakes: [{ ...mistakes[0]!, corrected: '& '.repeat(5_000) }] }, told, false)
  assert.ok(shown(endless).length <= textLengthMax && !endless.includes('<'))
  assert.equal(shown(correctionsText('< '.repeat(30), { ...corrections, mistakes: mistakes.slice(0, 2) }, told, true)).includes('…'), false)
})
