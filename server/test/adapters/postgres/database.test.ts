import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql, type Generated } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import { codeOf, Failure } from '../../../src/domain/failure.ts'
import { openDatabase, type Database } from '../../../src/adapters/postgres/database.ts'
import { isUniqueViolation, StatementError } from '../../../src/adapters/postgres/refusal.ts'
import { testDatabase, type TestDatabase } from '../../postgres.ts'

type Schema = { note: { id: Generated<number>; text: string; count: number } }

let own: TestDatabase<Schema>
let database: Database<Schema>

before(async () => {
  own = await testDatabase<Schema>({ migrated: false, poolMax: 10 })
  database = own.database
  await sql`create table note (id int8 primary key generated always as identity, text text not null unique, count int8 not null default 0)`.execute(database.kysely)
})
after(() => own.close())

/** What PostgreSQL makes of `value` when it is a `type`, as text and as it comes back. */
async function travel(value: unknown, type: string): Promise<{ text: string | null; back: unknown; type: string }> {
  const { rows } = await sql<{ text: string | null; back: unknown; type: string }>`
    select ${value}::${sql.raw(type)}::text as text, ${value}::${sql.raw(type)} as back, pg_typeof(${value}::${sql.raw(type)})::text as type`.execute(database.kysely)
  return rows[0]!
}

const values: [type: string, value: unknown, text: string | null, back?: unknown][] = [
  ['int4', 42, '42'],
  ['int8', 1_795_000_000_123, '1795000000123'],
  ['int8', -1, '-1'],
  ['int8', 9n, '9', 9],
  ['float8', 0.1, '0.1'],
  ['bool', true, 'true'],
  ['bool', false, 'false'],
  ['text', 'Já jdu do školy. "\'\\$1 👋', 'Já jdu do školy. "\'\\$1 👋'],
  ['text', '', ''],
  ['text', null, null],
  ['uuid', '01990000-0000-7000-8000-000000000001', '01990000-0000-7000-8000-000000000001'],
  ['date', '2026-11-22', '2026-11-22'],
  ['bytea', new Uint8Array([0, 255, 10]), '\\x00ff0a', Buffer.from([0, 255, 10])],
  ['text[]', ['a', 'b,c', '"d"', '\\', '', 'NULL'], '{a,"b,c","\\"d\\"","\\\\","","NULL"}'],
  ['text[]', ['a', null, 'b'], '{a,NULL,b}'],
  ['text[]', ['{', '}', ' ', 'ř\n'], '{"{","}"," ","ř\n"}'],
  ['bytea[]', [Buffer.from([0, 255])], '{"\\\\x00ff"}'],
  ['jsonb[]', [{ a: 'x' }], '{"{\\"a\\": \\"x\\"}"}'],
  ['float8[]', [0.5, -1], '{0.5,-1}'],
  ['text[]', [], '{}'],
  ['int8[]', [1, 2 ** 40], '{1,1099511627776}'],
  ['bool[]', [true, false], '{t,f}'],
  ['date[]', ['2026-11-22'], '{2026-11-22}'],
  ['jsonb', { a: [1, 'x', null], b: { c: true } }, '{"a": [1, "x", null], "b": {"c": true}}'],
  ['jsonb', [{ a: 1 }, { a: 2 }], '[{"a": 1}, {"a": 2}]'],
  ['jsonb', ['a', 'b'], '["a", "b"]'],
  ['jsonb', [true], '[true]'],
  ['jsonb', [], '[]'],
  ['jsonb', 7, '7'],
  ['jsonb', true, 'true'],
  ['jsonb', JSON.stringify({ a: 1 }), '{"a": 1}', { a: 1 }],
  ['jsonb', JSON.stringify('text'), '"text"', 'text'],
  ['json', { a: 1 }, '{"a":1}'],
]

