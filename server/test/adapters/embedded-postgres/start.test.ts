import assert from 'node:assert/strict'
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { holdInstallation } from '../../../src/adapters/embedded-postgres/hold.ts'
import { isPostgres, isRunning, readPostmaster } from '../../../src/adapters/embedded-postgres/postmaster.ts'
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../../src/adapters/embedded-postgres/start.ts'
import { openDatabase } from '../../../src/adapters/postgres/database.ts'
import { codeOf } from '../../../src/domain/failure.ts'
import { copyMadeDatabase } from '../../made-database.ts'

/** A data folder that is not there yet, and after the test neither it nor a server of it is. */
function place(t: TestContext, below = 'postgres', within = tmpdir()): string {
  const root = mkdtempSync(join(within, 'mluv-embedded-'))
  chmodSync(root, 0o755)
  const folder = join(root, below)
  t.after(async () => {
    const left = readPostmaster(folder)
    if (left !== undefined && isRunning(left.pid) && isPostgres(left.pid)) await (await start(folder)).stop()
    rmSync(root, { recursive: true, force: true })
  })
  return folder
}

/** In which the first start was another's. */
async function usedPlace(t: TestContext): Promise<string> {
  const folder = place(t)
  await copyMadeDatabase(folder)
  return folder
}

const start = (folder: string): Promise<EmbeddedPostgres> => startEmbeddedPostgres({ folder, log: () => {} })

async function ask<Row extends object>(server: EmbeddedPostgres, statement: string): Promise<Row[]> {
  const database = await openDatabase({ connection: server.connection, poolMax: 1, applicationName: 'mluv test' })
  try {
    return [...await database.onConnection((sql) => sql.unsafe<Row[]>(statement))]
  } finally {
    await database.close()
  }
}

async function serving(t: TestContext, folder: string): Promise<ChildProcess & { pid: number }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'serving.ts'), folder], { stdio: ['pipe', 'pipe', 'inherit'] })
  t.after(() => { child.kill('SIGKILL') })
  const [said] = await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])
  if (String(said) !== 'ready\n') throw new Error(`it ended with ${said}`)
  return child as typeof child & { pid: number }
}

const kill9 = async (child: ChildProcess): Promise<void> => {
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}

test('the first start makes the database, later ones find what was written', async (t) => {
  const folder = place(t)
  const first = await start(folder)
  assert.equal(first.adopted, false)
  await ask(first, 'create table kept (n int8); insert into kept values (7)')
  await first.stop()
  const second = await start(folder)
  assert.deepEqual(await ask(second, 'select n from kept'), [{ n: 7 }])
  await second.stop()
  assert.deepEqual(readdirSync(dirname(folder)), ['postgres'], 'nothing is left beside the data')
})

test('it is reached by its socket with its password only, sorts by code points, and writes through', async (t) => {
  const folder = place(t)
  const server = await start(folder)
  const { connection } = server
  await assert.rejects(openDatabase({ connection: { ...connection, password: 'guess' }, poolMax: 1, applicationName: 'mluv test' }), (error) => codeOf(error) === 'unavailable')
  const [settings] = await ask(server, `select current_setting('listen_addresses') as addresses, current_setting('synchronous_commit') as commit, current_setting('fsync') as fsync,
    current_setting('server_encoding') as encoding, lower('ŘEČ') as lower from pg_database where datname = current_database() and datlocprovider = 'b' and datlocale = 'C.UTF-8'`)
  assert.deepEqual(settings, { addresses: '', commit: 'on', fsync: 'on', encoding: 'UTF8', lower: 'řeč' })
  assert.equal(statSync(join(folder, 'mluv-password')).mode & 0o777, 0o600)
  assert.equal(statSync(folder).mode & 0o777, 0o700)
  assert.doesNotMatch(readFileSync(join(folder, 'server.log'), 'utf8'), new RegExp(connection.password))
  await server.stop()
})

