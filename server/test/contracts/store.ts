/** What every store promises of sessions, learners, conversations and sounds; `turn-store.ts` has the turns. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import type { ConversationId, LearnerId, SoundId } from '../../src/domain/identity.ts'
import type { Settings } from '../../src/domain/learner.ts'
import type { ConversationStore, LearnerStore, SessionStore, SoundStore, Store } from '../../src/ports/store.ts'
import { settings } from '../rehearsal.ts'
import type { Promised } from './keep.ts'
import { claimed, clock, dayMs, newLearner, nowMs, refuses, turned, type Given } from './store-cast.ts'

const sessions = (store: Store, broken: (part: SessionStore) => Partial<SessionStore>): Store => ({ ...store, sessions: { ...store.sessions, ...broken(store.sessions) } })
const learners = (store: Store, broken: (part: LearnerStore) => Partial<LearnerStore>): Store => ({ ...store, learners: { ...store.learners, ...broken(store.learners) } })
const conversations = (store: Store, broken: (part: ConversationStore) => Partial<ConversationStore>): Store =>
  ({ ...store, conversations: { ...store.conversations, ...broken(store.conversations) } })
const sounds = (store: Store, broken: (part: SoundStore) => Partial<SoundStore>): Store => ({ ...store, sounds: { ...store.sounds, ...broken(store.sounds) } })

const opening = (learnerId: LearnerId, more: Partial<Parameters<ConversationStore['open']>[0]> = {}): Parameters<ConversationStore['open']>[0] => ({
  conversationId: clock.newId() as ConversationId, learnerId, key: null, bodyHash: 'body', nowMs, opening: [{ text: 'Ahoj!', translation: 'Hi!', sound: null }], scene: null, report: null, topic: null, mode: null, ...more,
})

export const store: readonly Promised<Store, Given>[] = [
  {
    promise: 'a token is its learner’s until it expires or is revoked',
    holds: async (store) => {
      const [learnerId, tokenHash] = [clock.newId() as LearnerId, clock.random(32)]
      await store.sessions.createGuest({ learnerId, settings, tokenHash, recoveryHash: clock.random(32), nowMs, expiresAtMs: nowMs + 10 })
      assert.deepEqual(await store.sessions.find(tokenHash, nowMs + 9), { role: 'learner', learnerId, learnerVersion: 0, expiresAtMs: nowMs + 10, scopes: null })
      assert.equal(await store.sessions.find(tokenHash, nowMs + 10), null)
      await store.sessions.extend(tokenHash, nowMs + 20)
      assert.equal((await store.sessions.find(tokenHash, nowMs + 10))?.learnerId, learnerId)
      await store.sessions.revoke(tokenHash)
      assert.equal(await store.sessions.find(tokenHash, nowMs), null)
      assert.equal(await store.sessions.find(clock.random(32), nowMs), null)
    },
    breach: (store) => sessions(store, ({ find }) => ({ find: (hash) => find(hash, 0) })),
  },
  {
    promise: 'a recovery code gives its learner another session, and nobody else one',
    holds: async (store) => {
      const [learnerId, recoveryHash, tokenHash] = [clock.newId() as LearnerId, clock.random(32), clock.random(32)]
      await store.sessions.createGuest({ learnerId, settings, tokenHash: clock.random(32), recoveryHash, nowMs, expiresAtMs: nowMs + 1 })
      assert.equal(await store.sessions.recover({ recoveryHash, tokenHash, nowMs, expiresAtMs: nowMs + 5 }), learnerId)
      assert.deepEqual(await store.sessions.find(tokenHash, nowMs), { role: 'learner', learnerId, learnerVersion: 0, expiresAtMs: nowMs + 5, scopes: null })
      const nobody = clock.random(32)
      assert.equal(await store.sessions.recover({ recoveryHash: clock.random(32), tokenHash: nobody, nowMs, expiresAtMs: nowMs + 5 }), null)
      assert.equal(await store.sessions.find(nobody, nowMs), null)
    },
    breach: (store) => sessions(store, ({ recover, createGuest }) => ({
      async recover(session) {
        const known = await recover(session)
        if (known !== null) return known
        const learnerId = clock.newId() as LearnerId
        await createGuest({ ...session, learnerId, settings })
        return learnerId
      },
    })),
  },
  {
    promise: 'an operator’s session is nobody’s learner',
    holds: async (store) => {
      const tokenHash = clock.random(32)
      await store.sessions.createOperator({ tokenHash, nowMs, expiresAtMs: nowMs + 5 })
      assert.deepEqual(await store.sessions.find(tokenHash, nowMs), { role: 'operator', learnerId: null, learnerVersion: null, expiresAtMs: nowMs + 5, scopes: null })
    },
    breach: (store) => sessions(store, ({ createOperator }) => ({ createOperator: (session) => createOperator({ ...session, expiresAtMs: nowMs + 4 }) })),
  },
  {
    promise: 'the first operator token that is offered stays, ten at once too',
    holds: async (store) => {
      const offers = Array.from({ length: 10 }, () => clock.random(32))
      const kept = await Promise.all(offers.map((offer) => store.sessions.operatorToken(offer)))
      assert.ok(kept.filter(({ created }) => created).length <= 1)
      assert.equal(new Set(kept.map(({ hash }) => Buffer.from(hash).toString('hex'))).size, 1)
    },
    breach: (store) => sessions(store, () => ({ operatorToken: async (offer) => ({ hash: offer, created: true }) })),
  },
  {
    promise: 'a change of settings changes what it names, and nothing of nobody',
    holds: async (store) => {
      const learnerId = await newLearner(store)
      const changed = await store.learners.change(learnerId, { level: 'B2', reminders: true })
      assert.deepEqual(changed?.settings, { ...settings, level: 'B2', reminders: true })
      assert.deepEqual(await store.learners.find(learnerId), changed)
      const nobody = clock.newId() as LearnerId
      assert.deepEqual([await store.learners.change(nobody, { level: 'B2' }), await store.learners.find(nobody)], [null, null])
    },
    breach: (store) => learners(store, ({ change }) => ({ change: (learnerId, patch) => change(learnerId, { ...settings, ...patch, style: 'casual' }) })),
  },
  {
    promise: 'a setting that was not there yet when a learner came is as for a new learner, wherever it is read',
    holds: async (store) => {
      const learnerId = clock.newId() as LearnerId
      const { silenceMs: _, micMode: __, ...before } = settings
      await store.sessions.createGuest({ learnerId, settings: before as Settings, tokenHash: clock.random(32), recoveryHash: clock.random(32), nowMs, expiresAtMs: nowMs + 1 })
      assert.deepEqual((await store.learners.find(learnerId))?.settings, settings)
      assert.deepEqual((await store.learners.home(learnerId, nowMs))?.learner.settings, settings)
      assert.deepEqual((await claimed(store, learnerId, 'one')).learner.settings, settings)
      assert.deepEqual((await store.learners.change(learnerId, { silenceMs: 1200 }))?.settings, { ...settings, silenceMs: 1200 })
    },
    breach: (store) => learners(store, ({ find }) => ({
      async find(learnerId) {
        const found = await find(learnerId)
        return found && { ...found, settings: { ...found.settings, silenceMs: undefined as never } }
      },
    })),
  },
  {
    promise: 'the first page is one statement, and agrees with the turns',
    holds: async (store, { statements }) => {
      const learnerId = await newLearner(store)
      const turn = await turned(store, learnerId, 'one')
      const home = await statements(async () => {
        const page = (await store.learners.home(learnerId, nowMs))!
        assert.deepEqual(page.conversation?.turns, [turn])
        assert.deepEqual([page.starsTotal, page.streakDays, page.challenge], [turn.progress?.starsTotal, 1, turn.progress?.challenge])
        assert.deepEqual(page.days, (await store.learners.days(learnerId, page.today, page.today)).items)
      })
      assert.equal(home, 2, 'the page and the days it is compared with')
      assert.equal(await store.learners.home(clock.newId() as LearnerId, nowMs), null)
    },
    breach: (store) => learners(store, ({ home, find }) => ({ home: async (learnerId, atMs) => { await find(learnerId); return home(learnerId, atMs) } })),
  },
  {
    promise: 'today is the day that a turn said now would count for, also after a change of zone',
    holds: async (store) => {
      const learnerId = await newLearner(store, { timeZone: 'Pacific/Auckland' })
      await turned(store, learnerId, 'one')
      await store.learners.change(learnerId, { timeZone: 'America/Los_Angeles' })
      const before = (await store.learners.home(learnerId, nowMs + 60_000))!
      assert.deepEqual([before.today, before.streakDays], ['2026-03-02', 1])
      const turn = await turned(store, learnerId, 'two', { nowMs: nowMs + 60_000 })
      const after = (await store.learners.home(learnerId, nowMs + 60_000))!
      assert.deepEqual(after.challenge, turn.progress?.challenge)
      assert.deepEqual({ ...after.weekChallenge, completedNow: false }, turn.progress?.weekChallenge)
      assert.deepEqual(after.weekChallenge, (await store.progress.lookBack(learnerId, nowMs + 60_000)).weekChallenge)
      assert.equal((await store.learners.days(learnerId, '2026-01-01', '2026-12-31')).items.length, 1)
    },
    breach: (store) => learners(store, ({ home }) => ({ home: (learnerId, atMs) => home(learnerId, atMs - 2 * dayMs).then((page) => page && { ...page, today: '2026-03-01' }) })),
  },
  {
    promise: 'totals are the sums of the days, and nobody’s are not found',
    holds: async (store) => {
      const learnerId = await newLearner(store)
      for (let at = 0; at < 8; at += 1) await turned(store, learnerId, `${at}`, { nowMs: nowMs + Math.floor(at / 2) * dayMs })
      const [stats, { items: days }] = [await store.learners.stats(learnerId, nowMs + 3 * dayMs), await store.learners.days(learnerId, '2026-03-02', '2026-03-05')]
      const sum = (pick: (day: (typeof days)[number]) => number) => days.reduce((total, day) => total + pick(day), 0)
      assert.deepEqual([stats.turns, stats.words, stats.starsTotal, stats.daysActive, stats.streakDays], [sum(({ turns }) => turns), sum(({ words }) => words), sum(({ stars }) => stars), 4, 4])
      assert.deepEqual([stats.turns, stats.words], [8, 32])
      assert.equal((await store.learners.stats(learnerId, nowMs + 5 * dayMs)).streakDays, 0)
      await refuses('not-found', store.learners.stats(clock.newId() as LearnerId, nowMs))
    },
    breach: (store) => learners(store, ({ days }) => ({ days: async (...given) => { const { items, ...of } = await days(...given); return { ...of, items: items.slice(1) } } })),
  },
  {
    promise: 'the same key opens one conversation, five at once too; with another body it is a conflict',
    holds: async (store) => {
      const learnerId = await newLearner(store)
      const opened = await Promise.all(Array.from({ length: 5 }, () => store.conversations.open(opening(learnerId, { key: 'key' }))))
      for (const each of opened) assert.deepEqual(each, opened[0])
      await refuses('conflict', store.conversations.open(opening(learnerId, { key: 'key', bodyHash: 'another' })))
      const [one, two] = [await store.conversations.open(opening(learnerId)), await store.conversations.open(opening(learnerId))]
      assert.notEqual(one.conversationId, two.conversationId)
    },
    breach: (store) => conversations(store, ({ open }) => ({ open: (asked) => open({ ...asked, key: null }) })),
  },
  {
    promise: 'conversations are listed newest first, page by page, each once, and found as Czech is typed',
    holds: async (store) => {
      const [learnerId, somebody] = [await newLearner(store), await newLearner(store)]
      const ids = []
      for (let at = 0; at < 5; at += 1) ids.push((await store.conversations.open(opening(learnerId, { nowMs: nowMs + Math.floor(at / 2) }))).conversationId)
      const seen: string[] = []
      for (let before: string | null = null; ; ) {
        const { items, next } = await store.conversations.list(learnerId, { before, limit: 2, q: null })
        seen.push(...items.map(({ conversationId }) => conversationId))
        if (next === null) break
        before = next
      }
      assert.deepEqual(seen, ids.toReversed())
      await turned(store, learnerId, 'key', { conversationId: ids[2]!, transcript: 'Žluťoučký kůň.' })
      const listed = (q: string) => store.conversations.list(learnerId, { before: null, limit: 9, q })
      const found = async (q: string) => (await listed(q)).items.map(({ conversationId, lastTranscript, turns }) => [conversationId, lastTranscript, turns])
      for (const q of ['zlutoucky', 'ŽLUŤ', 'kun.', 'žluťoučkého', 'kun, žluť']) assert.deepEqual(await found(q), [[ids[2], 'Žluťoučký kůň.', 1]])
      for (const q of ['100%', '!?', 'kun pes', "kun' | '"]) assert.deepEqual(await found(q), q.startsWith("kun'") ? [[ids[2], 'Žluťoučký kůň.', 1]] : [])
      assert.deepEqual((await store.conversations.list(somebody, { before: null, limit: 9, q: null })).items, [])
    },
    breach: (store) => conversations(store, ({ list }) => ({ list: async (learnerId, page) => ({ ...(await list(learnerId, page)), next: null }) })),
  },
  {
    promise: 'a conversation is read by its learner, newest turns first to come, oldest first in a page',
    holds: async (store) => {
      const [learnerId, somebody] = [await newLearner(store), await newLearner(store)]
      const { conversationId } = await store.conversations.open(opening(learnerId, { topic: 'weather' }))
      const turns = []
      for (let at = 0; at < 5; at += 1) turns.push(await turned(store, learnerId, `${at}`, { conversationId }))
      const last = (await store.conversations.read(learnerId, conversationId, { before: null, limit: 3 }))!
      assert.deepEqual([last.turns, last.topic, last.opening[0]?.text], [turns.slice(2), 'weather', 'Ahoj!'])
      const first = (await store.conversations.read(learnerId, conversationId, { before: last.next, limit: 3 }))!
      assert.deepEqual([first.turns, first.next], [turns.slice(0, 2), null])
      assert.equal(await store.conversations.read(somebody, conversationId, { before: null, limit: 3 }), null)
    },
    breach: (store) => conversations(store, ({ read }) => ({ read: async (...given) => { const page = await read(...given); return page && { ...page, turns: page.turns.toReversed() } } })),
  },
  {
    promise: 'a cursor that is not ours is refused',
    holds: async (store) => {
      const learnerId = await newLearner(store)
      const { conversation } = await claimed(store, learnerId, 'key')
      for (const before of ['', 'x', 'MSAy', '💥', 'a'.repeat(5000)]) {
        await refuses('invalid', store.conversations.list(learnerId, { before, limit: 1, q: null }))
        await refuses('invalid', store.conversations.read(learnerId, conversation.conversationId, { before, limit: 1 }))
      }
    },
    breach: (store) => conversations(store, ({ list }) => ({ list: (learnerId, page) => list(learnerId, { ...page, before: null }) })),
  },
  {
    promise: 'a sound is kept under the hash of its bytes, once',
    holds: async (store) => {
      const bytes = clock.random(300)
      const ids = await Promise.all([1, 2, 3].map(() => store.sounds.keep({ bytes, mediaType: 'audio/ogg', nowMs })))
      assert.deepEqual(new Set(ids), new Set([createHash('sha256').update(bytes).digest('hex')]))
      const found = await store.sounds.find(ids[0]!)
      assert.deepEqual([Buffer.from(found!.bytes).equals(bytes), found?.mediaType], [true, 'audio/ogg'])
      assert.equal(await store.sounds.find('0'.repeat(64) as SoundId), null)
    },
    breach: (store) => sounds(store, ({ find }) => ({ find: async (soundId) => { const found = await find(soundId); return found && { ...found, bytes: found.bytes.subarray(1) } } })),
  },
  {
    promise: 'a text that was spoken before is recalled by its key',
    holds: async (store) => {
      const bytes = clock.random(30)
      const says = { key: `speech ${Buffer.from(bytes).toString('hex')}`, durationMs: 1200, words: [{ start: 0, end: 3, startMs: 0, endMs: 400 }] }
      assert.equal(await store.sounds.recall(says.key), null)
      const keep = () => store.sounds.keep({ bytes, mediaType: 'audio/ogg', nowMs, says })
      const [soundId] = await Promise.all([keep(), keep()])
      const { key, ...sound } = says
      assert.deepEqual(await store.sounds.recall(key), { soundId, ...sound })
    },
    breach: (store) => sounds(store, () => ({ recall: async () => null })),
  },
  {
    promise: 'it answers',
    holds: async (store) => assert.doesNotReject(store.ping()),
    breach: (store) => ({ ...store, ping: () => Promise.reject(new Error('no answer')) }),
  },
]