for (const [type, value, text, back = value] of values) {
  test(`${type} travels: ${typeof value === 'bigint' ? `${value}n` : JSON.stringify(value)}`, async () => {
    for (const turn of ['described', 'prepared']) {
      const seen = await travel(value, type)
      assert.equal(seen.text, text, turn)
      assert.deepEqual(seen.back, back, turn)
    }
  })
}

test('an int8 that is no exact number is an error, and the connection goes on', async () => {
  await assert.rejects(travel('9007199254740993', 'int8'), RangeError)
  assert.equal((await travel(1, 'int8')).back, 1)
})

test('an undefined parameter is an error, not a NULL', async () => {
  await assert.rejects(travel(undefined, 'text'), /Undefined/)
})

test('statements tell how many rows they changed, and return rows', async () => {
  const { kysely } = database
  const made = await kysely.insertInto('note').values([{ text: 'jedna', count: 1 }, { text: 'dvě', count: 1 }]).returning(['id', 'text']).execute()
  assert.deepEqual(made.map(({ text }) => text), ['jedna', 'dvě'])
  assert.equal(typeof made[0]!.id, 'number')
  const changed = await kysely.updateTable('note').set({ count: 2 }).where('count', '=', 1).executeTakeFirst()
  assert.equal(changed.numUpdatedRows, 2n)
  const gone = await kysely.deleteFrom('note').where('count', '=', 2).executeTakeFirst()
  assert.equal(gone.numDeletedRows, 2n)
})

test('nested rows come in one statement', async () => {
  await database.kysely.insertInto('note').values({ text: 'vnořená', count: 3 }).execute()
  const row = await database.kysely.selectFrom('note').where('text', '=', 'vnořená')
    .select((eb) => ['text', jsonArrayFrom(eb.selectFrom('note as other').whereRef('other.count', '=', 'note.count').select('other.text')).as('same')])
    .executeTakeFirstOrThrow()
  assert.deepEqual(row, { text: 'vnořená', same: [{ text: 'vnořená' }] })
})

test('many rows can be read bit by bit', async () => {
  const numbers = sql<{ n: number }>`generate_series(1, ${250}::int8)`.as<'row'>(sql`row(n)`)
  const seen: number[] = []
  for await (const row of database.kysely.selectFrom(numbers).select(sql<number>`n`.as('n')).stream(100)) seen.push(row.n)
  assert.deepEqual(seen, Array.from({ length: 250 }, (_, at) => at + 1))
})

test('a statement text is prepared once for all its values', async (t) => {
  const count = sql<{ n: number }>`select count(*) as n from pg_prepared_statements where statement like 'select /* once */%'`
  const one = await testDatabase({ migrated: false, poolMax: 1 })
  t.after(() => one.close())
  for (let value = 0; value < 5; value += 1) await sql`select /* once */ ${value}::int8`.execute(one.database.kysely)
  assert.equal((await count.execute(one.database.kysely)).rows[0]!.n, 1)
  for (let n = 0; n < 600; n += 1) await sql`select ${sql.raw(String(n))} + ${1}::int`.execute(one.database.kysely)
  const { rows } = await sql<{ n: number }>`select count(*) as n from pg_prepared_statements`.execute(one.database.kysely)
  assert.ok(rows[0]!.n < 510, `${rows[0]!.n} statements are kept prepared`)
})

const texts = async (): Promise<string[]> => (await database.kysely.selectFrom('note').select('text').execute()).map(({ text }) => text)

test('a transaction commits as a whole, on one connection', async () => {
  const pids = await database.inTransaction(async (tx) => {
    await tx.insertInto('note').values({ text: 'spolu 1', count: 0 }).execute()
    await tx.insertInto('note').values({ text: 'spolu 2', count: 0 }).execute()
    assert.ok(!(await texts()).includes('spolu 1'), 'nobody else sees it yet')
    return Promise.all([1, 2, 3].map(async () => (await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx)).rows[0]!.pid))
  })
  assert.equal(new Set(pids).size, 1)
  assert.ok((await texts()).includes('spolu 2'))
})

