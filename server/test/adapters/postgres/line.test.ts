import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { after, afterEach, before, describe, it } from 'node:test'
import { sql } from 'kysely'
import { openDatabase, type Database } from '../../../src/adapters/postgres/database.ts'
import { openLine } from '../../../src/adapters/postgres/line.ts'
import { pulse } from '../../../src/adapters/postgres/pulse.ts'
import { codeOf } from '../../../src/domain/failure.ts'
import { testDatabase, type TestDatabase } from '../../postgres.ts'
import { tcpProxy, type TcpProxy } from '../../tcp-proxy.ts'

type Schema = { note: { text: string } }
let own: TestDatabase<Schema>
let proxy: TcpProxy
const opened: Database<Schema>[] = []
before(async () => {
  own = await testDatabase<Schema>({ migrated: false })
  await sql`create table note (text text unique)`.execute(own.database.kysely)
  const { socketFolder, port } = own.connection
  proxy = await tcpProxy({ path: `${socketFolder}/.s.PGSQL.${port}` })
})
afterEach(async () => {
  await proxy.pass()
  for (const database of opened.splice(0)) await database.close()
})
after(async () => {
  await proxy.close()
  await own.close()
})

const at = (port: number) => ({ url: `postgres://${own.connection.user}:${encodeURIComponent(own.connection.password)}@127.0.0.1:${port}/${own.connection.database}` })

/** Over the network that misbehaves. */
async function openFar({ statementMsMax = 10_000, poolMax = 3 } = {}): Promise<Database<Schema>> {
  const database = await openDatabase<Schema>({ connection: at(proxy.port), poolMax, statementMsMax, applicationName: 'mluv test far' })
  opened.push(database)
  return database
}

const one = (database: Database<Schema>) => sql`select 1 as one`.execute(database.kysely)
const unavailable = (error: unknown) => codeOf(error) === 'unavailable' && (error as Error).message === 'The database cannot be reached.'
const notes = async () => (await own.database.kysely.selectFrom('note').select('text').execute()).map(({ text }) => text)
const insert = (text: string) => (on: Database<Schema>['kysely']) => on.insertInto('note').values({ text }).execute()

