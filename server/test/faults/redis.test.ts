import assert from 'node:assert/strict'
import { after, before, describe, it, type TestContext } from 'node:test'
import { openInstallation, type Door, type Installation } from '../journeys/installation.ts'
import { leftOut } from '../present.ts'
import { startRedis, type TestRedis } from '../redis.ts'
import { tcpProxy, type TcpProxy } from '../tcp-proxy.ts'
import { learnersAtOnce, load, recoveryMsMax, took, type Load, type Trouble } from './load.ts'

const skip = leftOut('redis')
/** A change is told by NOTIFY, at once; the machine may be busy. */
const elsewhereMsMax = 1_000

let redis: TestRedis
let proxy: TcpProxy
/** Two processes of one installation, which share what they remember. */
let processes: readonly [Installation, Installation]
const load2 = () => load({ doors: processes, behind: processes[0].database.database, elsewhereMsMax })

const cacheIs = (state: string) => async (): Promise<boolean> => {
  const answers = await Promise.all(processes.map(({ ask }) => ask('/ready')))
  for (const { status, text } of answers) assert.equal(status, 200, text)
  return answers.every(({ text }) => (JSON.parse(text) as { cache: string }).cache === state)
}
/** How often something was found where the processes share it. */
const sharings = () => processes.flatMap(({ mluv }) => Object.values(mluv.house.cache.counts())).reduce((sum, { shared }) => sum + shared, 0)
/** Resolves when one process finds again what the other has looked up. */
async function shares(learners: Load): Promise<void> {
  const before = sharings()
  await learners.until(async () => sharings() > before)
}

type Outage = Trouble & { readonly called: string; readonly told?: 'ok' | 'down' }

const outages: readonly Outage[] = [
  { called: 'stopped and started', begin: () => redis.stop('SIGTERM'), mend: startAgain },
  { called: 'killed and started', begin: () => redis.stop(), mend: startAgain },
  { called: 'paused and continued', begin: () => redis.pause(), mend: () => redis.goOn() },
  { called: 'slow', begin: () => proxy.slow({ latencyMs: 200 }), mend: () => proxy.pass() },
  { called: 'out of reach behind a line that swallows everything', begin: () => proxy.stall(), mend: () => proxy.pass() },
  { called: 'full', told: 'ok', begin: () => limit(1), mend: () => limit(0) },
]

async function startAgain(): Promise<void> {
  redis = await startRedis({ port: redis.port })
}

const limit = async (bytes: number) => assert.match(await redis.ask(`config set maxmemory ${bytes}`), /^\+OK/)

async function outlive(t: TestContext, { begin, mend, told = 'down' }: Outage): Promise<void> {
  const learners = load2()
  t.after(() => learners.stop())
  const usualMs = await took(() => shares(learners))
  await begin()
  await learners.until(cacheIs(told))
  await learners.goods(learnersAtOnce * 20)
  await learners.until(cacheIs(told))
  await mend()
  const recoveryMs = await took(() => Promise.all([learners.until(cacheIs('ok')), shares(learners)]))
  const { refused, ...figures } = await learners.end()
  t.diagnostic(`shared again after ${Math.round(recoveryMs)} ms; ${JSON.stringify(figures)}`)
  assert.equal(refused, 0)
  assert.ok(recoveryMs < recoveryMsMax + usualMs, `back only after ${recoveryMs} ms, where the same takes ${usualMs} ms`)
}

describe('Redis under load', { skip }, () => {
  before(async () => {
    redis = await startRedis({ more: ['--maxmemory-policy', 'noeviction'] })
    proxy = await tcpProxy({ host: '127.0.0.1', port: redis.port })
    const settings = { REDIS_URL: `redis://127.0.0.1:${proxy.port}` }
    const first = await openInstallation({ settings, warm: ['ear'] })
    processes = [first, await openInstallation({ settings, warm: ['ear'], database: first.database })]
  })
  after(async () => {
    await processes[0].close({ keep: true })
    await processes[1].close()
    await proxy.close()
    await redis.stop()
  })

  for (const outage of outages)
    it(`${outage.called}: no answer is an error, none is stale, /ready is true, and it is used again by itself`, (t) => outlive(t, outage))

  it('cut off again and again in the middle of everything: no answer is an error, and none is stale', async (t) => {
    const learners = load2()
    for (let nth = 0; nth < 10; nth += 1) {
      await learners.goods(learnersAtOnce)
      proxy.cut()
    }
    await learners.until(cacheIs('ok'))
    await shares(learners)
    const { refused, ...figures } = await learners.end()
    t.diagnostic(JSON.stringify(figures))
    assert.equal(refused, 0)
  })

  it('is looked at by learners who notice an answer from before their last write, in either process', async () => {
    const around = { behind: processes[0].database.database, elsewhereMsMax: 100 }
    await assert.rejects(load({ ...around, doors: [forgetful(processes[0], 'own')] }).goods(Infinity), /stale where it was written/)
    await assert.rejects(load({ ...around, doors: [processes[0], forgetful(processes[1], 'others')] }).goods(Infinity), /stale elsewhere/)
  })
})

/** Gives for ever what it answered first, to its own guests or to those of others. */
function forgetful(door: Door, whom: 'own' | 'others'): Door {
  const own = new Set<string>()
  const first = new Map<string, ReturnType<Door['call']>>()
  return {
    ...door,
    async guest() {
      const guest = await door.guest()
      own.add(guest.token)
      return guest
    },
    call(path, asking) {
      const { token = '' } = asking ?? {}
      if (path !== '/stats/me' || own.has(token) !== (whom === 'own')) return door.call(path, asking)
      return first.get(token) ?? first.set(token, door.call(path, asking)).get(token)!
    },
  }
}
