/** What the parts do by themselves on the same machine, in the same run: a bare Fastify route, a bare WebSocket, a bare SELECT through the product's own pool. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { openDatabase } from '../../server/src/adapters/postgres/database.ts'
import { caller } from '../measuring/caller.ts'
import { percentiles, type Percentiles } from '../measuring/figures.ts'
import type { Home } from '../measuring/homes.ts'
import { cpuMsOf } from '../measuring/installation.ts'
import type { Generator } from './generating.ts'
import type { Calibrated } from './generator.ts'

/** `cpuMs`: what one answer takes of the processor in the process that gives it; of a SELECT, in the one that asks. */
export type Limit = { readonly name: string; readonly perSecond: number; readonly took: Percentiles; readonly cpuMs: number }
export type Limits = { readonly bare: readonly Limit[]; readonly calibrated: Calibrated }

const callers = 64

/** `perSecond`: the pace at which learners called; `token`: whose first page is the answer. */
type Given = { readonly home: Home; readonly url: string; readonly token: string; readonly generator: Generator; readonly perSecond: number; readonly forMs: number }

export async function limits({ home, url, token, generator, perSecond, forMs }: Given): Promise<Limits> {
  const line = caller(url)
  const { head, body } = await line.ask(`GET /api/v1/learner/home HTTP/1.1\r\nHost: bench\r\nAccept-Encoding: gzip, br\r\nAuthorization: Bearer ${token}\r\n\r\n`)
  line.close()
  const answer = { type: 'application/json', encoding: /\r\ncontent-encoding: ([^\r]+)/i.exec(head)?.[1] ?? null, body: body.toString('base64') }
  const [calibrated, fastifyMs] = await beside(new URL('../measuring/bare-fastify.ts', import.meta.url), JSON.stringify({ home: answer }), (address) => generator.calibrate({ url: address, perSecond, forMs }))
  const answers = calibrated.perSecondMax * (forMs / 1000) + perSecond * (forMs / 1000)
  const [echo, echoMs] = await beside(new URL('./bare-echo.ts', import.meta.url), '', (address) => generator.echo({ url: address, callers, forMs }))
  return {
    calibrated,
    bare: [
      { name: "a bare Fastify route, somebody's first page", perSecond: calibrated.perSecondMax, took: calibrated.full, cpuMs: rounded3(fastifyMs / answers) },
      { name: 'a bare WebSocket, there and back', perSecond: echo.perSecond, took: echo.took, cpuMs: rounded3(echoMs / ((echo.perSecond * forMs) / 1000)) },
      await selecting(home, forMs),
    ],
  }
}

/** In a process of its own while `act` goes on: what that answered, and what the process took of the processor. */
async function beside<Answer>(file: URL, input: string, act: (address: string) => Promise<Answer>): Promise<readonly [Answer, number]> {
  const child = spawn(process.execPath, [fileURLToPath(file)], { stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.end(input)
  try {
    const [address] = (await once(child.stdout, 'data')) as [Buffer]
    const beforeMs = cpuMsOf(child.pid!)!
    const answer = await act(String(address).trim())
    return [answer, cpuMsOf(child.pid!)! - beforeMs]
  } finally {
    child.kill()
  }
}

async function selecting({ connection }: Home, forMs: number): Promise<Limit> {
  const database = await openDatabase({ connection, poolMax: 10, applicationName: 'mluv load' })
  try {
    const tookMs: number[] = []
    const beganMs = performance.now()
    const cpu = process.cpuUsage()
    await Promise.all(Array.from({ length: callers }, async () => {
      while (performance.now() < beganMs + forMs) {
        const askedMs = performance.now()
        await database.sql`select 1`
        tookMs.push(performance.now() - askedMs)
      }
    }))
    const { user, system } = process.cpuUsage(cpu)
    return { name: 'a bare SELECT, through a pool of ten', perSecond: Math.round((tookMs.length * 1000) / forMs), took: percentiles(tookMs), cpuMs: rounded3((user + system) / 1000 / tookMs.length) }
  } finally {
    await database.close()
  }
}

const rounded3 = (value: number): number => Math.round(value * 1000) / 1000
