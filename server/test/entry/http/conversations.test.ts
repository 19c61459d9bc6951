import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { ConversationList, ConversationView, ModeList, Opening, ScenarioList } from '@mluv/protocol/conversations.ts'
import { Home } from '@mluv/protocol/learner.ts'
import { assertRefused, openInstallation, type Asking, type Guest, type Installation } from '../../journeys/installation.ts'

let mluv: Installation
let guest: Guest
before(async () => {
  mluv = await openInstallation()
  guest = await mluv.guest({ motherTongue: 'en' })
})
after(() => mluv.close())

const open = (json?: object, more: Asking = {}) => mluv.call('/conversations', { method: 'POST', token: guest.token, ...(json && { json }), ...more })
const list = (token: string, query = '') => mluv.call(`/conversations${query}`, { token })
const absent = '01890000-0000-7000-8000-000000000000'

describe('a conversation', () => {
  it('opens with the tutor’s words, spoken', async () => {
    for (const json of [undefined, {}, { mode: 'free', language: 'cs' }]) {
      const answer = await open(json)
      assert.equal(answer.status, 201, answer.text)
      const { opening, scenario, topic } = answer.as(Opening)
      assert.ok(opening.sentences.length > 0)
      assert.equal(opening.text, opening.sentences.map(({ text }) => text).join(' '))
      assert.ok(opening.sentences.every(({ audioUrl, durationMs, translation }) => audioUrl && durationMs && translation))
      assert.deepEqual([scenario, topic], [null, null])
    }
  })

  it('opens in every scenario and on every topic that is listed', async () => {
    const { items, topics } = (await mluv.call('/scenarios', { token: guest.token })).as(ScenarioList)
    assert.ok(items.some(({ code }) => code === 'pub') && items.some(({ code }) => code === 'doctor') && topics.length >= 8)
    for (const { code, objectives } of items) {
      const { scenario } = (await open({ scenario: code, mode: 'scenario' })).as(Opening)
      assert.equal(scenario!.code, code)
      assert.deepEqual(scenario!.objectives.map(({ text }) => text).toSorted(), objectives.toSorted())
      assert.ok(scenario!.objectives.every(({ done }) => !done) && !scenario!.done && scenario!.hints.length > 0)
    }
    for (const { code } of topics) assert.equal((await open({ topic: code })).as(Opening).topic, code)
  })

  it('opens in every mode that is listed, on every topic of its own, and says so wherever it is shown', async () => {
    const { token } = await mluv.guest({ motherTongue: 'uk' })
    const { items } = (await mluv.call('/modes', { token })).as(ModeList)
    assert.deepEqual(items.map(({ code }) => code).toSorted(), ['chit-chat', 'deadline', 'interview', 'open', 'teacher', 'vocabulary'])
    for (const { code, name, purpose, topics } of items) {
      assert.match(name + purpose, /[а-яіїє]/i)
      for (const topic of [undefined, ...topics.map((each) => each.code)].slice(0, 3)) {
        const opened = (await open({ mode: code, ...(topic && { topic }) }, { token })).as(Opening)
        assert.deepEqual([opened.mode, opened.scenario], [code, null])
        if (topic !== undefined) assert.equal(opened.topic, topic)
        assert.match(opened.opening.text, /\?$/)
        assert.ok(opened.opening.sentences.every(({ translation }) => translation))
      }
    }
    const last = (await list(token, '?limit=1')).as(ConversationList).items[0]!
    assert.equal(last.mode, items.at(-1)!.code)
    assert.equal((await mluv.call(`/conversations/${last.conversationId}`, { token })).as(ConversationView).mode, last.mode)
    assert.equal((await mluv.call('/learner/home', { token })).as(Home).conversation!.mode, last.mode)
  })

  it('in a mode is answered in it', async () => {
    const { token } = await mluv.guest()
    const { conversationId, opening } = (await open({ mode: 'teacher', topic: 'ctvrty-pad' }, { token })).as(Opening)
    assert.match(opening.text, /4\. pád.*„Kupuju/)
    const { reply } = await mluv.say(token, 'Kupuju knihu.', { conversationId, speak: false })
    assert.match(reply!.text, /„Kupuju knihu\.“.*„Kupuju knihu\.“\?$/)
  })

  it('of words begins with those that are due', async () => {
    const { token } = await mluv.guest()
    assert.equal((await mluv.call('/cards', { method: 'POST', token, json: { kind: 'word', front: 'hrad', back: 'castle' } })).status, 201)
    assert.match((await open({ mode: 'vocabulary' }, { token })).as(Opening).opening.text, /„hrad“/)
  })

  it('says what modes and topics there are to whoever asks for another', async () => {
    const told = async (json: object) => (await open(json)).text
    assert.match(await told({ mode: 'karaoke' }), /"field":"\/mode","detail":"One of: free, scenario, .*interview/)
    assert.match(await told({ mode: 'teacher', topic: 'food' }), /"field":"\/topic","detail":"One of: rod, /)
    assert.match(await told({ mode: 'interview', topic: 'food' }), /There is none to choose here/)
    assert.match(await told({ topic: 'moon' }), /"detail":"One of: .*food/)
  })

  it('is shown with its turns, oldest first, page by page', async () => {
    const { token } = await mluv.guest()
    const { conversationId } = (await open({ scenario: 'pub' }, { token })).as(Opening)
    const turns = []
    for (const text of ['Dobrý den.', 'Dám si pivo.', 'Ještě jedno, prosím.', 'Zaplatím.', 'Na shledanou.']) turns.push(await mluv.say(token, text, { conversationId, speak: false }))
    const read = async (query: string) => (await mluv.call(`/conversations/${conversationId}${query}`, { token })).as(ConversationView)
    const whole = await read('')
    assert.deepEqual(whole.turns, turns, 'as they were told')
    assert.equal(whole.next, null)
    assert.ok(whole.scenario!.objectives.some(({ done }) => done))
    const last = await read('?limit=2')
    const middle = await read(`?limit=2&before=${last.next}`)
    const first = await read(`?limit=2&before=${middle.next}`)
    assert.deepEqual([...first.turns, ...middle.turns, ...last.turns], turns)
    assert.equal(first.next, null)
  })

  it('opened twice with one key is one; with another body it is refused', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => open({ topic: 'food' }, { key: 'once' })))
    assert.equal(new Set(answers.map((answer) => answer.as(Opening).conversationId)).size, 1)
    assertRefused(await open({ scenario: 'pub' }, { key: 'once' }), 409, 'conflict')
  })

  const refused = {
    'a scenario there is not': { scenario: 'moon' }, 'a topic there is not': { topic: 'moon' }, 'a scenario without its name': { mode: 'scenario' },
    'a mode there is not': { mode: 'karaoke' }, 'a mode in a scenario': { mode: 'teacher', scenario: 'pub' }, 'a topic of another mode': { mode: 'teacher', topic: 'food' },
    'another language': { language: 'de' }, 'a number': { topic: 5 }, 'an unknown field': { owner: 'me' },
  }
  for (const [what, json] of Object.entries(refused)) {
    it(`is not opened for ${what}`, async () => {
      const before = await mluv.rows()
      assertRefused(await open(json), 400, 'invalid')
      assert.deepEqual(await mluv.rows(), before)
    })
  }

  it('that there is not, is not found', async () => void assertRefused(await mluv.call(`/conversations/${absent}`, { token: guest.token }), 404, 'not-found'))
})