/** Tries until it is answered; what says that it never is, is the limit of the file. */
async function back(database: Database<Schema>): Promise<void> {
  while (true) {
    try {
      await one(database)
      return
    } catch (error) {
      assert.equal(codeOf(error), 'unavailable')
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
}

describe('a server that is silent', () => {
  it('costs whoever waits a refusal, and whoever comes then one without waiting; the pool is whole again when it speaks', async () => {
    const far = await openFar()
    await Promise.all(Array.from({ length: 3 }, () => one(far)))
    await far.ping()
    proxy.stall()
    const waiting = await Promise.allSettled([one(far), one(far), far.inTransaction(insert('němý')), one(far), far.onConnection((own) => own`select 1`)])
    for (const each of waiting) assert.ok(each.status === 'rejected' && unavailable(each.reason))
    const before = proxy.counts.bytesUp
    await assert.rejects(one(far), unavailable)
    await assert.rejects(far.inTransaction(insert('němý')), unavailable)
    await assert.rejects(far.ping(), unavailable)
    assert.ok(proxy.counts.bytesUp - before < 1_000, 'nothing but a question for a sign')
    await proxy.pass()
    await back(far)
    await Promise.all(Array.from({ length: 20 }, () => one(far)))
    await far.ping()
    assert.ok(!(await notes()).includes('němý'))
  })

  it('in the middle of a transaction ends it, and no statement of it runs elsewhere', async () => {
    const far = await openFar()
    await assert.rejects(far.inTransaction(async (tx) => {
      await insert('polovina')(tx)
      proxy.stall()
      await assert.rejects(insert('druhá polovina')(tx), unavailable)
      await proxy.pass()
      await back(far)
      await insert('třetí polovina')(tx)
    }), unavailable)
    await back(far)
    assert.deepEqual((await notes()).filter((text) => text.includes('polovina')), [])
  })

  it('is not what a slow statement is taken for', async () => {
    const far = await openFar()
    assert.equal((await sql`select pg_sleep(1.5)`.execute(far.kysely)).rows.length, 1)
  })
})

describe('a connection that is dead while others live', () => {
  it('costs what it carries a refusal past the limit, and is replaced', async () => {
    const far = await openFar({ statementMsMax: 300, poolMax: 1 })
    await one(far)
    proxy.stall('open')
    await assert.rejects(one(far), unavailable)
    await one(far)
  })

})

it('what was refused while a connection was being made is never done later', async () => {
  const far = await openFar({ statementMsMax: 300 })
  proxy.stall()
  proxy.cut()
  const refused = await Promise.allSettled([insert('později')(far.kysely), far.inTransaction(insert('později 2'))])
  for (const each of refused) assert.ok(each.status === 'rejected' && unavailable(each.reason))
  await proxy.pass()
  await back(far)
  await Promise.all(Array.from({ length: 6 }, () => one(far)))
  assert.deepEqual((await notes()).filter((text) => text.includes('později')), [])
})

it('a door that opens and closes again at once is a refusal, not a wait without end, and is not tried in haste', async () => {
  let visits = 0
  const revolving = createServer((socket) => {
    visits += 1
    socket.on('error', () => {}).once('data', () => socket.end())
  }).listen(0, '127.0.0.1')
  await once(revolving, 'listening')
  const { port } = revolving.address() as AddressInfo
  const [line, asking] = [openLine({ to: at(port), connection: {} }), openLine({ to: at(port), connection: {} })]
  const beat = pulse(asking, 10_000)
  await assert.rejects(beat.bounded(() => line.sql`select 1`, line.giveUp), { code: 'ETIMEDOUT' })
  await beat.close()
  assert.ok(visits < 50, `${visits} visits`)
  revolving.close()
})

it('a server that refuses connections is unavailable, and is found again', async () => {
  const far = await openFar()
  await one(far)
  proxy.refuse()
  proxy.cut()
  for (let nth = 0; nth < 5; nth += 1) await assert.rejects(one(far), unavailable)
  await assert.rejects(far.ping(), unavailable)
  await proxy.pass()
  await back(far)
  await far.ping()
})

it('a connection cut in the middle of a transaction leaves nothing of it', async () => {
  const far = await openFar()
  await assert.rejects(far.inTransaction(async (tx) => {
    await insert('přerušeno')(tx)
    proxy.cut()
    await insert('přerušeno 2')(tx)
  }), unavailable)
  await one(far)
  assert.deepEqual((await notes()).filter((text) => text.includes('přerušeno')), [])
})

it('connections that are cut while nobody uses them leave nobody waiting who comes at that moment', async () => {
  const far = await openFar({ statementMsMax: 600_000 })
  const long = () => sql`select pg_sleep(600)`.execute(far.kysely)
  for (let nth = 0; nth < 12; nth += 1) {
    await Promise.all([back(far), back(far), back(far)])
    const asked = Array.from({ length: 3 }, (_, at) => (at === nth % 3 ? long() : one(far)))
    await Promise.all(asked.filter((_, at) => at !== nth % 3))
    proxy.cut()
    await assert.rejects(asked[nth % 3]!, unavailable)
    for (const each of await Promise.allSettled([one(far), one(far)])) assert.ok(each.status === 'fulfilled' || unavailable(each.reason))
  }
})

describe('a listener', () => {
  it('is told that its line is lost, cut or silent, and that it is back', async () => {
    const far = await openFar()
    const heard: string[] = []
    const told: string[] = []
    let news = Promise.withResolvers<void>()
    const tell = (what: string) => () => {
      told.push(what)
      news.resolve()
      news = Promise.withResolvers()
    }
    const until = async (what: string, times: number) => {
      while (told.filter((each) => each === what).length < times) await news.promise
    }
    const listener = await far.listen('word', (word) => {
      heard.push(word)
      tell('heard')()
    }, tell('connected'), tell('lost'))
    const send = (word: string) => sql`select pg_notify('word', ${word})`.execute(own.database.kysely)
    await send('jedna')
    await until('heard', 1)
    proxy.cut()
    await until('connected', 2)
    await send('dvě')
    await until('heard', 2)
    proxy.stall()
    await until('lost', 2)
    await proxy.pass()
    await until('connected', 3)
    await send('tři')
    await until('heard', 3)
    await listener.stop()
    assert.deepEqual(heard, ['jedna', 'dvě', 'tři'])
    assert.deepEqual(told.filter((each) => each !== 'heard'), ['connected', 'lost', 'connected', 'lost', 'connected'])
  })
})

describe('a line', () => {
  it('that was given up has ended then, and not once more when its connection is closed at last: something else runs on it by now', async (t) => {
    const closed = Promise.withResolvers<void>()
    const line = openLine({ to: own.connection, connection: { application_name: 'mluv test' }, onClose: closed.resolve })
    t.after(() => line.end(0))
    await line.sql`select 1`
    const before = line.endings
    line.giveUp()
    assert.equal(line.endings - before, 1)
    await line.sql`select 1`
    await closed.promise
    assert.equal(line.endings - before, 1)
    await line.sql`select pg_terminate_backend(pg_backend_pid())`.catch(() => {})
    assert.equal(line.endings - before, 2)
  })
})