test('its log repeats no words of a learner', async (t) => {
  const folder = await usedPlace(t)
  const server = await start(folder)
  await ask(server, 'create table word (text text primary key)')
  await ask(server, `insert into word values ('Tajemství')`)
  await assert.rejects(ask(server, `insert into word values ('Tajemství')`))
  await assert.rejects(ask(server, `select 'Tajemství'::uuid`))
  await server.stop()
  assert.doesNotMatch(readFileSync(join(folder, 'server.log'), 'utf8'), /Tajemství/)
})

test('what kill -9 of the application leaves running is adopted, and can be held', async (t) => {
  const folder = await usedPlace(t)
  const child = await serving(t, folder)
  const { pid } = readPostmaster(folder)!
  await kill9(child)
  assert.ok(isRunning(pid), 'the database outlives the application')
  const server = await start(folder)
  assert.equal(server.adopted, true)
  assert.equal(readPostmaster(folder)!.pid, pid)
  const database = await openDatabase({ connection: server.connection, poolMax: 1, applicationName: 'mluv test' })
  const hold = await holdInstallation(database)
  assert.deepEqual([...await database.onConnection((sql) => sql`select n from written`)], [{ n: 1 }])
  await hold.release()
  await database.close()
  await server.stop()
  assert.ok(!isRunning(pid) || !isPostgres(pid))
})