test('a transaction whose work throws leaves nothing, and its error arrives unchanged', async () => {
  const reason = new Failure('conflict', 'Not today.')
  await assert.rejects(database.inTransaction(async (tx) => {
    await tx.insertInto('note').values({ text: 'nikdy', count: 0 }).execute()
    throw reason
  }), (error) => error === reason)
  assert.ok(!(await texts()).includes('nikdy'))
})

test('a transaction with a refused statement never pretends to have committed', async () => {
  await database.kysely.insertInto('note').values({ text: 'jediný', count: 0 }).execute()
  await assert.rejects(database.inTransaction(async (tx) => {
    await tx.insertInto('note').values({ text: 'před chybou', count: 0 }).execute()
    await tx.insertInto('note').values({ text: 'jediný', count: 0 }).execute().catch(() => {})
  }), isUniqueViolation)
  assert.ok(!(await texts()).includes('před chybou'))
})

test('a transaction that loses its connection fails, and no later statement of it runs elsewhere', async () => {
  await assert.rejects(database.inTransaction(async (tx) => {
    await tx.insertInto('note').values({ text: 'ztracený', count: 0 }).execute()
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx)
    await sql`select pg_terminate_backend(${rows[0]!.pid}::int, 5000)`.execute(database.kysely)
    await tx.insertInto('note').values({ text: 'mimo', count: 0 }).execute().catch(() => {})
    await tx.insertInto('note').values({ text: 'taky mimo', count: 0 }).execute()
  }), (error) => codeOf(error) === 'unavailable')
  const left = await texts()
  assert.deepEqual(left.filter((text) => /ztracený|mimo/.test(text)), [])
})

test('a transaction whose connection is lost under a statement fails, and the pool goes on', async () => {
  await assert.rejects(
    database.inTransaction((tx) => sql`select pg_terminate_backend(pg_backend_pid())`.execute(tx)),
    (error) => codeOf(error) === 'unavailable',
  )
  for (const value of Array.from({ length: 30 }, (_, at) => at)) assert.equal((await travel(value, 'int8')).back, value)
})

test('a connection that the server ended costs the statement it carried, and no other', async (t) => {
  const single = await testDatabase({ migrated: false, poolMax: 1 })
  t.after(() => single.close())
  const end = () => sql`select pg_terminate_backend(pg_backend_pid())`.execute(single.database.kysely)
  await assert.rejects(end(), (error) => codeOf(error) === 'unavailable')
  assert.equal((await sql`select ${1}::int8`.execute(single.database.kysely)).rows.length, 1)
  await assert.rejects(end(), (error) => codeOf(error) === 'unavailable')
  assert.equal(await single.database.inTransaction(async (tx) => (await sql`select 1`.execute(tx)).rows.length), 1)
})

test('a deadlock is resolved by running one of the two again', async () => {
  await database.kysely.insertInto('note').values([{ text: 'levá', count: 0 }, { text: 'pravá', count: 0 }]).execute()
  const add = (tx: Database<Schema>['kysely'], text: string) => tx.updateTable('note').set({ count: sql`count + 1` }).where('text', '=', text).execute()
  const met = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const
  let runs = 0
  const cross = (own: 0 | 1, first: string, second: string) => database.inTransaction(async (tx) => {
    runs += 1
    await sql`set local deadlock_timeout = '10ms'`.execute(tx)
    await add(tx, first)
    met[own].resolve()
    await met[own === 0 ? 1 : 0].promise
    await add(tx, second)
  })
  await Promise.all([cross(0, 'levá', 'pravá'), cross(1, 'pravá', 'levá')])
  const counts = await database.kysely.selectFrom('note').select('count').where('text', 'in', ['levá', 'pravá']).execute()
  assert.deepEqual(counts, [{ count: 2 }, { count: 2 }])
  assert.equal(runs, 3)
})

