/** What is promised of what is kept in few words. */
import assert from 'node:assert/strict'
import type { LearnerId, TurnId } from '../../src/domain/identity.ts'
import { factsMax } from '../../src/domain/recollection.ts'
import type { Turn } from '../../src/domain/conversation.ts'
import type { Recollected, Recollections } from '../../src/ports/recollections.ts'
import type { Store } from '../../src/ports/store.ts'
import type { Promised } from './keep.ts'
import { claimed, newLearner, nowMs, turned } from './store-cast.ts'

/** What is kept, beside the store that it is kept of, and how turns are erased. */
export type Keeping = { readonly recollections: Recollections; readonly store: Store; readonly erase: (turnId: TurnId) => Promise<void> }

const breaking = (keeping: Keeping, broken: (recollections: Recollections) => Partial<Recollections>): Keeping =>
  ({ ...keeping, recollections: { ...keeping.recollections, ...broken(keeping.recollections) } })

/** A talk of so many turns: what is said in each is its place. */
async function talk(store: Store, turns: number): Promise<{ readonly learnerId: LearnerId; readonly turns: readonly Turn[] }> {
  const learnerId = await newLearner(store)
  const all: Turn[] = []
  for (let at = 1; at <= turns; at += 1) all.push(await turned(store, learnerId, `${at}`, { transcript: `${at}` }))
  return { learnerId, turns: all }
}

const kept = ({ learnerId, turns }: Awaited<ReturnType<typeof talk>>, through: number, more: Partial<Recollected> = {}): Recollected => {
  const { conversationId, turnId } = turns[through - 1]!
  return { conversationId, learnerId, through, turnId, summary: `through ${through}`, facts: [], nowMs, ...more }
}
const known = async (store: Store, learnerId: LearnerId) => (await claimed(store, learnerId, crypto.randomUUID())).conversation.recollection

export const recollectionsContract: readonly Promised<Keeping>[] = [
  {
    promise: 'the first exchanges that no summary tells of are found, up to a place or to the end',
    holds: async ({ recollections, store }) => {
      const all = await talk(store, 4)
      const { conversationId } = all.turns[0]!
      const places = async (through: number | null) => (await recollections.unsummarised(conversationId, through))?.exchanges.map(({ learner }) => learner) ?? []
      assert.deepEqual(await places(2), ['1', '2'])
      await recollections.keep(kept(all, 2))
      assert.deepEqual([await places(null), await places(2)], [['3', '4'], []])
      assert.equal((await recollections.unsummarised(conversationId, 3))?.summary, 'through 2')
    },
    breach: (keeping) => breaking(keeping, ({ unsummarised }) => ({ unsummarised: (conversationId) => unsummarised(conversationId, null) })),
  },
  {
    promise: 'a summary that tells of less comes too late',
    holds: async ({ recollections, store }) => {
      const all = await talk(store, 3)
      await recollections.keep(kept(all, 3))
      await recollections.keep(kept(all, 2))
      assert.equal((await known(store, all.learnerId)).summary, 'through 3')
    },
    breach: (keeping) => breaking(keeping, ({ keep }) => ({ keep: (given) => keep({ ...given, through: given.through === 2 ? 9 : given.through }) })),
  },
  {
    promise: 'facts are kept once, and of more than twenty the newest',
    holds: async ({ recollections, store }) => {
      const all = await talk(store, 2)
      const fact = (at: number) => ({ fact: `Fact ${at}`, turnId: all.turns[0]!.turnId })
      const first = Array.from({ length: factsMax }, (_, at) => fact(at + 10))
      await recollections.keep(kept(all, 1, { facts: first }))
      await recollections.keep(kept(all, 2, { facts: [first[19]!, fact(99)], nowMs: nowMs + 1 }))
      assert.deepEqual((await known(store, all.learnerId)).facts, [...first.slice(0, 19), fact(99)].map((each) => each.fact))
    },
    breach: (keeping) => breaking(keeping, ({ keep }) => ({ keep: (given) => keep({ ...given, nowMs: 2 * nowMs - given.nowMs }) })),
  },
  {
    promise: 'a talk is remembered in the learner’s next one, and by nobody else',
    holds: async ({ recollections, store }) => {
      const all = await talk(store, 1)
      await recollections.keep(kept(all, 1, { facts: [{ fact: 'Lives in Brno', turnId: all.turns[0]!.turnId }] }))
      const tomorrow = await claimed(store, all.learnerId, 'tomorrow', { nowMs: nowMs + 86_400_000 })
      assert.notEqual(tomorrow.conversation.conversationId, all.turns[0]!.conversationId)
      const { facts, summary, lastTalk } = tomorrow.conversation.recollection
      assert.deepEqual([facts, summary, lastTalk], [['Lives in Brno'], null, 'through 1'])
      assert.deepEqual((await known(store, await newLearner(store))).facts, [])
    },
    breach: (keeping) => breaking(keeping, () => ({ keep: async () => {} })),
  },
  {
    promise: 'what was told goes with the turn that it was told in, and of one that is gone nothing is kept',
    holds: async ({ recollections, store, erase }) => {
      const all = await talk(store, 2)
      const facts = [{ fact: 'Lives in Brno', turnId: all.turns[0]!.turnId }]
      await recollections.keep(kept(all, 1, { facts }))
      await erase(all.turns[0]!.turnId)
      assert.deepEqual(await known(store, all.learnerId), { facts: [], recurring: [], summary: null, lastTalk: null })
      await assert.doesNotReject(recollections.keep(kept(all, 2, { facts })))
      const { facts: after, summary } = await known(store, all.learnerId)
      assert.deepEqual([after, summary], [[], 'through 2'])
    },
    breach: (keeping) => ({ ...keeping, erase: async () => {} }),
  },
]
