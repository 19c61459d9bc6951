/** Learners who are erased while something is under way: while they are answered by another process, and by a process that dies of it. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { startSimulator, type Simulator } from '../../../bench/simulator/simulator.ts'
import { postgresStore } from '../../src/adapters/postgres/store.ts'
import type { Tables } from '../../src/adapters/postgres/tables.ts'
import { tracesIn } from '../../src/adapters/postgres/traces.ts'
import type { LearnerId } from '../../src/domain/identity.ts'
import { clock, newLearner, nowMs, turned } from '../contracts/store-cast.ts'
import { eventually } from '../journeys/eventually.ts'
import { openInstallation, type Guest, type Installation } from '../journeys/installation.ts'
import { testDatabase } from '../postgres.ts'
import { live } from './crash.ts'

describe('a learner who is erased while another process answers them', () => {
  let simulator: Simulator
  let here: Installation
  let there: Installation
  const everything: string[] = []
  before(async () => {
    simulator = await startSimulator()
    const settings = {
      MLUV_VENDOR_URLS: `openai=${simulator.url}`, MLUV_VENDOR_KEYS: `openai=${simulator.key}`, MLUV_CHAT_MODELS: 'openai/gpt-5-mini', MLUV_TTS_MODELS: 'openai/gpt-4o-mini-tts',
    }
    here = await openInstallation({ settings, warm: [] })
    there = await openInstallation({ settings, warm: ['ear'], database: here.database })
  })
  after(async () => {
    await here.close()
    await simulator.stop()
  })

  const claimedOf = async (learnerId: string) => here.database.database.sql<{ turn: string; conversation: string }[]>`select turn_id::text as turn, conversation_id::text as conversation from turns where learner_id = ${learnerId}`

  /** Says something to `there`, has it erased `here` once it is claimed, and notes what must not be found. */
  async function erasedWhileSaying(word: string, more: () => Promise<unknown> = async () => {}): Promise<{ readonly guest: Guest; readonly status: number }> {
    const guest = await there.guest({ motherTongue: 'en' })
    const answering = there.call('/lessons/process/text', { token: guest.token, json: { text: `Mám doma ${word}.` }, key: word })
    const turn = await eventually(async () => (await claimedOf(guest.learnerId))[0], () => 'it is not claimed')
    await more()
    everything.push(guest.learnerId, word, turn.turn, turn.conversation)
    assert.equal((await here.call('/learner', { method: 'DELETE', token: guest.token, json: { confirm: true } })).status, 204)
    return { guest, status: (await answering).status }
  }

  it('is told nothing more, wherever the turn stands', async () => {
    for (const [word, behaviour] of [['xylofonkovice', { chat: { fault: { kind: 'stall' } } }], ['kvadrofonie', { speech: { fault: { kind: 'stall' } } }]] as const) {
      simulator.set({ chat: {}, speech: {}, ...behaviour })
      const { guest, status } = await erasedWhileSaying(word)
      assert.ok(status >= 400, `${word}: ${status}`)
      assert.equal((await there.call('/learner', { token: guest.token })).status, 401)
    }
  })

  it('is gone all the same where the turn ends at that moment', async () => {
    simulator.set({ chat: {}, speech: {} })
    for (const word of ['brumbalova', 'tlampachna', 'grogolandie']) await erasedWhileSaying(word, () => new Promise((resolve) => setTimeout(resolve, everything.length * 3)))
  })

  it('has left nothing when that process has ended: no row, no sound, no entry in a ledger; what was spent is kept', async () => {
    await there.close({ keep: true })
    const { database } = here.database
    assert.deepEqual(await tracesIn(database, everything), [])
    const [left] = await database.sql`select (select count(*)::int from learners) as learners, (select count(*)::int from turns) as turns, (select count(*)::int from sounds) as sounds,
      (select count(*)::int from speeches) as speeches, (select count(*)::int from allowances where scope = 'learner') as allowances,
      (select count(*)::int from spending where learner_id is not null or turn_id is not null) as named, (select count(*)::int from spending) as entries`
    const { entries, ...kept } = left as { readonly entries: number }
    assert.deepEqual(kept, { learners: 0, turns: 0, sounds: 0, speeches: 0, allowances: 0, named: 0 })
    assert.ok(entries > 0)
  })
})

describe('a process that dies while it erases a learner', () => {
  const program = new URL('./crash-erase-process.ts', import.meta.url)

  for (const [last, leaves] of [['after money 1', 'everything'], ['after commit 1', 'nothing that is kept']] as const)
    it(`leaves ${leaves} when it is ${last.slice(0, -2)}, and nothing is left when others have gone on`, async (t) => {
      const scene = await testDatabase<Tables>()
      t.after(() => scene.close())
      const store = postgresStore(scene.database)
      const [goes, stays] = [await newLearner(store, { onLeaderboards: true }), await newLearner(store, { onLeaderboards: true })]
      for (const learnerId of [goes, stays]) await turned(store, learnerId, 'one', { nowMs }, { nowMs })
      await store.cards.keep(goes, { cardId: clock.newId() as never, kind: 'word', front: 'tlampachna', back: 'x', example: null, mistakeId: null, createdAtMs: nowMs })
      await store.leaderboard.refresh()
      const places = async (of: LearnerId = goes) => (await tracesIn(scene.database, [of, 'tlampachna'])).map(({ place }) => place).filter((place) => of === goes || !place.startsWith('public.cards.')).toSorted()
      const [was, others] = [await places(), await places(stays)]
      const life = await live(program, [JSON.stringify(scene.connection), goes], last)
      assert.ok(life.killed && life.told('erased') === undefined, life.said)
      const isWhole = leaves === 'everything'
      // What is shown to others is made anew within the hour.
      assert.deepEqual(await places(), isWhole ? was : was.filter((place) => /^public\.(leaderboard|learner_summaries)\./.test(place)))
      assert.equal(await store.personalData.erase(goes, nowMs), isWhole)
      await store.leaderboard.refresh()
      assert.deepEqual([await places(), await places(stays)], [[], others])
      assert.deepEqual((await store.personalData.erased()).map(({ hash }) => hash), [createHash('sha256').update(goes).digest('hex')])
    })
})
