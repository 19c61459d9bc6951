import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { inbox } from '../../../src/adapters/postgres/inbox.ts'
import type { Tables } from '../../../src/adapters/postgres/tables.ts'
import { upkeep } from '../../../src/adapters/postgres/upkeep.ts'
import type { Inbox, Series } from '../../../src/ports/inbox.ts'
import { clock } from '../../contracts/store-cast.ts'
import { homes, testDatabase, type TestDatabase } from '../../postgres.ts'

const nowMs = 1_000_000
const [one, other] = [clock.newId(), clock.newId()]
/** So long ago that nothing waits for what was left out before it. */
const longAgoMs = nowMs - 10_000
const of = (chatId: number, updateId: number) => ({ chatId, updateId, body: { said: updateId } })

for (const { home, called, skip } of homes)
  describe(`what Telegram brings, on ${called}`, { skip }, () => {
    let opened: TestDatabase<Tables>
    let kept: Inbox
    before(async () => {
      opened = await testDatabase<Tables>({ home, poolMax: 4 })
      kept = inbox(opened.database)
    })
    after(() => opened.close())
    const take = (holder: string, atMs = nowMs, limit = 100) => kept.take({ holder, nowMs: atMs, leaseUntilMs: atMs + 100, limit })
    /** By whichever of them has it. */
    const done = (updateId: number, atMs: number) => Promise.all([one, other].map((holder) => kept.done(updateId, holder, atMs)))
    const names = (taken: Awaited<ReturnType<typeof take>>) => taken.map(({ updateId }) => updateId)

    it('is kept once, whoever brings it and however often', async () => {
      const brought = [of(1, 11), of(1, 12), of(2, 21)]
      const counts = await Promise.all([kept.keep(brought, longAgoMs), kept.keep(brought.toReversed(), longAgoMs), kept.keep([of(1, 11)], longAgoMs)])
      assert.equal(counts.reduce((sum, count) => sum + count), 3)
    })

    it('is taken by one, of each chat the oldest', async () => {
      const [mine, theirs] = await Promise.all([take(one), take(other)])
      assert.deepEqual([...names(mine), ...names(theirs)].toSorted(), [11, 21])
      assert.deepEqual(mine.concat(theirs).find(({ updateId }) => updateId === 11), { updateId: 11, chatId: 1, body: { said: 11 }, sent: 0, sendingAfter: null, tries: 1 })
    })

    it('waits for what came before it in its chat', async () => {
      assert.deepEqual(names(await take(one)), [])
      await done(11, nowMs)
      assert.deepEqual(names(await take(one)), [12])
    })

    it('is taken over when its holder is gone, with how much of its answer is out', async () => {
      const leaving = (holder: string) => kept.leaving(21, holder, 2, { chatId: 0, latest: 700 })
      assert.deepEqual(new Set([await leaving(one), await leaving(other)]), new Set([700, null]), 'for its holder alone')
      await kept.renew([12], one, nowMs + 1000)
      const [taken, none] = await take(other, nowMs + 101)
      assert.deepEqual([taken?.updateId, taken?.sent, taken?.sendingAfter, taken?.tries, none], [21, 2, 700, 2, undefined])
    })

    it('is answered above all that any process has sent before in the series, of a supergroup or of all other chats', async () => {
      const shared = (latest: number) => ({ chatId: 0, latest })
      await kept.left(11, other, 1, shared(710))
      await kept.left(12, other, 1, shared(705))
      await kept.left(12, other, 1, { chatId: -100, latest: 3 })
      const after = (series: Series) => kept.leaving(21, other, 2, series)
      assert.deepEqual([await after(shared(0)), await after(shared(720)), await after({ chatId: -100, latest: 2 }), await after({ chatId: -200, latest: 0 })], [710, 720, 3, 0])
      await kept.left(21, other, 2, shared(0))
    })

    it('is put back for later, and all of it when the process begins that holds the installation alone', async () => {
      await kept.putBack(21, other, nowMs + 500)
      assert.deepEqual(names(await take(one, nowMs + 300)), [])
      await kept.release(nowMs + 300)
      assert.deepEqual(names(await take(one, nowMs + 300)), [12, 21])
    })

    it('leaves nothing of what was said once it is answered, is known for days, and is then forgotten', async () => {
      await done(12, nowMs + 400)
      const row = await opened.database.kysely.selectFrom('telegram_updates').select('body').where('update_id', '=', 12).executeTakeFirst()
      assert.deepEqual(row, { body: null })
      assert.equal(await kept.keep([of(1, 12)], nowMs + 401), 0)
      assert.equal(await upkeep(opened.database).erase('updates', nowMs + 400, 10), 1)
      assert.equal(await upkeep(opened.database).erase('updates', nowMs + 401, 10), 1)
      assert.deepEqual(await opened.database.kysely.selectFrom('telegram_series').select('chat_id').execute(), [], 'nor of how far a group had come')
    })

    it('waits a moment for one that comes before it, wherever that is said, and no longer', async () => {
      const atMs = nowMs + 10_000
      await done(21, atMs)
      await kept.keep([of(3, 30)], longAgoMs)
      await take(one, atMs)
      await done(30, longAgoMs)
      await kept.keep([of(3, 33)], atMs)
      await kept.keep([of(4, 32)], atMs + 400)
      assert.deepEqual(names(await take(one, atMs + 499)), [], 'nothing after 31')
      await kept.keep([of(3, 31)], atMs + 499)
      assert.deepEqual(names(await take(one, atMs + 499)), [31, 32])
      await done(31, atMs)
      assert.deepEqual(names(await take(one, atMs + 499)), [33])
      await kept.renew([32, 33], one, atMs + 5000)
      await kept.keep([of(5, 40)], atMs + 500)
      assert.deepEqual(names(await take(one, atMs + 999)), [])
      assert.deepEqual(names(await take(one, atMs + 1000)), [40], 'none may ever come')
    })

    it('waits for what came after it where that is being answered already: of a chat one at a time', async () => {
      const atMs = nowMs + 30_000
      await kept.keep([of(6, 52)], longAgoMs)
      assert.ok(names(await take(one, atMs)).includes(52))
      await kept.keep([of(6, 51)], longAgoMs)
      assert.equal(names(await take(other, atMs + 50)).includes(51), false)
      assert.ok(names(await take(other, atMs + 101)).includes(52), 'its holder is gone')
      await done(52, atMs)
      assert.ok(names(await take(other, atMs + 102)).includes(51))
    })
  })