describe('the list', () => {
  it('has the newest first, page by page, each once', async () => {
    const { token } = await mluv.guest()
    const opened: string[] = []
    for (const topic of ['food', 'home', 'work', 'travel', 'family']) {
      const { conversationId } = (await open({ topic }, { token })).as(Opening)
      await mluv.say(token, `Ahoj, ${topic}!`, { conversationId, speak: false })
      opened.unshift(conversationId)
    }
    const seen: string[] = []
    let next: string | null = null
    do {
      const page: { items: { conversationId: string; turns: number; lastTranscript: string | null }[]; next: string | null } = (await list(token, `?limit=2${next === null ? '' : `&before=${next}`}`)).as(ConversationList)
      assert.ok(page.items.length <= 2 && page.items.every(({ turns, lastTranscript }) => turns === 1 && lastTranscript!.startsWith('Ahoj')))
      seen.push(...page.items.map(({ conversationId }) => conversationId))
      next = page.next
    } while (next !== null)
    assert.deepEqual(seen, opened)
  })

  it('is searched as it is typed on a phone', async () => {
    const { token } = await mluv.guest()
    await mluv.say(token, 'Bydlím v Českých Budějovicích.', { speak: false })
    for (const q of ['českých', 'ceskych bude', 'BUDĚJ']) assert.equal((await list(token, `?q=${encodeURIComponent(q)}`)).as(ConversationList).items.length, 1, q)
    for (const q of ['Praha', '%', '_____', "'; drop table turns"]) assert.equal((await list(token, `?q=${encodeURIComponent(q)}`)).as(ConversationList).items.length, 0, q)
  })

  const forged = Buffer.from('1 2 3').toString('base64url')
  for (const query of ['?before=nonsense', `?before=${forged}`, `?before=${Buffer.from(`9 ${"'".repeat(36)}`).toString('base64url')}`, '?before=', '?before=a&before=b', '?limit=0', '?limit=101', '?limit=-1', '?limit=many', '?limit=1e1', '?q=%00', `?q=${'a'.repeat(201)}`]) {
    it(`refuses ${query.slice(0, 40)}`, async () => void assertRefused(await list(guest.token, query), 400, 'invalid'))
  }

  it('refuses a forged place in a conversation, too', async () => {
    const { conversationId } = (await open()).as(Opening)
    for (const before of ['nonsense', forged]) assertRefused(await mluv.call(`/conversations/${conversationId}?before=${before}`, { token: guest.token }), 400, 'invalid')
  })
})
