import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { CheckAnswer, Disagreement } from '@mluv/protocol/lessons.ts'
import { Turn } from '@mluv/protocol/turn.ts'
import { scoreOf } from '../../../src/domain/correction.ts'
import { assertRefused, openInstallation, type Guest, type Installation } from '../../journeys/installation.ts'

const wrong = 'Já jdu do škola.'

let mluv: Installation
let guest: Guest
before(async () => {
  mluv = await openInstallation()
  guest = await mluv.guest({ motherTongue: 'en', level: 'A2', timeZone: 'Europe/Prague' })
})
after(() => mluv.close())

/** The corrections, applied here to the transcript, mistake by mistake. */
function applied(transcript: string, mistakes: readonly { readonly start: number; readonly end: number; readonly original: string; readonly corrected: string }[]): string {
  let result = ''
  let at = 0
  for (const { start, end, original, corrected } of mistakes) {
    assert.ok(start >= at && end >= start, 'mistakes are sorted and apart')
    assert.equal(transcript.slice(start, end), original)
    result += transcript.slice(at, start) + corrected
    at = end
  }
  return result + transcript.slice(at)
}

describe('a turn in writing', () => {
  it('answers with the whole turn, exactly as the protocol has it', async () => {
    const answer = await mluv.call('/lessons/process/text', { token: guest.token, json: { text: wrong } })
    assert.equal(answer.status, 200, answer.text)
    assert.match(answer.headers['content-type']!, /^application\/json/)
    const turn = answer.as(Turn)
    assert.deepEqual(Object.keys(JSON.parse(answer.text)).toSorted(), Object.keys(Turn.properties).toSorted(), 'and nothing more')
    assert.equal(turn.transcript, wrong)
    assert.equal(turn.spoken, false)
    assert.match(turn.saidAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    assert.deepEqual(turn.degraded, [])
    const { text, sentences, audioUrl } = turn.reply!
    assert.equal(text, sentences.map((sentence) => sentence.text).join(' '))
    assert.ok(sentences.length > 0 && audioUrl)
    assert.ok(sentences.some(({ translation }) => translation !== null), 'an author’s line comes with its translation')
    for (const sentence of sentences) {
      assert.ok(sentence.audioUrl && sentence.durationMs! > 0)
      for (const { start, end, startMs, endMs } of sentence.words) assert.ok(start < end && end <= sentence.text.length && startMs <= endMs && endMs <= sentence.durationMs! + 50)
    }
    assert.deepEqual({ ...turn.cost, tutor: typeof turn.cost!.tutor, spokenBy: typeof turn.cost!.spokenBy }, { microUsd: 0, savedMicroUsd: 0, tutor: 'string', heardBy: null, spokenBy: 'string' })
  })

  it('is neither right nor wrong where nothing of it is Czech, and costs no excuse', async () => {
    for (const text of ['!!!', '👍', 'Hello, how are you?']) {
      const { corrections, degraded, reply } = await mluv.say(guest.token, text)
      assert.deepEqual([corrections, degraded], [{ corrected: null, score: null, suggestion: null, mistakes: [], questions: [] }, []], text)
      assert.ok(reply, text)
    }
    assert.equal((await mluv.say(guest.token, 'Mám psa.')).corrections.score, 100)
  })

  it('corrects with items that, applied, give the corrected sentence, and a score that follows from them', async () => {
    const { transcript, corrections } = await mluv.say(guest.token, wrong)
    assert.ok(corrections.mistakes.length > 0)
    assert.equal(applied(transcript, corrections.mistakes), corrections.corrected)
    assert.equal(corrections.corrected, 'Já jdu do školy.')
    assert.equal(corrections.score, scoreOf(transcript, corrections.mistakes))
    assert.equal(corrections.score, 75)
    const [mistake] = corrections.mistakes
    assert.deepEqual([mistake!.start, mistake!.end, mistake!.kind, mistake!.counted], [10, 15, 'case', true])
    assert.ok(mistake!.explanation.length > 5)
  })

  it('earns stars that add up', async () => {
    const learner = await mluv.guest()
    let total = 0
    for (const text of ['Dobrý den.', 'Mám se dobře.', wrong]) {
      const { progress } = await mluv.say(learner.token, text, { speak: false })
      total += progress!.starsEarned
      assert.equal(progress!.starsTotal, total)
      assert.equal(progress!.streakDays, 1)
      assert.ok(progress!.challenge.needed > 0)
    }
    assert.equal(total, 2 + 2 + 1, 'one for each turn, and one for each without fault')
  })

  it('stays silent when no voice is wanted', async () => {
    const { reply, cost, degraded } = await mluv.say(guest.token, 'Dobrý den!', { speak: false })
    assert.equal(reply!.audioUrl, null)
    assert.ok(reply!.sentences.every(({ audioUrl, durationMs, words }) => audioUrl === null && durationMs === null && words.length === 0))
    assert.equal(cost!.spokenBy, null)
    assert.deepEqual(degraded, [])
  })

  it('goes on in the conversation that is named, or in the last one', async () => {
    const { token } = await mluv.guest()
    const first = await mluv.say(token, 'Ahoj!', { speak: false })
    const second = await mluv.say(token, 'Mám psa.', { speak: false, conversationId: first.conversationId })
    const third = await mluv.say(token, 'Jmenuje se Rex.', { speak: false })
    assert.equal(new Set([first, second, third].map(({ conversationId }) => conversationId)).size, 1)
    assert.equal(new Set([first, second, third].map(({ turnId }) => turnId)).size, 3)
  })

  for (const [what, json] of Object.entries({
    'no text': {}, 'a number': { text: 12345 }, 'a list': { text: ['ahoj'] }, 'true': { text: true }, 'null': { text: null }, 'one letter': { text: 'a' }, 'blanks': { text: '   ' },
    '2,001 letters': { text: 'a'.repeat(2001) }, 'a NUL': { text: 'ahoj\0' }, 'half a surrogate pair': { text: 'ahoj \ud83d' }, 'a field too many': { text: 'ahoj', admin: true },
    'a conversation that is no id': { text: 'ahoj', conversationId: 'x' }, 'speak that is no boolean': { text: 'ahoj', speak: 'yes' },
  })) {
    it(`refuses ${what}`, async () => {
      const problem = assertRefused(await mluv.call('/lessons/process/text', { token: guest.token, json }), 400, 'invalid')
      assert.ok(problem.errors![0]!.field.startsWith('/'))
    })
  }

  it('takes 2 and 2,000 letters', async () => {
    assert.equal((await mluv.say(guest.token, 'Jo', { speak: false })).transcript, 'Jo')
    const long = 'Mám rád psy. '.repeat(200).slice(0, 2000)
    assert.equal((await mluv.say(guest.token, long, { speak: false })).transcript, long)
  })
})

describe('the same key', () => {
  const count = async () => (await mluv.rows()).turns

  it('sent twice is one turn', async () => {
    const first = await mluv.say(guest.token, wrong, { key: 'twice' })
    const before = await count()
    assert.deepEqual(await mluv.say(guest.token, wrong, { key: 'twice' }), first)
    assert.equal(await count(), before)
  })

  it('sent ten times at once is one turn', async () => {
    const [before, stars] = [await count(), (await mluv.say(guest.token, 'Ano.', { speak: false })).progress!.starsTotal]
    const turns = await Promise.all(Array.from({ length: 10 }, () => mluv.say(guest.token, wrong, { key: 'at-once' })))
    for (const turn of turns) assert.deepEqual(turn, turns[0])
    assert.equal(await count(), before + 2)
    assert.equal(turns[0]!.progress!.starsTotal, stars + turns[0]!.progress!.starsEarned)
  })

  it('with another body is refused', async () => {
    await mluv.say(guest.token, wrong, { key: 'other' })
    assertRefused(await mluv.call('/lessons/process/text', { token: guest.token, key: 'other', json: { text: 'Něco jiného.' } }), 409, 'conflict')
    assertRefused(await mluv.call('/lessons/process/text', { token: guest.token, key: 'other', json: { text: wrong, speak: false } }), 409, 'conflict')
  })

  it('of another learner is another key', async () => {
    const other = await mluv.guest()
    const mine = await mluv.say(guest.token, wrong, { key: 'shared' })
    const theirs = await mluv.say(other.token, wrong, { key: 'shared' })
    assert.notEqual(mine.turnId, theirs.turnId)
  })

  it('may have 200 characters, and no spaces', async () => {
    await mluv.say(guest.token, 'Ahoj!', { key: 'k'.repeat(200), speak: false })
    for (const key of ['k'.repeat(201), 'a b', '']) assertRefused(await mluv.call('/lessons/process/text', { token: guest.token, key, json: { text: 'Ahoj!' } }), 400, 'invalid')
  })
})

describe('a check', () => {
  const check = (json: object) => mluv.call('/check', { token: guest.token, json })

  it('is the ear alone: nothing is kept', async () => {
    const before = await mluv.rows()
    const answer = (await check({ text: wrong })).as(CheckAnswer)
    assert.equal(answer.corrected, 'Já jdu do školy.')
    assert.equal(applied(wrong, answer.mistakes), answer.corrected)
    assert.equal(answer.score, 75)
    assert.deepEqual(await mluv.rows(), before)
  })

  it('holds nothing against a spoken sentence that only writing shows', async () => {
    const { mistakes, score } = (await check({ text: 'vcera jsem byl v praze', spoken: true })).as(CheckAnswer)
    assert.ok(mistakes.every(({ counted }) => !counted))
    assert.equal(score, 100)
  })

  for (const [what, json] of Object.entries({ 'no text': {}, 'a level there is not': { text: wrong, level: 'D1' }, 'a word for spoken': { text: wrong, spoken: 'yes' }, 'too much': { text: wrong, corrections: 'all' } }))
    it(`refuses ${what}`, async () => void assertRefused(await check(json), 400, 'invalid'))
})

describe('disagreeing', () => {
  it('withdraws the mistake and gives the points back, once', async () => {
    const { token } = await mluv.guest()
    const { turnId, corrections, progress } = await mluv.say(token, wrong, { speak: false })
    const [mistake] = corrections.mistakes
    const disagree = (id: string, by = token) => mluv.call(`/mistakes/${id}/disagree`, { method: 'POST', token: by })
    for (const _ of ['once', 'twice']) {
      const answer = (await disagree(mistake!.id)).as(Disagreement)
      assert.equal(answer.turnId, turnId)
      assert.equal(answer.corrections.corrected, wrong)
      assert.equal(answer.corrections.score, 100)
      assert.deepEqual(answer.corrections.mistakes, [])
    }
    const stats = JSON.parse((await mluv.call('/stats/me', { token })).text) as { scoreMean: number; starsTotal: number }
    assert.deepEqual([stats.scoreMean, stats.starsTotal], [100, progress!.starsTotal])
    for (const id of [turnId, 'nonsense', `${mistake!.id}0`]) assertRefused(await disagree(id), 404, 'not-found')
  })
})

describe('another learner', () => {
  it('is told that there is no such thing, whatever they name', async () => {
    const [mine, other] = [await mluv.guest(), await mluv.guest()]
    const turn = await mluv.say(mine.token, wrong, { speak: false })
    const before = await mluv.rows()
    const { token } = other
    assertRefused(await mluv.call(`/conversations/${turn.conversationId}`, { token }), 404, 'not-found')
    assertRefused(await mluv.call(`/mistakes/${turn.corrections.mistakes[0]!.id}/disagree`, { method: 'POST', token }), 404, 'not-found')
    assertRefused(await mluv.call('/lessons/process/text', { token, json: { text: 'Ahoj!', conversationId: turn.conversationId } }), 404, 'not-found')
    assert.deepEqual(await mluv.rows(), before)
    assert.deepEqual(JSON.parse((await mluv.call('/conversations', { token })).text), { items: [], next: null })
    assert.equal((await mluv.call(`/conversations/${turn.conversationId}`, { token: mine.token })).status, 200)
  })
})

describe('nobody’s words', () => {
  it('are in the log', async () => {
    await mluv.say(guest.token, 'Tajemství jménem Rumburak.', { speak: false })
    await mluv.call('/lessons/process/text', { token: guest.token, json: { text: 'Rumburak\0' } })
    assert.ok(mluv.logged.length > 0)
    assert.doesNotMatch(mluv.logged.join('\n'), /Rumburak|škola/)
  })
})
