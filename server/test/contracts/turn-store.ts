/** What every store promises of turns. */
import assert from 'node:assert/strict'
import type { ConversationId, LearnerId } from '../../src/domain/identity.ts'
import type { Claim, Claiming, Store, TurnStore } from '../../src/ports/store.ts'
import type { Promised } from './keep.ts'
import { claimed, claiming, clock, corrections, learners, leaseMs, mistake, newLearner, nowMs, outcome, refuses, turned, type Given } from './store-cast.ts'

const breaking = (store: Store, broken: (turns: TurnStore) => Partial<TurnStore>): Store => ({ ...store, turns: { ...store.turns, ...broken(store.turns) } })
let others = 0
const otherKey = () => `other ${(others += 1)}`

export const turnStore: readonly Promised<Store, Given>[] = [
  {
    promise: 'a key that is new is nobody’s; one that is finished gives its turn, in one statement',
    holds: async (store, { statements }) => {
      const learner = await newLearner(store)
      assert.equal(await store.turns.lookUp(learner, 'key', 'body'), null)
      const turn = await claimed(store, learner, 'key')
      assert.equal(await store.turns.lookUp(learner, 'key', 'body'), null)
      const kept = await store.turns.finish(outcome(turn))
      assert.equal(await statements(async () => assert.deepEqual(await store.turns.lookUp(learner, 'key', 'body'), kept)), 1)
    },
    breach: (store) => breaking(store, () => ({ lookUp: async () => null })),
  },
  {
    promise: 'a key that was used for another body is a conflict, however it is asked',
    holds: async (store) => {
      const learner = await newLearner(store)
      await claimed(store, learner, 'key')
      await refuses('conflict', store.turns.lookUp(learner, 'key', 'another'))
      await refuses('conflict', store.turns.claim(claiming(learner, 'key', { bodyHash: 'another' })))
      await newLearner(store).then((somebody) => claimed(store, somebody, 'key', { bodyHash: 'another' }))
    },
    breach: (store) => breaking(store, ({ claim }) => ({ claim: (asked) => claim({ ...asked, bodyHash: 'body' }) })),
  },
  {
    promise: 'the same key is the same turn: taken while its lease lives, and finished afterwards',
    holds: async (store) => {
      const learner = await newLearner(store)
      const turn = await claimed(store, learner, 'key')
      assert.deepEqual(await store.turns.claim(claiming(learner, 'key', { owner: 'two', nowMs: nowMs + leaseMs - 1 })), { state: 'taken', turnId: turn.turnId })
      const kept = await store.turns.finish(outcome(turn))
      assert.deepEqual(await store.turns.claim(claiming(learner, 'key', { owner: 'two' })), { state: 'finished', turn: kept })
    },
    breach: (store) => breaking(store, ({ claim }) => ({ claim: (asked) => claim({ ...asked, key: asked.owner === 'two' ? otherKey() : asked.key }) })),
  },
  {
    promise: 'a lease that has run out is taken over, and the run before it is fenced off',
    holds: async (store) => {
      const learner = await newLearner(store)
      const first = await claimed(store, learner, 'key')
      const second = await claimed(store, learner, 'key', { owner: 'two', nowMs: nowMs + leaseMs, transcript: 'Něco jiného.' })
      assert.deepEqual([second.turnId, second.transcript, second.saidAtMs, second.run], [first.turnId, first.transcript, first.saidAtMs, 2])
      await refuses('conflict', store.turns.finish(outcome(first)))
      assert.equal((await store.turns.finish(outcome(second))).turnId, first.turnId)
    },
    breach: (store) => breaking(store, ({ finish }) => ({ finish: (given) => finish({ ...given, run: 2 }) })),
  },
  {
    promise: 'twenty claims of one key at once are one turn',
    holds: async (store) => {
      const learner = await newLearner(store)
      const claims = await Promise.all(Array.from({ length: 20 }, (_, at) => store.turns.claim(claiming(learner, 'key', { owner: `process ${at}` }))))
      assert.equal(claims.filter(({ state }) => state === 'mine').length, 1)
      assert.equal(new Set(claims.map((claim) => (claim as Extract<Claim, { state: 'taken' }>).turnId ?? (claim as Extract<Claim, { state: 'mine' }>).turn.turnId)).size, 1)
    },
    breach: (store) => breaking(store, ({ claim }) => ({ claim: (asked) => claim({ ...asked, key: otherKey() }) })),
  },
  {
    promise: 'utterances are in order without a gap, thirty at once too',
    holds: async (store) => {
      const learner = await newLearner(store)
      const { conversation } = await claimed(store, learner, 'first')
      const { conversationId } = conversation
      await Promise.all(Array.from({ length: 30 }, (_, at) => store.turns.claim(claiming(learner, `${at}`, { transcript: `${at}` })).catch(() => null)))
      const { turns } = (await store.conversations.read(learner, conversationId, { before: null, limit: 100 }))!
      assert.equal(turns.length, 31)
      const page = async (before: string | null) => (await store.conversations.read(learner, conversationId, { before, limit: 1 }))!.next
      let steps = 0
      for (let next = await page(null); next !== null; next = await page(next)) steps += 1
      assert.equal(steps, 30)
    },
    breach: (store) => breaking(store, ({ claim }) => ({ claim: (asked) => (asked.key.endsWith('7') ? Promise.reject(new Error('lost')) : claim(asked)) })),
  },
  {
    promise: 'an utterance without a conversation goes on with the last one; a conversation of somebody else is not found',
    holds: async (store) => {
      const [learner, somebody] = [await newLearner(store), await newLearner(store)]
      const { conversation } = await claimed(store, learner, 'one')
      assert.equal((await claimed(store, learner, 'two', { nowMs: nowMs + 3_600_000 })).conversation.conversationId, conversation.conversationId)
      assert.notEqual((await claimed(store, learner, 'three', { nowMs: nowMs + 8 * 3_600_000 })).conversation.conversationId, conversation.conversationId)
      await refuses('not-found', store.turns.claim(claiming(somebody, 'key', { conversationId: conversation.conversationId })))
      await refuses('not-found', store.turns.claim(claiming(learner, 'key', { conversationId: clock.newId() as ConversationId })))
    },
    breach: (store) => breaking(store, ({ claim }) => ({ claim: (asked) => claim({ ...asked, conversationId: null }) })),
  },
  {
    promise: 'a claim takes the place of an unanswered turn of its own, under its own key and with what is said by now; of no other',
    holds: async (store) => {
      const learner = await newLearner(store)
      const half = await claimed(store, learner, 'half', { transcript: 'Dala bych si' })
      const whole = await claimed(store, learner, 'whole', { transcript: 'Kávu.', spoken: true, bodyHash: 'all of it', insteadOf: { turnId: half.turnId, transcript: 'Dala bych si kávu.' } })
      assert.deepEqual([whole.turnId, whole.transcript, whole.spoken, whole.run, whole.conversation.exchanges], [half.turnId, 'Dala bych si kávu.', true, 2, []])
      await refuses('conflict', store.turns.finish(outcome(half)))
      const kept = await store.turns.finish(outcome(whole))
      assert.equal(kept.transcript, 'Dala bych si kávu.')
      assert.deepEqual(await store.turns.lookUp(learner, 'whole', 'all of it'), kept)
      assert.equal(await store.turns.lookUp(learner, 'half', 'body'), null)
      // One that was answered, another process's, or another learner's stays what it is.
      const theirs = await claimed(store, await newLearner(store), 'theirs')
      const elsewhere = await claimed(store, learner, 'elsewhere', { owner: 'two' })
      for (const [key, insteadOf] of [['one', whole.turnId], ['two', theirs.turnId], ['three', elsewhere.turnId]] as const)
        assert.deepEqual(await claimed(store, learner, key, { insteadOf: { turnId: insteadOf, transcript: 'Dala bych si kávu.' } }).then(({ turnId, transcript }) => [turnId === insteadOf, transcript]), [false, 'Já jdu do škola.'])
    },
    breach: (store) => breaking(store, ({ claim }) => ({ claim: ({ insteadOf: _, ...asked }) => claim(asked) })),
  },
  {
    promise: 'what is foreseen is what a claim answers from, and foreseeing keeps nothing',
    holds: async (store) => {
      const learner = await newLearner(store)
      const foresee = (of: LearnerId, more: Partial<Claiming> = {}) => store.turns.foresee(claiming(of, otherKey(), more))
      const first = await claimed(store, learner, 'one')
      const { conversationId } = first.conversation
      await store.turns.finish(outcome(first, { heardMs: 700 }))
      const foreseen = await foresee(learner)
      assert.deepEqual(await foresee(learner, { conversationId }), foreseen)
      assert.equal(await foresee(await newLearner(store), { conversationId }), null)
      assert.equal(await foresee(clock.newId() as LearnerId), null)
      const anew = claiming(learner, otherKey(), { nowMs: nowMs + 8 * 3_600_000 })
      const { isBegun, ordinal, conversation } = (await store.turns.foresee(anew))!
      assert.deepEqual([isBegun, ordinal, conversation.conversationId, conversation.exchanges], [false, 1, anew.newConversationId, []])
      assert.equal((await store.conversations.list(learner, { before: null, limit: 10, q: null })).items.length, 1)
      const second = await claimed(store, learner, 'two')
      assert.deepEqual([foreseen?.ordinal, foreseen?.conversation, foreseen?.learner], [2, second.conversation, second.learner])
    },
    breach: (store) => breaking(store, ({ foresee }) => ({ foresee: async (...asked) => {
      const seen = await foresee(...asked)
      return seen && { ...seen, conversation: { ...seen.conversation, exchanges: [] } }
    } })),
  },
  {
    promise: 'a claim goes by what was foreseen, unless something of the learner’s has changed since',
    holds: async (store) => {
      const learner = await newLearner(store)
      const first = await claimed(store, learner, 'one')
      await store.turns.finish(outcome(first))
      const foreseen = (await store.turns.foresee(claiming(learner, 'two')))!
      const second = await store.turns.claim(claiming(learner, 'two', { foreseen }))
      assert.ok(second.state === 'mine' && second.asForeseen)
      assert.deepEqual(second.turn.conversation, foreseen.conversation)
      await store.turns.finish(outcome(second.turn))
      const late = await store.turns.claim(claiming(learner, 'three', { foreseen }))
      assert.ok(late.state === 'mine' && !late.asForeseen)
      assert.equal(late.turn.conversation.exchanges.length, 2)
    },
    breach: (store) => breaking(store, ({ claim }) => ({ claim: (asked) => claim({ ...asked, foreseen: null }) })),
  },
  {
    promise: 'what is said first begins the conversation that was foreseen, and what is said at the same moment goes on with it, wherever that was foreseen',
    holds: async (store) => {
      const learner = await newLearner(store)
      const seen = await Promise.all(['one', 'two', 'three'].map((key) => store.turns.foresee(claiming(learner, key))))
      const claims = await Promise.all(seen.map((foreseen, at) => store.turns.claim(claiming(learner, `${at}`, { foreseen }))))
      const mine = claims.flatMap((claim) => (claim.state === 'mine' ? [claim] : []))
      const begun = mine.filter(({ asForeseen }) => asForeseen)
      assert.deepEqual([mine.length, begun.length], [3, 1])
      assert.ok(seen.some((foreseen) => foreseen!.conversation.conversationId === begun[0]!.turn.conversation.conversationId))
      assert.deepEqual(new Set(mine.map(({ turn }) => turn.conversation.conversationId)).size, 1)
      const { items } = await store.conversations.list(learner, { before: null, limit: 10, q: null })
      assert.deepEqual(items.map(({ turns }) => turns), [3])
    },
    breach: (store) => breaking(store, ({ claim }) => ({ claim: (asked) => claim({ ...asked, foreseen: null }) })),
  },
  {
    promise: 'done twice it happens once: stars, day, words and mistakes',
    holds: async (store) => {
      const learner = await newLearner(store)
      const turn = await claimed(store, learner, 'key')
      const ending = outcome(turn, { corrections: corrections(mistake(10, 'škola', 'školy')), wordsOffered: [{ word: 'hospoda', translation: 'pub', example: 'Hospoda.' }] })
      const kept = await Promise.all([store.turns.finish(ending), store.turns.finish(ending)])
      assert.deepEqual(kept[1], kept[0])
      assert.deepEqual(await store.turns.finish({ ...ending, reply: { sentences: [] } }), kept[0])
      const stats = await store.learners.stats(learner, nowMs)
      assert.deepEqual([stats.turns, stats.starsTotal, stats.words, stats.mistakes], [1, kept[0].progress!.starsEarned, 4, { case: 1 }])
      assert.deepEqual(kept[0].newWords.map(({ word }) => word), ['hospoda'])
    },
    breach: (store) => breaking(store, ({ claim, finish }) => ({
      finish: async (given) => {
        const kept = await finish(given)
        const claim2 = await claim(claiming((await learnerOf(store, kept.turnId))!, otherKey()))
        return claim2.state === 'mine' ? finish(outcome(claim2.turn)) : kept
      },
    })),
  },
  {
    promise: 'everything that ended a turn comes back with it',
    holds: async (store) => {
      const learner = await newLearner(store)
      const turn = await claimed(store, learner, 'key', { spoken: true })
      const found = mistake(10, 'škola', 'školy')
      const { id: _, ...question } = mistake(0, 'Já', 'já')
      const ending = outcome(turn, {
        corrections: { ...corrections(found), suggestion: 'Řekni: jdu.', questions: [question] }, degraded: [{ part: 'voice', reason: 'No voice.' }],
        scene: { code: 'pub', phase: 'a', reached: [], done: false }, report: { code: 'pub', phase: 'a', objectives: [], hints: ['…'], done: false },
      })
      const kept = await store.turns.finish(ending)
      const { transcript, spoken, saidAtMs, reply, corrections: shown, cost, degraded, scenario } = kept
      assert.deepEqual([transcript, spoken, saidAtMs, reply, shown], [turn.transcript, true, nowMs, ending.reply, ending.corrections])
      assert.deepEqual([cost, degraded, scenario], [ending.cost, ending.degraded, ending.report])
      assert.deepEqual(await store.turns.read(learner, turn.turnId), kept)
    },
    breach: (store) => breaking(store, ({ finish }) => ({ finish: (given) => finish({ ...given, degraded: [] }) })),
  },
  {
    promise: 'words are offered three at a time, each once',
    holds: async (store) => {
      const learner = await newLearner(store)
      const wordsOffered = ['a', 'b', 'c', 'd'].map((word) => ({ word, translation: word, example: word }))
      const offered = async (key: string) => (await turned(store, learner, key, {}, { wordsOffered })).newWords.map(({ word }) => word)
      assert.deepEqual([await offered('one'), await offered('two'), await offered('three')], [['a', 'b', 'c'], ['d'], []])
    },
    breach: (store) => breaking(store, ({ finish }) => ({ finish: (given) => finish({ ...given, wordsOffered: given.wordsOffered.map((each) => ({ ...each, word: `${each.word} ${given.turnId}` })) }) })),
  },
  {
    promise: 'what is learnt of a learner fills what is unknown, and leaves what they chose',
    holds: async (store) => {
      const learner = await newLearner(store)
      await turned(store, learner, 'one', {}, { settingsLearnt: { gender: 'feminine' } })
      await turned(store, learner, 'two', {}, { settingsLearnt: { gender: 'masculine' } })
      assert.equal((await store.learners.find(learner))?.settings.gender, 'feminine')
    },
    breach: (store) => breaking(store, ({ finish }) => ({ finish: (given) => finish({ ...given, settingsLearnt: {} }) })),
  },
  {
    promise: 'a scene is where the newest turn left it, whichever finished last',
    holds: async (store) => {
      const learner = await newLearner(store)
      const [older, newer] = [await claimed(store, learner, 'one'), await claimed(store, learner, 'two')]
      const scene = (phase: string) => ({ scene: { code: 'pub', phase, reached: [], done: false } })
      await store.turns.finish(outcome(newer, scene('newer')))
      await store.turns.finish(outcome(older, scene('older')))
      assert.equal((await claimed(store, learner, 'three')).conversation.scene?.phase, 'newer')
    },
    breach: (store) => breaking(store, ({ finish }) => ({ finish: (given) => finish({ ...given, scene: { code: 'pub', phase: 'older', reached: [], done: false } }) })),
  },
  {
    promise: 'only what was heard of a reply is in the exchanges, and it never becomes less',
    holds: async (store) => {
      const learner = await newLearner(store)
      const sounded = async (text: string, fill: string) => {
        const soundId = await store.sounds.keep({ bytes: Buffer.from(fill), mediaType: 'audio/ogg', nowMs })
        return { text, translation: null, sound: { soundId, durationMs: 1000, words: [{ start: 0, end: text.length, startMs: 0, endMs: 900 }] } }
      }
      const sentences = [await sounded('První.', '1'), await sounded('Druhá.', '2')]
      const turn = await claimed(store, learner, 'one')
      await store.turns.finish(outcome(turn, { reply: { sentences }, heardMs: 1000 }))
      const heard = async (key: string) => (await claimed(store, learner, key)).conversation.exchanges.map((each) => [each.learner, each.tutor])
      assert.deepEqual(await heard('two'), [['Já jdu do škola.', 'První.']])
      await store.turns.played(learner, turn.turnId, 500)
      await store.turns.played(await newLearner(store), turn.turnId, 2000)
      assert.equal((await heard('three'))[0]?.[1], 'První.')
      await store.turns.played(learner, turn.turnId, 2000)
      assert.equal((await heard('four'))[0]?.[1], 'První. Druhá.')
    },
    breach: (store) => breaking(store, () => ({ played: async () => {} })),
  },
  {
    promise: 'what is disagreed with is withdrawn once, and the score follows; stars stay',
    holds: async (store) => {
      const learner = await newLearner(store)
      const found = [mistake(0, 'Já', 'Tak'), mistake(10, 'škola', 'školy')] as const
      const kept = await turned(store, learner, 'key', {}, { corrections: { ...corrections(...found), corrected: 'Tak jdu do školy.' } })
      const before = await store.learners.stats(learner, nowMs)
      const first = await store.turns.disagree(learner, found[1].id, nowMs)
      assert.deepEqual([first?.turnId, first?.corrections.corrected, first?.corrections.score], [kept.turnId, 'Tak jdu do škola.', 75])
      assert.deepEqual(await store.turns.disagree(learner, found[1].id, nowMs), first)
      assert.deepEqual((await store.turns.read(learner, kept.turnId))?.corrections, first?.corrections)
      const stats = await store.learners.stats(learner, nowMs)
      assert.deepEqual([stats.scoreMean, stats.mistakes, stats.starsTotal], [75, { case: 1 }, before.starsTotal])
      assert.equal(await store.turns.disagree(await newLearner(store), found[0].id, nowMs), null)
    },
    breach: (store) => breaking(store, ({ disagree }) => ({
      disagree: (...given) => disagree(...given).then((after) => after && { ...after, corrections: { ...after.corrections, score: 50 } }),
    })),
  },
  {
    promise: 'mistakes disagreed with at the same moment are all withdrawn',
    holds: async (store) => {
      const learner = await newLearner(store)
      const found = Array.from('Já jdu', (letter, at) => mistake(at, letter, letter.toUpperCase()))
      const kept = await turned(store, learner, 'key', {}, { corrections: { ...corrections(...found), corrected: 'JÁ JDU do škola.' } })
      await Promise.all(found.map(({ id }) => store.turns.disagree(learner, id, nowMs)))
      const after = await store.turns.read(learner, kept.turnId)
      assert.deepEqual([after?.corrections?.corrected, after?.corrections?.score, after?.corrections?.mistakes.length], ['Já jdu do škola.', 100, 0])
      assert.equal((await store.learners.stats(learner, nowMs)).scoreMean, 100)
    },
    breach: (store) => breaking(store, ({ disagree }) => ({ disagree: (learner, mistakeId, atMs) => (/[02468ace]$/.test(mistakeId) ? Promise.resolve(null) : disagree(learner, mistakeId, atMs)) })),
  },
  {
    promise: 'a turn is read by its learner and by nobody else',
    holds: async (store) => {
      const [learner, somebody] = [await newLearner(store), await newLearner(store)]
      const { turnId } = await turned(store, learner, 'key')
      assert.equal((await store.turns.read(learner, turnId))?.turnId, turnId)
      assert.equal(await store.turns.read(somebody, turnId), null)
    },
    breach: (store) => breaking(store, ({ read }) => ({ read: async (_, turnId) => read((await learnerOf(store, turnId))!, turnId) })),
  },
  {
    promise: 'what was said is told until it is answered, to its learner and to nobody else',
    holds: async (store) => {
      const [learner, somebody] = [await newLearner(store), await newLearner(store)]
      const turn = await claimed(store, learner, 'key')
      const { transcript, spoken, bodyHash } = claiming(learner, 'key')
      assert.deepEqual(await store.turns.unanswered(learner, turn.turnId), { key: 'key', bodyHash, transcript, spoken, conversationId: turn.conversation.conversationId })
      assert.equal(await store.turns.unanswered(somebody, turn.turnId), null)
      await store.turns.finish(outcome(turn))
      assert.equal(await store.turns.unanswered(learner, turn.turnId), null)
    },
    breach: (store) => breaking(store, ({ unanswered }) => ({ unanswered: (_, turnId) => learnerOf(store, turnId).then((learner) => unanswered(learner!, turnId)) })),
  },
  {
    promise: 'a run that is let go of is taken over at once, unless another run has it or it is finished',
    holds: async (store) => {
      const learner = await newLearner(store)
      const first = await claimed(store, learner, 'key')
      await store.turns.letGo(first.turnId, first.run, nowMs)
      const second = await claimed(store, learner, 'key', { owner: 'two' })
      assert.deepEqual([second.turnId, second.run], [first.turnId, 2])
      await store.turns.letGo(first.turnId, first.run, nowMs)
      assert.equal((await store.turns.claim(claiming(learner, 'key', { owner: 'three' }))).state, 'taken')
      const kept = await store.turns.finish(outcome(second))
      await store.turns.letGo(second.turnId, second.run, nowMs)
      assert.deepEqual(await store.turns.claim(claiming(learner, 'key', { owner: 'three' })), { state: 'finished', turn: kept })
    },
    breach: (store) => breaking(store, ({ letGo }) => ({ letGo: (turnId, _, atMs) => letGo(turnId, 2, atMs) })),
  },
  {
    promise: 'leases of others are ended on request, one’s own are not',
    holds: async (store) => {
      const [learner, somebody] = [await newLearner(store), await newLearner(store)]
      await claimed(store, learner, 'key', { owner: 'dead' })
      await claimed(store, somebody, 'key', { owner: 'me' })
      await store.turns.releaseLeases('me', nowMs)
      assert.equal((await claimed(store, learner, 'key', { owner: 'me' })).run, 2)
      assert.equal((await store.turns.claim(claiming(somebody, 'key', { owner: 'two' }))).state, 'taken')
    },
    breach: (store) => breaking(store, ({ releaseLeases }) => ({ releaseLeases: (_, atMs) => releaseLeases('nobody', atMs) })),
  },
]

/** Whose turn it is, for breaches that take what is not theirs: found among the learners made here. */
async function learnerOf(store: Store, turnId: Parameters<TurnStore['read']>[1]) {
  for (const learnerId of learners.toReversed()) if (await store.turns.read(learnerId, turnId)) return learnerId
  return undefined
}
