/**
 * A whole installation for a test: every real part, a database of its own, a free port. What is here speaks to it as a
 * client does, over the network; `rows` alone looks behind the door.
 */
import assert from 'node:assert/strict'
import { request as requestOverHttp, type IncomingHttpHeaders } from 'node:http'
import type Type from 'typebox'
import type { TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { Problem } from '@mluv/protocol/problem.ts'
import { Turn } from '@mluv/protocol/turn.ts'
import type { SocketConnection } from '../../src/adapters/postgres/line.ts'
import type { Tables } from '../../src/adapters/postgres/tables.ts'
import { compose, type Mluv, type Surroundings } from '../../src/compose.ts'
import { readConfig, type SettingName } from '../../src/config.ts'
import { openLog } from '../../src/log.ts'
import { testDatabase, type TestDatabase } from '../postgres.ts'

export type Answer = {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly bytes: Buffer
  readonly text: string
  /** The body as JSON of the schema; fails where it is not. */
  as<Schema extends TSchema>(schema: Schema): Type.Static<Schema>
}

export type Asking = {
  readonly method?: string
  readonly token?: string | undefined
  readonly key?: string
  readonly json?: unknown
  readonly body?: string | Uint8Array | FormData
  readonly headers?: Readonly<Record<string, string>>
}

export type Guest = { readonly learnerId: string; readonly token: string; readonly recoveryCode: string }

export type Opening = {
  readonly settings?: Partial<Record<SettingName, string>>
  readonly clock?: Surroundings['clock']
  readonly adapt?: Surroundings['adapt']
  /** What is asked for in this test, where that is not everything. */
  readonly warm?: Surroundings['warm']
  /** The database of an installation that was closed before; a new one where it is not given. */
  readonly database?: TestDatabase<Tables>
}

export type Installation = Awaited<ReturnType<typeof openInstallation>>
export type Door = ReturnType<typeof doorAt>

/** What a client does, wherever the product runs. */
export function doorAt(url: string) {
  const ask = (path: string, asking: Asking = {}): Promise<Answer> => send(`${url}${path}`, asking)
  const call = (path: string, asking: Asking = {}): Promise<Answer> => ask(`/api/v1${path}`, asking)
  return {
    url, ask, call,

    async guest(body?: object): Promise<Guest> {
      const answer = await call('/session/guest', { method: 'POST', ...(body && { json: body }) })
      assert.equal(answer.status, 201, answer.text)
      return JSON.parse(answer.text) as Guest
    },

    /** A turn in writing, in one answer. */
    async say(token: string, text: string, { key, ...body }: { readonly key?: string; readonly conversationId?: string; readonly speak?: boolean } = {}): Promise<Type.Static<typeof Turn>> {
      const answer = await call('/lessons/process/text', { token, json: { text, ...body }, ...(key !== undefined && { key }) })
      assert.equal(answer.status, 200, answer.text)
      return answer.as(Turn)
    },
  }
}

export async function openInstallation({ settings = {}, clock, adapt, warm, database: given }: Opening = {}) {
  const database = given ?? (await testDatabase<Tables>())
  const logged: string[] = []
  const config = readConfig({ DATABASE_URL: addressOf(database.connection), PORT: '0', RATE_LIMIT_PER_MINUTE: '0', LATE_MS_MAX: '0', GUESTS_PER_HOUR: '0', ...settings })
  const mluv: Mluv = await compose(config, { log: openLog('info', { write: (line) => void logged.push(line) }), ...(clock && { clock }), ...(adapt && { adapt }), ...(warm && { warm }) })

  return {
    ...doorAt(await mluv.listen()),
    mluv, database,
    /** Every line of the log so far. */
    logged,

    /** How many rows each table has. */
    async rows(): Promise<Readonly<Record<keyof Tables, number>>> {
      const counts = tables.map((table) => `(select count(*)::int from ${table}) as ${table}`).join(', ')
      const [row] = await database.database.onConnection((sql) => sql.unsafe(`select ${counts}`))
      return { ...row } as Record<keyof Tables, number>
    },

    /** `keep` leaves the database for the next installation. */
    async close({ keep = false } = {}): Promise<void> {
      await mluv.close()
      if (!keep) await database.close()
    },
  }
}

const tables = ['learners', 'sessions', 'installation', 'conversations', 'turns', 'mistakes', 'words', 'stars', 'days', 'sounds', 'speeches', 'sound_uses'] as const satisfies readonly (keyof Tables)[]

/** A socket in an address: the folder stands, escaped, where a host would. */
export function addressOf({ socketFolder, port, user, password, database }: SocketConnection): string {
  return `postgres://${encodeURIComponent(user)}:${encodeURIComponent(password)}@${encodeURIComponent(socketFolder)}:${port}/${database}`
}

/** As it is sent, so it arrives: `fetch` would refuse or mend what some tests are about. */
export async function send(url: string, { method, token, key, json, body, headers = {} }: Asking = {}): Promise<Answer> {
  const form = body instanceof FormData ? new Response(body) : null
  const bytes = form ? Buffer.from(await form.arrayBuffer()) : json === undefined ? body as string | Uint8Array | undefined : JSON.stringify(json)
  const request = requestOverHttp(url, {
    method: method ?? (bytes === undefined ? 'GET' : 'POST'),
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(key !== undefined && { 'idempotency-key': key }),
      ...(json !== undefined && { 'content-type': 'application/json' }),
      ...(form && { 'content-type': form.headers.get('content-type')! }),
      ...(bytes !== undefined && { 'content-length': String(Buffer.byteLength(bytes)) }),
      ...headers,
    },
    agent: false,
  })
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  request.on('error', reject)
  request.on('response', (response) => {
    const pieces: Buffer[] = []
    response.on('error', reject)
    response.on('data', (piece: Buffer) => pieces.push(piece))
    response.on('end', () => resolve(answerOf(response.statusCode!, response.headers, Buffer.concat(pieces))))
  })
  request.end(bytes)
  return promise
}

function answerOf(status: number, headers: IncomingHttpHeaders, bytes: Buffer): Answer {
  const text = bytes.toString('utf8')
  return {
    status, headers, bytes, text,
    as(schema) {
      const value: unknown = JSON.parse(text)
      return fitting(schema, value)
    },
  }
}

/** The value, which the schema describes; fails, saying where, when it does not. */
export function fitting<Schema extends TSchema>(schema: Schema, value: unknown): Type.Static<Schema> {
  if (!Value.Check(schema, value)) {
    const faults = Value.Errors(schema, value).map(({ instancePath, message }) => `${instancePath || '/'} ${message}`)
    assert.fail(`It does not fit: ${[...faults].slice(0, 5).join('; ')}\n${JSON.stringify(value).slice(0, 600)}`)
  }
  return value
}

/** The answer refuses, as the wire has it: the status, a problem document that says the same, and no word of how the server is made. */
export function assertRefused(answer: Answer, status: number, code?: string): Type.Static<typeof Problem> {
  assert.equal(answer.status, status, answer.text.slice(0, 600))
  assert.match(answer.headers['content-type'] ?? '', /^application\/problem\+json/)
  const problem = answer.as(Problem)
  assert.equal(problem.status, status)
  if (code !== undefined) assert.equal(problem.code, code)
  assert.doesNotMatch(answer.text, /\bat .*\.ts:|node_modules|node:internal|\.ts\b/)
  return problem
}
