import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { ConversationView } from '@mluv/protocol/conversations.ts'
import { Turn } from '@mluv/protocol/turn.ts'
import { freePort } from '../free-port.ts'
import { startNginx, type Nginx } from '../nginx.ts'
import { leftOut } from '../present.ts'
import { startServer, type ServerPostgres } from '../server-postgres.ts'
import { eventually } from './eventually.ts'
import { send, type Guest } from './installation.ts'
import { place, type Serving } from './serving.ts'
import { openSocket, type Socket } from './socket.ts'

/** Those who write, and those who talk over a line, each a person of their own. */
const writers = 6
const talkers = 4

describe('two processes behind nginx, each started anew while people talk', { skip: leftOut('postgres', 'nginx') }, () => {
  const homes = [place(), place()] as const
  const serving: Serving[] = []
  let postgres: ServerPostgres
  let nginx: Nginx
  let settings: Parameters<(typeof homes)[0]['start']>[0]
  let ports: readonly [number, number]
  const statuses: number[] = []
  before(async () => {
    postgres = await startServer()
    ports = [await freePort(), await freePort()]
    settings = { DATABASE_URL: postgres.url, TRUST_PROXY: 'true', LEAVE_SECONDS: '4', GUESTS_PER_HOUR: '0' }
    for (const [at, home] of homes.entries()) serving.push(await home.start({ ...settings, PORT: String(ports[at]) }))
    nginx = await startNginx(ports)
  })
  after(async () => {
    await nginx?.stop()
    for (const home of homes) await home.remove()
    await postgres?.stop()
  })

  async function ask(path: string, asking: Parameters<typeof send>[1] = {}) {
    const answer = await send(`${nginx.url}/api/v1${path}`, asking)
    statuses.push(answer.status)
    return answer
  }
  const guest = async () => JSON.parse((await ask('/session/guest', { method: 'POST' })).text) as Guest

  it('is not noticed by anybody: every call is answered well, and all that was said is there once', async () => {
    let going = true
    const people = await Promise.all(Array.from({ length: writers + talkers }, async (_, at) => ({ ...(await guest()), at })))
    const said = Promise.all(people.map(({ token, at }) => (at < writers ? writes(token, () => going) : talks(token, () => going))))
    for (const [at, home] of homes.entries()) {
      const left = serving[at]!
      left.signal('SIGTERM')
      await eventually(async () => (await send(`${left.url}/ready`)).status === 503, () => 'It does not say that it is leaving.')
      assert.deepEqual(await left.ended, { code: 0, signal: null })
      serving[at] = await home.start({ ...settings, PORT: String(ports[at]) })
    }
    going = false
    for (const [at, texts] of (await said).entries()) {
      assert.ok(texts.length >= 2, `${texts.length} sentences`)
      const { items } = JSON.parse((await ask('/conversations', { token: people[at]!.token })).text) as { readonly items: readonly { readonly conversationId: string }[] }
      const { turns } = (await ask(`/conversations/${items[0]!.conversationId}?limit=100`, { token: people[at]!.token })).as(ConversationView)
      assert.deepEqual(turns.map(({ transcript }) => transcript), texts.slice(-turns.length))
    }
    assert.deepEqual(statuses.filter((status) => status >= 400), [])
  })

  async function writes(token: string, goesOn: () => boolean): Promise<readonly string[]> {
    const texts: string[] = []
    while (goesOn()) {
      const text = `Mám rád číslo ${texts.length}.`
      assert.equal((await ask('/learner/home', { token })).status, 200)
      assert.equal((await ask('/lessons/process/text', { token, key: `said-${texts.length}`, json: { text, speak: false } })).as(Turn).transcript, text)
      texts.push(text)
    }
    return texts
  }

  /** As the page does: what is not remembered is said again by its key on the next line. */
  async function talks(token: string, goesOn: () => boolean): Promise<readonly string[]> {
    const texts: string[] = []
    let line: Socket | null = null
    while (goesOn()) {
      const text = `Piju čaj číslo ${texts.length}.`
      for (;;) {
        try {
          line ??= await openSocket(nginx.url, { authorization: `Bearer ${token}` })
          line.up({ type: 'say', text, key: `said-${texts.length}`, speak: false })
          assert.equal((await line.next('remembered')).turn.transcript, text)
          break
        } catch (error) {
          if (line === null || !line.messages.every(({ type }) => type !== 'refused')) throw error
          assert.equal((await line.closed).code, 1012)
          line = null
        }
      }
      texts.push(text)
    }
    await line?.close()
    return texts
  }
})