test('Ctrl-C in the terminal reaches the application and not its database', async (t) => {
  const folder = await usedPlace(t)
  const child = await serving(t, folder)
  const groupOf = (pid: number) => spawnSync('ps', ['-o', 'pgid=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim()
  assert.notEqual(groupOf(readPostmaster(folder)!.pid), groupOf(child.pid))
})

test('a second process is refused with the number of the first, which goes on', async (t) => {
  const folder = await usedPlace(t)
  const child = await serving(t, folder)
  const server = await start(folder)
  const database = await openDatabase({ connection: server.connection, poolMax: 1, applicationName: 'mluv test' })
  await assert.rejects(holdInstallation(database), (error) => codeOf(error) === 'conflict' && (error as Error).message.includes(`(process ${child.pid})`))
  await database.close()
  const gone = once(child, 'exit')
  child.stdin!.write('end\n')
  assert.deepEqual(await gone, [0, null])
  assert.equal(readPostmaster(folder), undefined)
})

test('who holds the installation is told when the hold is lost', async (t) => {
  const folder = await usedPlace(t)
  const server = await start(folder)
  const database = await openDatabase({ connection: server.connection, poolMax: 1, applicationName: 'mluv test' })
  const lost = Promise.withResolvers<void>()
  const hold = await holdInstallation(database, lost.resolve)
  await database.onConnection((sql) => sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = ${`mluv serve ${process.pid}`}`)
  await lost.promise
  await hold.release()
  await (await holdInstallation(database)).release()
  await database.close()
  await server.stop()
})

test('of two processes that start at once, one makes the database and the other is refused', async (t) => {
  const folder = place(t)
  const outcomes = await Promise.allSettled([serving(t, folder), serving(t, folder)])
  assert.deepEqual(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
  const refused = outcomes.find(({ status }) => status === 'rejected') as PromiseRejectedResult
  assert.match(String(refused.reason), /ended with conflict/)
  assert.deepEqual(readdirSync(dirname(folder)), ['postgres'])
})

test('a data folder with a name of 200 characters has a socket elsewhere', async (t) => {
  const folder = place(t, `${'d'.repeat(100)}/${'e'.repeat(100)}`)
  const server = await start(folder)
  const { socketFolder, port } = server.connection
  t.after(() => rmSync(socketFolder, { recursive: true, force: true }))
  assert.ok(Buffer.byteLength(`${socketFolder}/.s.PGSQL.${port}`) < 100)
  assert.equal(statSync(socketFolder).mode & 0o777, 0o700)
  assert.deepEqual(await ask(server, 'select 1 as n'), [{ n: 1 }])
  const again = await start(folder)
  assert.ok(again.adopted)
  await again.stop()
})

test('a killed server leaves nothing that keeps the next from starting, and nothing committed is lost', async (t) => {
  const folder = await usedPlace(t)
  const first = await start(folder)
  await ask(first, 'create table kept (n int8); insert into kept values (7)')
  const lingering = await openDatabase({ connection: first.connection, poolMax: 2, applicationName: 'mluv test' })
  const stuck = lingering.onConnection((sql) => sql`select pg_sleep(0.3)`).catch(() => {})
  await lingering.onConnection((sql) => sql`select 1`)
  process.kill(readPostmaster(folder)!.pid, 'SIGKILL')
  const second = await start(folder)
  assert.equal(second.adopted, false)
  assert.deepEqual(await ask(second, 'select n from kept'), [{ n: 7 }])
  await stuck
  await lingering.close()
  await second.stop()
})

test('a lock file whose number belongs to another process by now is not believed', async (t) => {
  const folder = await usedPlace(t)
  const lines = [process.pid, folder, 1, 5432, folder, '', '', 'ready']
  writeFileSync(join(folder, 'postmaster.pid'), lines.join('\n'), { mode: 0o600 })
  const server = await start(folder)
  assert.equal(server.adopted, false)
  await server.stop()
})

test('what a killed first start left half made is made anew', async (t) => {
  const folder = place(t)
  const dead = spawnSync(process.execPath, ['-e', '']).pid
  const half = `${folder}.new-${dead}-abc`
  spawnSync('mkdir', ['-p', join(half, 'data/base')])
  await (await start(folder)).stop()
  assert.ok(!existsSync(half))
})

test('data of another major version are refused, saying what to do', async (t) => {
  const folder = await usedPlace(t)
  writeFileSync(join(folder, 'PG_VERSION'), '17\n')
  await assert.rejects(start(folder), (error) => codeOf(error) === 'unsupported' && /PostgreSQL 17.*brings PostgreSQL 18.*\n.*\n.* npm start -- upgrade --programs /.test((error as Error).message))
})

test('a folder with something else in it is left alone', async (t) => {
  const folder = place(t)
  spawnSync('mkdir', ['-p', folder])
  writeFileSync(join(folder, 'letter.txt'), 'x')
  await assert.rejects(start(folder), (error) => codeOf(error) === 'conflict')
  assert.deepEqual(readdirSync(folder), ['letter.txt'])
})

test('a server that cannot start says why', async (t) => {
  const folder = await usedPlace(t)
  rmSync(join(folder, 'global/pg_control'))
  await assert.rejects(start(folder), (error) => codeOf(error) === 'unavailable' && /did not start: .*server\.log/.test((error as Error).message))
})

const isOpenToAll = (path: string): boolean => (statSync(path).mode & 0o001) !== 0 && (path === dirname(path) || isOpenToAll(dirname(path)))

const rootOnly = process.getuid?.() === 0 && process.platform === 'linux' ? false : 'only root has a home that root alone may enter'

test('root inside a 0700 folder runs it in a user namespace, and may move the data out and in again', { skip: rootOnly }, async (t) => {
  const closed = mkdtempSync(join(tmpdir(), 'mluv-home-'))
  t.after(() => rmSync(closed, { recursive: true, force: true }))
  assert.equal(statSync(closed).mode & 0o777, 0o700)
  const folder = place(t, 'postgres', closed)
  const inside = await start(folder)
  await ask(inside, 'create table kept (n int8); insert into kept values (7)')
  await inside.stop()
  assert.equal(statSync(folder).uid, 0)
  for (const mode of [0o755, 0o700]) {
    chmodSync(closed, mode)
    const server = await start(folder)
    assert.deepEqual(await ask(server, 'select n from kept'), [{ n: 7 }])
    // Where this very checkout lies in such a folder, its programs are out of anybody else's reach too.
    assert.equal(statSync(folder).uid === 0, mode === 0o700 || !isOpenToAll(import.meta.dirname))
    await server.stop()
  }
})
