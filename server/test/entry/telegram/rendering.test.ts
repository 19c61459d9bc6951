import assert from 'node:assert/strict'
import { it } from 'node:test'
import { belowText, correctionsText, fitting, textLengthMax } from '../../../src/entry/telegram/rendering.ts'

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

it('below a reply stands what it earned, new words, how far the scene is, and what nobody could do, but not where another one stood in', () => {
  const texts = Object.fromEntries(['tutor', 'voice', 'corrections'].map((part) => [`missed-${part}`, { en: `no ${part}` }]))
  Object.assign(texts, { 'week-completed': { en: 'the week & all' } })
  const told = { chat: { texts } as never, tongue: 'en' } as const
  const degraded = (['tutor', 'voice', 'voice', 'corrections', 'memory'] as const).map((part) => ({ part, reason: 'x' }))
  const sentence = { text: 'Ahoj.', translation: null, sound: { soundId: 'x' } as never }
  const turn = {
    turnId: 'x' as never, conversationId: 'x' as never, saidAtMs: 0, transcript: 'x', spoken: false, reply: { sentences: [sentence] }, degraded,
    corrections: { corrected: 'x', score: 0, suggestion: null, mistakes: [], questions: [] },
    newWords: [{ word: '<pivo>', translation: 'beer & more', example: '' }], scenario: { code: 'x', phase: 'x', hints: [], done: false, objectives: [{ text: 'greet', done: true }, { text: 'order', done: false }] },
    progress: { starsEarned: 2, starsTotal: 9, streakDays: 3, challenge: {} as never, weekChallenge: null }, cost: { microUsd: 0, savedMicroUsd: 0, tutor: 'a model', heardBy: null, spokenBy: null },
  }
  const all = '⭐ +2  🔥 3\n\n📖 &lt;pivo&gt; – beer &amp; more\n\n✅ greet\n▫️ order'
  assert.equal(belowText(turn, told), all)
  const missed = { ...turn, reply: { sentences: [sentence, { ...sentence, sound: null }] }, corrections: null, cost: { ...turn.cost, tutor: 'offline' } }
  assert.equal(belowText(missed, told), `${all}\n\n<i>no tutor</i>\n<i>no voice</i>\n<i>no corrections</i>`)
  assert.equal(belowText({ ...turn, degraded: [], newWords: [], scenario: null, progress: null }, told), '')
  const weekChallenge = { code: 'five-days' as const, done: 5, needed: 5, completed: true }
  const afterWeek = (completedNow: boolean) => belowText({ ...turn, newWords: [], scenario: null, progress: { ...turn.progress, weekChallenge: { ...weekChallenge, completedNow } } }, told)
  assert.deepEqual([afterWeek(true), afterWeek(false)], ['⭐ +2  🔥 3\nthe week &amp; all', '⭐ +2  🔥 3'])
})