test('a conflict that never ends is given up after three attempts', async () => {
  let runs = 0
  await assert.rejects(database.inTransaction(async (tx) => {
    runs += 1
    await sql`do $$ begin raise exception using errcode = '40001'; end $$`.execute(tx)
  }), (error) => codeOf(error) === 'busy')
  assert.equal(runs, 3)
})

test('200 callers on a pool of 10 are all served, transactions among them, on no more than 10 connections', async () => {
  const pidOf = async (on: Database<Schema>['kysely']) => (await sql<{ pid: number }>`select pg_backend_pid() as pid, pg_sleep(${0.005}::float8)`.execute(on)).rows[0]!.pid
  const pids = await Promise.all(Array.from({ length: 200 }, (_, caller) => (caller % 2 ? database.inTransaction(pidOf) : pidOf(database.kysely))))
  assert.equal(pids.length, 200)
  assert.ok(new Set(pids).size <= 10)
})

test('who waits for a connection longer than allowed is told that the database is busy, and the next is served', async (t) => {
  const small = await testDatabase({ migrated: false, poolMax: 1, waitMsMax: 20 })
  t.after(() => small.close())
  await small.database.inTransaction(async () => {
    await assert.rejects(sql`select 1`.execute(small.database.kysely), (error) => codeOf(error) === 'busy' && (error as Failure).retryAfterMs === 1_000)
  })
  assert.equal((await sql`select 1`.execute(small.database.kysely)).rows.length, 1)
})

test('how long connections were waited for lately is known, of those who got one, once', async (t) => {
  const small = await testDatabase({ migrated: false, poolMax: 1, waitMsMax: 20 })
  t.after(() => small.close())
  const { kysely, inTransaction, waitedLatelyMs } = small.database
  waitedLatelyMs()
  await sql`select 1`.execute(kysely)
  assert.equal(waitedLatelyMs(), 0)
  await inTransaction(async () => assert.rejects(sql`select 1`.execute(kysely), (error) => codeOf(error) === 'busy'))
  assert.equal(waitedLatelyMs(), 0, 'who got none is not counted')
  await Promise.all([sql`select pg_sleep(0.01)`.execute(kysely), sql`select 1`.execute(kysely)])
  assert.ok(waitedLatelyMs() > 1)
  assert.equal(waitedLatelyMs(), 0)
})

test('a connection is another one once it is old, between two uses', async (t) => {
  const small = await testDatabase({ migrated: false, poolMax: 1 })
  t.after(() => small.close())
  const pid = async () => (await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(small.database.kysely)).rows[0]!.pid
  const first = await pid()
  assert.equal(await pid(), first)
  const { now } = performance
  t.mock.method(performance, 'now', () => now.call(performance) + 46 * 60_000)
  assert.equal(await pid(), first, 'what it was taken for comes to its end on it')
  assert.notEqual(await pid(), first)
})

test('limits of the server are set on every connection', async () => {
  const { rows } = await sql`select current_setting('statement_timeout') as statement, current_setting('idle_in_transaction_session_timeout') as idle,
    current_setting('jit') as jit, current_setting('application_name') as name`.execute(database.kysely)
  assert.deepEqual(rows, [{ statement: '10s', idle: '10s', jit: 'off', name: 'mluv test' }])
})

test('a statement that takes too long ends as unavailable', async () => {
  await assert.rejects(database.inTransaction(async (tx) => {
    await sql`set local statement_timeout = '5ms'`.execute(tx)
    await sql`select pg_sleep(60)`.execute(tx)
  }), (error) => codeOf(error) === 'unavailable' && /too long/.test((error as Error).message))
})

