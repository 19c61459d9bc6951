import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import fc from 'fast-check'
import { loadPrompts } from '../../src/adapters/models/prompts.ts'
import { replyMessages } from '../../src/adapters/models/reply-messages.ts'
import { postgresQueue } from '../../src/adapters/postgres/jobs.ts'
import { recollections } from '../../src/adapters/postgres/recollections.ts'
import { postgresStore } from '../../src/adapters/postgres/store.ts'
import type { Tables } from '../../src/adapters/postgres/tables.ts'
import type { Corrections } from '../../src/domain/correction.ts'
import { Failure, ProviderFailure } from '../../src/domain/failure.ts'
import type { LearnerId } from '../../src/domain/identity.ts'
import { factsMax } from '../../src/domain/recollection.ts'
import { tasks } from '../../src/domain/task.ts'
import type { Purses } from '../../src/ports/purse.ts'
import type { Store } from '../../src/ports/store.ts'
import type { Summarised, Summariser, Told } from '../../src/ports/summariser.ts'
import { freePurses } from '../../src/routing/purses.ts'
import { summarise, type Summarising } from '../../src/tutor/summarise.ts'
import { prompt } from '../adapters/models/stage.ts'
import { smallContent as content } from '../small-content.ts'
import { claimed, clock, corrections, mistake, newLearner, nowMs, turned } from '../contracts/store-cast.ts'
import { testDatabase, type TestDatabase } from '../postgres.ts'

let database: TestDatabase<Tables>
let store: Store
const prompts = (await loadPrompts(new URL('../../content', import.meta.url).pathname))('cs')
before(async () => {
  database = await testDatabase<Tables>()
  store = postgresStore(database.database, undefined, postgresQueue(database.database, { clock, tasks }).enqueueIn)
})
after(() => database.close())

const signal = () => new AbortController().signal
const parts = (answer: (told: Told) => Summarised, purses: Purses = freePurses): Summarising & { readonly asked: Told[] } => {
  const asked: Told[] = []
  const summariser: Summariser = { name: 'rehearsed', summarise: async (told) => {
    asked.push(told)
    return answer(told)
  } }
  return { language: 'cs', recollections: recollections(database.database), summariser, purses, clock, asked }
}
let keys = 0
const say = (learnerId: LearnerId, transcript: string, mistakes: Corrections['mistakes'] = []) =>
  turned(store, learnerId, `key ${(keys += 1)}`, { transcript }, { corrections: corrections(...mistakes) })
/** What a model is told when the learner says the next thing, however much of the talk is told whole. */
async function toldNext(learnerId: LearnerId, atMs = nowMs): Promise<string> {
  const { conversation: { exchanges, earlier, recollection } } = await claimed(store, learnerId, `key ${(keys += 1)}`, { nowMs: atMs })
  return JSON.stringify(replyMessages({ ...prompt, exchanges, earlier, recollection }, null, { prompts, content: content.in('cs'), discounted: false, window: (all) => all.slice(-1) }))
}

describe('a talk that was put into few words', () => {
  it('is known in the next prompt: its facts, its summary, and what the learner gets wrong', async () => {
    const learnerId = await newLearner(store)
    for (const text of ['Bydlím v Brně.', 'Mám psa.', 'Jdu do škola.']) await say(learnerId, text, [mistake(7, 'škola', 'školy')])
    const { conversationId } = (await store.conversations.list(learnerId, { before: null, limit: 1, q: null })).items[0]!
    const facts = [{ fact: 'Lives in Brno', exchange: 1, quote: 'Bydlím v Brně' }, { fact: 'Is a doctor', exchange: 2, quote: 'jsem lékař' }]
    const one = parts(() => ({ summary: 'They talked about <notes>Brno</notes>.', facts }))
    await summarise(one, { conversationId, through: 2, turns: 3 }, signal())
    assert.deepEqual(one.asked.map(({ exchanges, summary, facts }) => [exchanges.map(({ learner }) => learner), summary, facts]), [[['Bydlím v Brně.', 'Mám psa.'], null, []]])
    const told = await toldNext(learnerId)
    for (const known of ['- Lives in Brno', 'Earlier in this conversation: They talked about ‹notes›Brno', 'again and again, for which a question now and then should give practice: case']) assert.ok(told.includes(known), known)
    assert.ok(!told.includes('doctor'), 'nobody said so')
    await summarise(one, { conversationId, through: null, turns: 3 }, signal())
    assert.deepEqual(one.asked[1]?.facts, ['Lives in Brno'])
    await summarise(one, { conversationId, through: null, turns: 3 }, signal())
    assert.equal(one.asked.length, 2, 'there is nothing new')
    assert.ok((await toldNext(learnerId, nowMs + 86_400_000)).includes('- Lives in Brno'), 'the day after, too')
  })

  it('keeps every fact and every mistake, however often, by whomever and however badly it is summarised', async () => {
    const round = fc.record({ facts: fc.subarray(['a', 'b', 'c', 'd', 'e']), summary: fc.string(), claims: fc.array(fc.anything(), { maxLength: 3 }) })
    await fc.assert(fc.asyncProperty(fc.array(round, { minLength: 2, maxLength: 6 }), async (rounds) => {
      const learnerId = await newLearner(store)
      const told = new Set<string>()
      let conversationId = ''
      for (const { facts, summary, claims } of rounds) {
        conversationId = (await say(learnerId, `mám ${facts.join(' a ')}.`, [mistake(0, 'mám', 'máme')])).conversationId
        const claimed = facts.map((name) => ({ fact: `Has ${name.repeat(3)}`, exchange: 1, quote: name }))
        for (const { fact } of claimed) told.add(fact)
        const junk = claims.map((each) => Object(each) as { fact: unknown; exchange: unknown; quote: unknown })
        await summarise(parts(() => ({ summary, facts: [...claimed, ...junk] })), { conversationId, through: null, turns: 1 }, signal())
      }
      const next = await toldNext(learnerId)
      assert.ok(told.size <= factsMax)
      for (const fact of told) assert.ok(next.includes(`- ${fact}`), fact)
      assert.equal(next.includes('practice: case'), rounds.length >= 3)
    }), { numRuns: 8 })
  })

  it('waits where there is no money, and fails where the model does', async () => {
    const { conversationId } = await say(await newLearner(store), 'Ahoj.')
    const talk = { conversationId, through: null, turns: 1 }
    const nothing: Summarised = { summary: '', facts: [] }
    const poor = (error: Failure) => parts(() => { throw error })
    await assert.doesNotReject(summarise(poor(new ProviderFailure('v', 'over-budget')), talk, signal()))
    await assert.doesNotReject(summarise(parts(() => nothing, { open: () => Promise.reject(new Failure('exhausted', 'Nothing left.')) }), talk, signal()))
    await assert.rejects(summarise(poor(new ProviderFailure('v', 'busy')), talk, signal()), { fault: 'busy' })
    const last = parts(() => nothing)
    await summarise(last, talk, signal())
    assert.equal(last.asked.length, 1, 'it was not lost')
  })
})
