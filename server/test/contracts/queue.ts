/** What every queue promises. */
import assert from 'node:assert/strict'
import type { JobRecord } from '../../src/ports/queue.ts'
import type { Promised } from './keep.ts'
import { broken, deliver, ended, hands, lookedAround, measure, nobodys, refuses, remind, scene, until, working, type Given, type Queues } from './queue-cast.ts'

const minuteMs = 60_000
const about = (begun: readonly { readonly about: string }[]): string[] => begun.map((each) => each.about)
const onlyJob = async (queue: ReturnType<Queues['open']>): Promise<JobRecord> => (await queue.list({ state: null, task: null, before: null, limit: 1 })).items[0]!

export const queue: readonly Promised<Queues, Given>[] = [
  {
    promise: 'a job is done once, with what it is about, and is done then',
    holds: (queues, given) => scene(queues, given, async ({ open }) => {
      const [queue, hand] = [open(), hands('deliver', 'measure')]
      await queue.work(hand.work, hand.report)
      assert.equal(await queue.enqueue([deliver('one'), deliver('two')]), 2)
      await until(queue, 'both are done', async () => (await queue.list({ state: 'done', task: 'deliver', before: null, limit: 9 })).items.length === 2)
      await lookedAround(queue, hand, 1)
      assert.deepEqual(about(hand.begun).sort(), ['1', 'one', 'two'])
      assert.deepEqual(hand.begun.map(({ run }) => run.attempt), [1, 1, 1])
      assert.deepEqual(hand.troubles, [])
    }),
    breach: (queues) => broken(queues, ({ work }) => ({
      work: ({ deliver: once, ...others }, report) => work({ ...others, deliver: async (payload, run) => { await once!(payload, run); await once!(payload, run) } }, report),
    })),
  },
  {
    promise: 'a job whose key is known is left out, ten at once too, and when it is done',
    holds: (queues, given) => scene(queues, given, async ({ open }) => {
      const [queue, hand] = [open(), hands('deliver')]
      const added = await Promise.all(Array.from({ length: 10 }, () => queue.enqueue([deliver('one')])))
      assert.equal(added.reduce((sum, each) => sum + each), 1)
      await queue.work(hand.work, hand.report)
      await ended(queue, (await onlyJob(queue)).jobId, 'done')
      assert.equal(await queue.enqueue([deliver('one'), deliver('two')]), 1)
    }),
    breach: (queues) => working(queues, { deliver: { key: ({ messageId }) => `${messageId} ${Math.random()}` } }),
  },
  {
    promise: 'a job is there when its cause is committed, and never otherwise',
    holds: (queues, given) => scene(queues, given, async ({ open }) => {
      const queue = open()
      await assert.rejects(given.transact(async (tx) => { await queue.enqueueIn(tx, [deliver('one'), remind('2026-03-02')]); throw new Error('no cause') }), /no cause/)
      assert.equal((await queue.list({ state: null, task: null, before: null, limit: 9 })).items.length, 0)
      await given.transact(async (tx) => { await queue.enqueueIn(tx, [deliver('one'), remind('2026-03-02')]) })
      assert.equal((await queue.list({ state: null, task: null, before: null, limit: 9 })).items.length, 2)
    }),
    breach: (queues) => broken(queues, ({ enqueue }) => ({ enqueueIn: (_tx, jobs) => enqueue(jobs) })),
  },
  {
    promise: 'the most urgent task is begun first, and of one task the oldest job',
    holds: (queues, given) => scene(queues, given, async ({ open }) => {
      const [queue, hand] = [open({}, 1), hands('measure', 'remind', 'deliver')]
      for (const job of [measure(5), remind('2026-03-02'), deliver('one'), deliver('two'), measure(4)]) await queue.enqueue([job])
      await queue.work(hand.work, hand.report)
      await until(queue, 'all have begun', () => hand.begun.length === 5)
      assert.deepEqual(about(hand.begun), ['one', 'two', '2026-03-02', '5', '4'])
    }),
    breach: (queues) => working(queues, { remind: { priority: 1 }, deliver: { priority: 2 } }),
  },
  {
    promise: 'what nobody here can do is left for others',
    holds: (queues, given) => scene(queues, given, async ({ open }) => {
      const [one, other, hand, otherHand] = [open(), open(), hands('measure'), hands('deliver')]
      await one.enqueue([deliver('one')])
      await one.work(hand.work, hand.report)
      await lookedAround(one, hand, 1)
      assert.equal((await one.list({ state: 'waiting', task: 'deliver', before: null, limit: 9 })).items.length, 1)
      await other.work(otherHand.work, otherHand.report)
      await until(other, 'another does it', () => otherHand.begun.length === 1)
    }),
    breach: (queues) => broken(queues, ({ work }) => ({ work: (given, report) => work({ deliver: async () => {}, ...given }, report) })),
  },
  {
    promise: 'a run that fails is tried again after its backoff, cut at random; after the last try it is dead, with a code for a reason',
    holds: (queues, given) => scene(queues, given, async ({ open }) => {
      const [queue, hand] = [open({ deliver: { tries: 3, backoff: { firstMs: 600_000, delayMsMax: 900_000 } } }), hands('deliver')]
      hand.holding = true
      await queue.enqueue([deliver('one')])
      await queue.work(hand.work, hand.report)
      const { jobId } = await onlyJob(queue)
      for (const [atLeastMs, atMostMs] of [[300_000, 600_000], [600_000, 900_000]]) {
        await until(queue, 'it begins', () => hand.begun.length > 0)
        hand.begun.pop()!.end(new Error('Petra said something.'))
        const { startedAtMs, dueAtMs, fault } = await ended(queue, jobId, 'waiting')
        assert.equal(fault, 'internal')
        const [soonestMs, latestMs] = [dueAtMs - startedAtMs! - 5_000, dueAtMs - startedAtMs!]
        assert.ok(latestMs >= atLeastMs! && soonestMs <= atMostMs!, `it waits ${latestMs} ms`)
        await queue.cancel(jobId)
        await queue.retry(jobId)
      }
      await until(queue, 'it begins', () => hand.begun.length > 0)
      assert.equal(hand.begun[0]!.run.attempt, 3)
      hand.begun.pop()!.end(new Error('Petra said something.'))
      const { attempts, tries } = await ended(queue, jobId, 'dead')
      assert.deepEqual([attempts, tries, hand.troubles.length], [3, 3, 3])
    }),
    breach: (queues) => working(queues, { deliver: { backoff: { firstMs: 60_000, delayMsMax: 60_000 } } }),
  },
  {
    promise: 'no more of one task run at once in a process than it says, and no more in all than the process allows',
    holds: (queues, given) => scene(queues, given, async ({ open }) => {
      const [queue, hand] = [open({ deliver: { concurrency: 2 } }, 4), hands('deliver', 'remind', 'measure')]
      hand.holding = true
      await queue.enqueue([...['one', 'two', 'three', 'four'].map(deliver), remind('2026-03-02'), remind('2026-03-03'), measure(1)])
      await queue.work(hand.work, hand.report)
      await until(queue, 'four have begun', () => hand.begun.length >= 4)
      assert.deepEqual(about(hand.begun), ['one', 'two', '2026-03-02', '2026-03-03'])
      for (const { end } of hand.begun.slice(0, 2)) end()
      await until(queue, 'six have begun', () => hand.begun.length >= 6)
      assert.deepEqual(about(hand.begun).slice(4).sort(), ['four', 'three'])
      hand.holding = false
      for (const { end } of hand.begun) end()
      await until(queue, 'all have begun', () => hand.begun.length === 7)
    }),
    breach: (queues) => working(queues, { deliver: { concurrency: 3 } }),
  },
  {
    promise: 'all processes together begin no more of a task in one window than its pace allows, and go on in the next',
    holds: (queues, given) => scene(queues, given, async ({ clock, open }) => {
      const paced = { deliver: { pace: { starts: 3, perMs: minuteMs } } }
      const [one, other, hand, otherHand] = [open(paced), open(paced), hands('deliver', 'measure'), hands('deliver', 'measure')]
      const all = () => [...hand.begun, ...otherHand.begun].filter(({ name }) => name === 'deliver').length
      await Promise.all([one.work(hand.work, hand.report), other.work(otherHand.work, otherHand.report)])
      await one.enqueue(Array.from({ length: 8 }, (_, at) => deliver(`${at}`)))
      for (const expected of [3, 6, 8]) {
        await until(one, `${expected} have begun`, () => all() >= expected)
        // Both hold one measurement, so both have looked.
        hand.holding = otherHand.holding = true
        await one.enqueue([measure(expected * 10), measure(expected * 10 + 1)])
        const measuring = () => [...hand.begun, ...otherHand.begun].filter(({ name, run }) => name === 'measure' && !run.signal.aborted)
        await until(one, 'both look', () => measuring().length === 2)
        assert.equal(all(), expected)
        hand.holding = otherHand.holding = false
        for (const { end } of measuring()) end()
        await until(one, 'nothing runs', async () => (await one.depth()).running === 0)
        clock.pass(minuteMs)
      }
    }),
    breach: (queues) => working(queues, { deliver: { pace: null } }),
  },
  {
    promise: 'a run that takes longer than its task may is told to stop, has failed, and is tried again',
    holds: (queues, given) => scene(queues, given, async ({ clock, open }) => {
      const [queue, hand] = [open(), hands('deliver')]
      hand.holding = true
      await queue.enqueue([deliver('one')])
      await queue.work(hand.work, hand.report)
      await until(queue, 'it begins', () => hand.begun.length === 1)
      clock.pass(minuteMs - 1)
      assert.equal(hand.begun[0]!.run.signal.aborted, false)
      clock.pass(1)
      await queue.depth()
      assert.equal(hand.begun[0]!.run.signal.aborted, true)
      await until(queue, 'it begins again', () => hand.begun.length === 2)
      assert.deepEqual(hand.begun.map(({ run }) => [run.attempt, run.signal.aborted]), [[1, true], [2, false]])
      hand.begun[0]!.end()
      const { jobId, fault } = await onlyJob(queue)
      assert.deepEqual([fault, hand.troubles.length], ['too-slow', 1])
      assert.equal((await queue.read(jobId))?.state, 'running')
    }),
    breach: (queues) => working(queues, { deliver: { limitMs: 2 * minuteMs } }),
  },
  {
    promise: 'a job that waits for its moment is not begun before',
    holds: (queues, given) => scene(queues, given, async ({ open }) => {
      const [queue, hand] = [open(), hands('deliver', 'measure')]
      await queue.work(hand.work, hand.report)
      const dueAtMs = Date.UTC(2100, 0, 1)
      await queue.enqueue([{ ...deliver('later'), dueAtMs }, { ...deliver('now'), dueAtMs: 0 }])
      await lookedAround(queue, hand, 1)
      assert.deepEqual(about(hand.begun), ['now', '1'])
      assert.deepEqual((await queue.list({ state: 'waiting', task: null, before: null, limit: 9 })).items.map((job) => job.dueAtMs), [dueAtMs])
      assert.equal((await queue.depth()).waiting, 0)
    }),
    breach: (queues) => broken(queues, ({ enqueue }) => ({ enqueue: (jobs) => enqueue(jobs.map(({ dueAtMs: _, ...job }) => job)) })),
  },
  {
    promise: 'what the clock makes is made once, however many processes there are',
    holds: (queues, given) => scene(queues, given, async ({ clock, open }) => {
      const minutely = { tick: { everyMs: minuteMs } }
      const [one, other, hand, otherHand] = [open(minutely), open(minutely), hands('tick', 'measure'), hands('tick', 'measure')]
      const ticks = () => [...hand.begun, ...otherHand.begun].filter(({ name }) => name === 'tick').map((each) => each.about)
      const due: string[] = []
      await Promise.all([one.work(hand.work, hand.report), other.work(otherHand.work, otherHand.report)])
      for (let minute = 0; minute < 3; minute += 1) {
        due.push(String(clock.now()))
        await until(one, `minute ${minute}`, () => ticks().length > minute)
        await until(one, 'it is done', async () => (await one.depth()).running === 0)
        clock.pass(minuteMs)
      }
      due.push(String(clock.now()))
      await until(one, 'the last', () => ticks().length > 3)
      assert.deepEqual(ticks().sort(), due)
    }),
    breach: (queues) => working(queues, { tick: { key: () => String(Math.random()) } }),
  },
  {
    promise: 'a cancelled job that runs is told to stop, and its end counts for nothing',
    holds: (queues, given) => scene(queues, given, async ({ clock, open }) => {
      const [queue, hand] = [open(), hands('deliver')]
      hand.holding = true
      await queue.enqueue([deliver('one')])
      await queue.work(hand.work, hand.report)
      await until(queue, 'it begins', () => hand.begun.length === 1)
      const { jobId } = await onlyJob(queue)
      assert.equal((await queue.cancel(jobId))?.state, 'cancelled')
      clock.pass(5_000)
      await until(queue, 'it is told', () => hand.begun[0]!.run.signal.aborted, 300)
      hand.begun[0]!.end()
      await refuses('conflict', queue.cancel(jobId))
      assert.equal((await queue.read(jobId))?.state, 'cancelled')
    }),
    breach: (queues) => broken(queues, ({ read, list }) => ({ cancel: async () => ({ ...(await list({ state: null, task: null, before: null, limit: 1 })).items[0]!, state: 'cancelled' }), read })),
  },
  {
    promise: 'a dead or cancelled job is tried once more at once, and another is refused',
    holds: (queues, given) => scene(queues, given, async ({ open }) => {
      const [queue, hand] = [open({ deliver: { tries: 1 } }), hands('deliver')]
      await queue.enqueue([deliver('one')])
      const { jobId } = await onlyJob(queue)
      await refuses('conflict', queue.retry(jobId))
      await queue.cancel(jobId)
      await queue.work({ deliver: async () => { hand.begun.push({} as never); if (hand.begun.length === 1) throw new Error('not now') } }, hand.report)
      assert.equal((await queue.retry(jobId))?.state, 'waiting')
      await ended(queue, jobId, 'dead')
      await queue.retry(jobId)
      const { attempts } = await ended(queue, jobId, 'done')
      assert.deepEqual([attempts, hand.begun.length], [2, 2])
      await refuses('conflict', queue.retry(jobId))
      await refuses('conflict', queue.cancel(jobId))
      assert.deepEqual([await queue.read(nobodys), await queue.retry(nobodys), await queue.cancel(nobodys)], [null, null, null])
    }),
    breach: (queues) => broken(queues, ({ read }) => ({ retry: read })),
  },
  {
    promise: 'of a paused task no process begins a job until it is resumed, whatever is started meanwhile; of others they do',
    holds: (queues, given) => scene(queues, given, async ({ clock, open }) => {
      const [one, other, later] = [open(), open(), open()]
      const [hand, otherHand] = [hands('deliver', 'measure'), hands('deliver', 'remind')]
      try {
        await other.work(hand.work, hand.report)
        await one.pause('deliver', clock.now())
        await lookedAround(other, hand, 1)
        await one.enqueue([deliver('one')])
        await lookedAround(other, hand, 2)
        await later.work(otherHand.work, otherHand.report)
        await one.enqueue([deliver('two'), remind('2026-01-01')])
        await until(later, 'it does something else', () => otherHand.begun.length > 0)
        await lookedAround(other, hand, 3)
        assert.deepEqual([...hand.begun, ...otherHand.begun].filter(({ name }) => name === 'deliver'), [])
        assert.deepEqual([...(await later.paused())], [['deliver', clock.now()]])
      } finally {
        await one.resume('deliver')
      }
      await until(other, 'they begin', () => [...hand.begun, ...otherHand.begun].filter(({ name }) => name === 'deliver').length === 2)
      assert.equal((await one.paused()).size, 0)
    }),
    breach: (queues) => broken(queues, () => ({ pause: async () => {} })),
  },
  {
    promise: 'draining a task cancels what waits of it, and of no other',
    holds: (queues, given) => scene(queues, given, async ({ open }) => {
      const queue = open()
      await queue.enqueue([deliver('one'), { ...deliver('two'), dueAtMs: Date.UTC(2100, 0, 1) }, remind('2026-01-01')])
      assert.equal(await queue.drain('deliver'), 2)
      assert.deepEqual((await queue.list({ state: 'cancelled', task: null, before: null, limit: 9 })).items.map(({ task }) => task), ['deliver', 'deliver'])
      assert.deepEqual([...(await queue.depths())].map(([task, { waiting }]) => [task, waiting]), [['remind', 1]])
      assert.equal(await queue.drain('deliver'), 0)
    }),
    breach: (queues) => broken(queues, ({ drain }) => ({ drain: async (task) => (await drain('remind')) + (await drain(task)) })),
  },
  {
    promise: 'who stops lets its runs end, gives the rest back with the try not counted, and begins nothing more',
    holds: (queues, given) => scene(queues, given, async ({ clock, open }) => {
      const [one, other, hand, otherHand] = [open({}, 2), open(), hands('deliver'), hands('deliver')]
      hand.holding = true
      await one.work(hand.work, hand.report)
      await one.enqueue(['one', 'two', 'three'].map(deliver))
      await until(one, 'two have begun', () => hand.begun.length === 2)
      const stopping = one.stop(1_000)
      hand.begun[0]!.end()
      await until(one, 'one is done', async () => (await one.list({ state: 'done', task: null, before: null, limit: 9 })).items.length === 1)
      clock.pass(1_000)
      await stopping
      assert.deepEqual([hand.begun.length, hand.begun[1]!.run.signal.aborted], [2, true])
      assert.equal((await other.depth()).waiting, 2)
      await other.work(otherHand.work, otherHand.report)
      await until(other, 'the rest begins elsewhere', () => otherHand.begun.length === 2)
      assert.deepEqual(otherHand.begun.map((each) => [each.about, each.run.attempt]).sort(), [['three', 1], ['two', 1]])
    }),
    breach: (queues) => broken(queues, ({ stop, list, cancel }) => ({
      async stop(graceMs) {
        await stop(graceMs)
        const [left] = (await list({ state: 'waiting', task: null, before: null, limit: 1 })).items
        if (left) await Promise.allSettled([cancel(left.jobId)])
      },
    })),
  },
  {
    promise: 'jobs are listed newest first, page by page, each once, by state and task, and counted',
    holds: (queues, given) => scene(queues, given, async ({ open }) => {
      const queue = open()
      await queue.enqueue(['one', 'two', 'three'].map(deliver))
      for (const day of ['2026-03-02', '2026-03-03']) await queue.enqueue([remind(day)])
      const pages = async (limit: number) => {
        const seen: JobRecord[] = []
        for (let before: string | null = null; ; ) {
          const { items, next } = await queue.list({ state: 'waiting', task: null, before, limit })
          seen.push(...items)
          if (next === null) return seen
          before = next
        }
      }
      const all = await pages(9)
      assert.deepEqual(await pages(2), all)
      assert.deepEqual([all.length, new Set(all.map(({ jobId }) => jobId)).size, all[0]?.payload, all[0]?.attempts], [5, 5, { timeZone: 'Europe/Prague', day: '2026-03-03' }, 0])
      assert.deepEqual((await queue.list({ state: null, task: 'remind', before: null, limit: 9 })).items, all.slice(0, 2))
      assert.deepEqual((await queue.list({ state: 'done', task: null, before: null, limit: 9 })).items, [])
      const { oldestMs, ...counted } = await queue.depth()
      assert.deepEqual([counted, oldestMs >= 0], [{ waiting: 5, running: 0, dead: 0 }, true])
      await refuses('invalid', queue.list({ state: null, task: null, before: 'nothing of ours', limit: 9 }))
    }),
    breach: (queues) => broken(queues, ({ list }) => ({ list: async (page) => ({ ...(await list(page)), next: null }) })),
  },
]