test('no refusal repeats the words that were refused', async () => {
  const secret = 'Tajemství'
  await database.kysely.insertInto('note').values({ text: secret, count: 0 }).execute()
  const attempts = [
    () => database.kysely.insertInto('note').values({ text: secret, count: 0 }).execute(),
    () => sql`select ${secret}::uuid`.execute(database.kysely),
    () => sql`select ${secret}::jsonb`.execute(database.kysely),
    () => sql`insert into note (text, count) values (${secret}, null)`.execute(database.kysely),
    () => sql`do $$ begin raise exception 'Tajemství'; end $$`.execute(database.kysely),
  ]
  for (const attempt of attempts) {
    const error: unknown = await attempt().then(() => undefined, (reason: unknown) => reason)
    assert.ok(error instanceof StatementError)
    const everything = JSON.stringify([error.message, error.stack, Object.getOwnPropertyNames(error).map((name) => String(error[name as keyof StatementError])), String(error.cause)])
    assert.doesNotMatch(everything, /Tajemství/)
  }
  const refused: unknown = await attempts[0]!().then(() => undefined, (reason: unknown) => reason)
  assert.ok(isUniqueViolation(refused) && (refused as StatementError).constraint === 'note_text_key')
})

test('a listener hears what is sent, also after its connection was lost', async () => {
  const heard: string[] = []
  let connected = Promise.withResolvers<void>()
  let next = Promise.withResolvers<void>()
  const listener = await database.listen('word', (payload) => { heard.push(payload); next.resolve() }, () => connected.resolve())
  await connected.promise
  await sql`select pg_notify('word', 'ahoj')`.execute(database.kysely)
  await next.promise
  connected = Promise.withResolvers()
  next = Promise.withResolvers()
  await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'mluv test listening'`.execute(database.kysely)
  await connected.promise
  await sql`select pg_notify('word', 'zase')`.execute(database.kysely)
  await next.promise
  assert.deepEqual(heard, ['ahoj', 'zase'])
  await listener.stop()
})

test('a session tells when it is lost, once, and not when it is closed', async () => {
  const lost = Promise.withResolvers<void>()
  const session = await database.openSession('mluv session', lost.resolve)
  const [row] = await session.sql<{ pid: number }[]>`select pg_backend_pid() as pid`
  await sql`select pg_terminate_backend(${row!.pid}::int)`.execute(database.kysely)
  await lost.promise
  assert.ok(session.isLost())
  await session.close()
  const other = await database.openSession('mluv session', () => assert.fail('it was closed on purpose'))
  await other.close()
  assert.ok(!other.isLost())
})

test('a database that is not there is unavailable, in words without values', async () => {
  const options = { poolMax: 1, applicationName: 'mluv test' }
  const attempts = [
    { connection: { ...own.connection, socketFolder: '/nowhere' } },
    { connection: { ...own.connection, password: 'wrong' } },
    { connection: { ...own.connection, database: 'absent' } },
    { connection: { url: 'postgres://someone:secret@127.0.0.1:1/none' } },
  ]
  for (const { connection } of attempts) {
    await assert.rejects(openDatabase({ ...options, connection }), (error) => codeOf(error) === 'unavailable' && (error as Error).message === 'The database cannot be reached.')
  }
})

test('a closed database refuses plainly, and closes again', async (t) => {
  const brief = await testDatabase({ migrated: false, poolMax: 1 })
  t.after(() => brief.close())
  await brief.database.close()
  await assert.rejects(sql`select 1`.execute(brief.database.kysely), (error) => codeOf(error) === 'unavailable')
})

test('a database that is closed while the server is asked for a sign opens no other connection', async () => {
  const closing = await openDatabase({ connection: own.connection, poolMax: 1, applicationName: 'mluv test closing' })
  const asked = closing.ping()
  const refused = assert.rejects(asked, (error) => codeOf(error) === 'unavailable')
  await closing.close()
  await refused
  const left = async () => (await own.database.sql`select 1 from pg_stat_activity where application_name = 'mluv test closing'`).length
  for (let looks = 0; looks < 1000 && (await left()) > 0; looks += 1) await own.database.sql`select pg_sleep(0.005)`
  assert.equal(await left(), 0)
})
