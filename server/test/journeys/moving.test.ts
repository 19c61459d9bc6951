import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { ConversationView } from '@mluv/protocol/conversations.ts'
import { StatsMe } from '@mluv/protocol/learner.ts'
import { Turn } from '@mluv/protocol/turn.ts'
import { emptyDatabase } from '../adapters/postgres/odd-house.ts'
import { leftOut } from '../present.ts'
import { startServer } from '../server-postgres.ts'
import { send, type Asking, type Guest } from './installation.ts'
import { place, type Place, type Serving } from './serving.ts'

const text = 'Já jdu do škola.'

/** What somebody has there, whom it was told to once. */
type Memory = { readonly guest: Guest; readonly key: string; readonly turn: unknown; readonly conversation: unknown; readonly stats: unknown; readonly sounds: readonly Buffer[] }

const home = place()
const backup = join(home.folder, '../one.backup.zst')
let memory: Memory
const turnsMax = 5
before(async () => {
  const serving = await home.start()
  const guest = JSON.parse((await send(`${serving.url}/api/v1/session/guest`, { method: 'POST' })).text) as Guest
  // A machine with much else to do may leave the voice out of a turn.
  for (let turns = 1; turns <= turnsMax && !(memory?.sounds.length > 0); turns += 1) memory = await remembered(serving, guest, `turn-${turns}`)
  assert.ok(memory.sounds.length > 0)
  const refused = await home.run(['move', '--to', 'postgres://127.0.0.1:1/nowhere'])
  assert.deepEqual([refused.code, refused.printed.trim()], [1, `Another Mluv (process ${serving.pid}) uses this data folder. Stop it first, or set MLUV_DATA to another folder.`])
  const made = await home.run(['backup', '--to', backup])
  assert.deepEqual([made.code, made.printed], [0, `Everything is in ${backup}.\n`], 'while it serves')
  await serving.end('SIGTERM')
})
after(() => home.remove())

async function remembered({ url }: Serving, guest: Guest, key: string): Promise<Memory> {
  const ask = (path: string, asking: Asking = {}) => send(new URL(path, `${url}/api/v1/`).href, { token: guest.token, ...asking })
  const turn = (await ask('lessons/process/text', { key, json: { text } })).as(Turn)
  assert.equal(turn.transcript, text)
  const sounds = await Promise.all(turn.reply!.sentences.flatMap(({ audioUrl }) => (audioUrl ? [ask(audioUrl)] : [])))
  assert.ok(sounds.every(({ status, bytes }) => status === 200 && bytes.length > 1_000))
  return {
    guest, key, turn,
    conversation: (await ask(`conversations/${turn.conversationId}`)).as(ConversationView),
    stats: (await ask('stats/me')).as(StatsMe),
    sounds: sounds.map(({ bytes }) => bytes),
  }
}

async function assertServes(at: Place, settings: Parameters<Place['start']>[0] = {}): Promise<void> {
  const serving = await at.start(settings)
  assert.deepEqual(await remembered(serving, memory.guest, memory.key), memory)
  const next = await send(`${serving.url}/api/v1/lessons/process/text`, { token: memory.guest.token, key: 'next', json: { text: 'Mám rád pivo.' } })
  assert.equal(next.as(Turn).transcript, 'Mám rád pivo.')
  await serving.end('SIGTERM')
}

describe('npm start -- move', () => {
  it('carries an installation to a server, where it goes on, and shows no password', { skip: leftOut('postgres') }, async (t) => {
    const server = await startServer()
    t.after(server.stop)
    const { connection } = await emptyDatabase(server)
    assert.ok('url' in connection)
    const { code, printed } = await home.run(['move', '--to', connection.url])
    assert.equal(code, 0, printed)
    const { password, host, pathname, username } = new URL(connection.url)
    assert.ok(printed.endsWith(`From now on start Mluv with that address:\n  DATABASE_URL=postgres://${username}:…@${host}${pathname}\nWhat is in ${home.folder} is as it was; keep it until you are sure.\n`), printed)
    assert.ok(!printed.includes(`:${password}@`))
    await assertServes(home, { DATABASE_URL: connection.url })
  })
})

describe('npm start -- backup and restore', () => {
  it('make the same installation elsewhere, from a file for its owner alone', async (t) => {
    assert.equal(statSync(backup).mode & 0o777, 0o600)
    const other = place()
    t.after(() => other.remove())
    const { code, printed } = await other.run(['restore', `--from=${backup}`])
    assert.equal(code, 0, printed)
    await assertServes(other)
  })
})
