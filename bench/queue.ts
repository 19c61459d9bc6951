/**
 * How soon a job begins, and how many a second are done: one by one while the worker works, and drained from a backlog.
 *
 * Both homes, with jobs that do nothing, so that what is measured is the queue. Peer, in the same run: pg-boss by itself,
 * on its own driver, with a worker of the same width. Limits: SPEC's figures. `--quick` does fewer.
 */
import { PgBoss } from 'pg-boss'
import { postgresQueue } from '../server/src/adapters/postgres/jobs.ts'
import { realClock } from '../server/src/adapters/real-clock.ts'
import { tasks } from '../server/src/domain/task.ts'
import { percentiles, rounded, table, type Percentiles } from './measuring/figures.ts'
import { embeddedHome, serverHome, type Home, type HomeName } from './measuring/homes.ts'

const quick = process.argv.includes('--quick')
const counts = quick ? { idle: 100, single: 1_000, backlog: 5_000 } : { idle: 500, single: 5_000, backlog: 50_000 }
const limits = { startP95Ms: 10, jobsPerSecond: 5_000 }
/** Jobs at once in the worker, and callers at once in front of it. */
const width = 100
const callers = 50

/** What is measured of a queue. */
type Measurable = {
  add(ids: readonly string[]): Promise<unknown>
  /** `begun` is called as the first thing that a job does. */
  work(begun: (id: string) => void): Promise<void>
  /** Where jobs wait without being fetched. */
  rest(): Promise<void>
  close(): Promise<void>
}
type Measured = { readonly start: Percentiles; readonly onePerSecond: number; readonly addedPerSecond: number; readonly jobsPerSecond: number }

const measured: Partial<Record<HomeName, { readonly ours: Measured; readonly bare: Measured }>> = {}
for (const open of [embeddedHome, serverHome]) {
  const home = await open()
  if (home === null) {
    console.log('No PostgreSQL server is installed here (apt-get install postgresql), so only the embedded one is measured.')
    continue
  }
  measured[home.name] = { ours: await measure(async () => mluvQueue(home)), bare: await measure(() => bareBoss(home)) }
  await home.stop()
}
report()

async function measure(open: () => Promise<Measurable>): Promise<Measured> {
  const queue = await open()
  let begun = (_id: string) => {}
  await queue.work((id) => begun(id))
  const startsMs: number[] = []
  for (let at = 0; at < counts.idle; at += 1) {
    const beganMs = performance.now()
    const isBegun = new Promise<void>((resolve) => { begun = () => resolve() })
    await queue.add([`idle ${at}`])
    await isBegun
    startsMs.push(performance.now() - beganMs)
  }
  const singleMs = await timed(async () => {
    const all = countdown(counts.single, (each) => { begun = each })
    let next = 0
    await Promise.all(Array.from({ length: callers }, async () => {
      for (let at = next; at < counts.single; at = next) {
        next += 1
        await queue.add([`single ${at}`])
      }
    }))
    await all
  })
  await queue.rest()
  const addedMs = await timed(() => queue.add(Array.from({ length: counts.backlog }, (_, at) => `backlog ${at}`)))
  const all = countdown(counts.backlog, (each) => { begun = each })
  const drainedMs = await timed(async () => {
    await queue.work((id) => begun(id))
    await all
  })
  await queue.close()
  const perSecond = (count: number, ms: number) => Math.round((count * 1000) / ms)
  return {
    start: percentiles(startsMs.slice(counts.idle / 10)),
    onePerSecond: perSecond(counts.single, singleMs), addedPerSecond: perSecond(counts.backlog, addedMs), jobsPerSecond: perSecond(counts.backlog, drainedMs),
  }
}

function mluvQueue({ database }: Home): Measurable {
  const table = { ...tasks, deliver: { ...tasks.deliver, pace: null, concurrency: width } }
  const open = () => postgresQueue(database, { clock: realClock(), tasks: table, jobsMax: width })
  let queue = open()
  return {
    add: (ids) => queue.enqueue(ids.map((messageId) => ({ task: 'deliver', payload: { messageId } }))),
    work: (begun) => queue.work({ deliver: async ({ messageId }) => begun(messageId) }, ({ error }) => { throw error }),
    async rest() {
      await queue.stop(5_000)
      queue = open()
    },
    close: () => queue.stop(5_000),
  }
}

/** As its documentation has it for throughput: batches, fetched again at once while they are full, and woken by NOTIFY. */
async function bareBoss({ connection }: Home): Promise<Measurable> {
  const address = 'url' in connection ? { connectionString: connection.url } : { ...connection, host: connection.socketFolder }
  const boss = new PgBoss({ ...address, max: 10, schema: 'bare', useListenNotify: true })
  boss.on('error', (error) => { throw error })
  await boss.start()
  await boss.createQueue('deliver', { notify: true })
  return {
    add: (ids) => (ids.length === 1 ? boss.send('deliver', { id: ids[0] }) : boss.insert('deliver', ids.map((id) => ({ data: { id } })))),
    async work(begun) {
      await boss.work<{ id: string }>('deliver', { batchSize: width, burstWhenBatchFull: true, pollingIntervalSeconds: 0.5, notifyPollingIntervalSeconds: 0.5 }, async (jobs) => {
        for (const { data } of jobs) begun(data.id)
      })
    },
    rest: () => boss.offWork('deliver'),
    close: () => boss.stop(),
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const beganMs = performance.now()
  await work()
  return performance.now() - beganMs
}

/** Resolves when what it gives away was called so often. */
function countdown(count: number, give: (each: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    let left = count
    give(() => {
      left -= 1
      if (left === 0) resolve()
    })
  })
}

function report(): void {
  for (const [name, { ours: queue, bare: peer }] of Object.entries(measured)) {
    const row = (says: string, pick: (of: Measured) => number, limit: number | string) => [says, pick(queue), pick(peer), rounded(pick(queue) / pick(peer)), limit]
    console.log(table([
      [`${name} PostgreSQL`, 'ours', 'bare pg-boss', 'ratio', 'limit'],
      row('start after enqueue, p50 ms', ({ start }) => start.p50Ms, ''),
      row('start after enqueue, p95 ms', ({ start }) => start.p95Ms, `<= ${limits.startP95Ms}`),
      row(`${callers} callers add one by one while it works, jobs/s`, ({ onePerSecond }) => onePerSecond, ''),
      row('added in one call, jobs/s', ({ addedPerSecond }) => addedPerSecond, ''),
      row(`drained, ${width} at once, jobs/s`, ({ jobsPerSecond }) => jobsPerSecond, name === 'server' ? `>= ${limits.jobsPerSecond}` : ''),
    ]))
    console.log()
  }
  const { start: { p50Ms, p95Ms }, jobsPerSecond, onePerSecond } = (measured.server ?? measured.embedded)!.ours
  console.log(JSON.stringify({ start: { p50Ms, p95Ms }, jobsPerSecond, onePerSecond, homes: measured }))
}
