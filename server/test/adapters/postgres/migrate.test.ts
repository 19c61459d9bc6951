import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { sql } from 'kysely'
import { codeOf } from '../../../src/domain/failure.ts'
import { openDatabase } from '../../../src/adapters/postgres/database.ts'
import { migrate } from '../../../src/adapters/postgres/migrate.ts'
import { migrationsFolder, testDatabase } from '../../postgres.ts'

async function place(t: TestContext, files: Record<string, string>) {
  const folder = await mkdtemp(join(tmpdir(), 'mluv-migrations-'))
  t.after(() => rm(folder, { recursive: true }))
  const write = (more: Record<string, string>) => Promise.all(Object.entries(more).map(([name, text]) => writeFile(join(folder, name), text)))
  await write(files)
  const { database, connection, close } = await testDatabase({ migrated: false })
  t.after(close)
  const tables = async () => {
    const { rows } = await sql<{ name: string }>`select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'i') and relname not like 'migrations%' order by 1`.execute(database.kysely)
    return rows.map(({ name }) => name)
  }
  return { folder, write, database, connection, tables, run: () => appliedBy(migrate(database, folder)) }
}

const appliedBy = async (migrating: ReturnType<typeof migrate>) => ({ applied: (await migrating).applied })

const one = { '0001-one.sql': 'create table one (id int8);' }
const two = { '0002-two.sql': 'alter table one add column name text;\ncreate table two (id int8);' }

test('files are applied in the order of their numbers, once', async (t) => {
  const { run, tables, write } = await place(t, { ...two, ...one })
  assert.deepEqual(await run(), { applied: ['0001-one.sql', '0002-two.sql'] })
  assert.deepEqual(await tables(), ['one', 'two'])
  assert.deepEqual(await run(), { applied: [] })
  await write({ '0010-three.sql': 'create table three (id int8)' })
  assert.deepEqual(await run(), { applied: ['0010-three.sql'] })
})

test('files may be applied through one of them, and the rest later', async (t) => {
  const { database, folder, run, tables } = await place(t, { ...one, ...two })
  assert.deepEqual(await appliedBy(migrate(database, folder, '0001-one.sql')), { applied: ['0001-one.sql'] })
  assert.deepEqual(await tables(), ['one'])
  assert.deepEqual(await run(), { applied: ['0002-two.sql'] })
})

test('a file that fails leaves nothing of itself, keeps what came before, and is run again when mended', async (t) => {
  const { run, tables, write } = await place(t, { ...one, '0002-two.sql': 'create table two (id int8); select nonsense;' })
  await assert.rejects(run(), /0002-two\.sql failed and was not recorded: 42703/)
  assert.deepEqual(await tables(), ['one'])
  await write(two)
  assert.deepEqual(await run(), { applied: ['0002-two.sql'] })
  assert.deepEqual(await tables(), ['one', 'two'])
})

test('an applied file that was changed is refused before anything is applied', async (t) => {
  const { run, tables, write } = await place(t, one)
  await run()
  await write({ '0001-one.sql': 'create table one (id int4);', ...two })
  await assert.rejects(run(), (error) => codeOf(error) === 'conflict' && /0001-one\.sql was changed/.test((error as Error).message))
  assert.deepEqual(await tables(), ['one'])
})

test('a file that comes before an applied one is refused', async (t) => {
  const { run, write } = await place(t, { '0002-two.sql': 'select 1' })
  await run()
  await write(one)
  await assert.rejects(run(), /0001-one\.sql comes before 0002-two\.sql/)
})

test('a database of a newer version is refused', async (t) => {
  const { run, folder } = await place(t, { ...one, ...two })
  await run()
  await rm(join(folder, '0002-two.sql'))
  await assert.rejects(run(), (error) => codeOf(error) === 'unsupported' && /0002-two\.sql/.test((error as Error).message))
})

test('a database of a newer version is taken by each version that it bears, and by no older one', async (t) => {
  const three = { '0003-three.sql': '-- no transaction\n-- bears 0002-two.sql\ncreate table three (id int8);' }
  const four = { '0004-four.sql': '-- What it is for.\n-- bears 0001-one.sql\nalter table one add column note text;' }
  const { run, folder, database, tables, write } = await place(t, { ...one, ...two, ...three, ...four })
  await run()
  for (const name of Object.keys({ ...three, ...four })) await rm(join(folder, name))
  assert.deepEqual(await migrate(database, folder), { applied: [], ahead: ['0003-three.sql', '0004-four.sql'] })
  await rm(join(folder, '0002-two.sql'))
  await assert.rejects(run(), (error) => codeOf(error) === 'unsupported' && /0002-two\.sql .*restore the backup/.test((error as Error).message))
  await write({ ...two, ...three, ...four })
  assert.deepEqual(await migrate(database, folder), { applied: [], ahead: [] })
  assert.deepEqual(await tables(), ['one', 'three', 'two'])
})

test('what a file bears stands among its first lines, and is a file before it', async (t) => {
  const { run, write, folder } = await place(t, { ...one, '0002-two.sql': 'create table two (id int8);\n-- bears 0001-one.sql\n' })
  await run()
  await rm(join(folder, '0002-two.sql'))
  await assert.rejects(run(), (error) => codeOf(error) === 'unsupported')
  for (const bears of ['0003-three.sql', '0003-four.sql', 'the version before']) {
    await write({ '0003-three.sql': `-- bears ${bears}\nselect 1;` })
    await assert.rejects(run(), new RegExp(`0003-three\\.sql bears ${bears}, which is not among those before it`))
  }
})

test('records of a version that knew of no bearing are read, and kept', async (t) => {
  const { run, database, write } = await place(t, one)
  await run()
  await database.sql`alter table migrations drop column bears`
  await write(two)
  assert.deepEqual(await run(), { applied: ['0002-two.sql'] })
  assert.deepEqual((await database.sql`select name, bears from migrations order by name`).map((row) => ({ ...row })), [{ name: '0001-one.sql', bears: null }, { name: '0002-two.sql', bears: null }])
})

/** What a version that does not know the file would stumble over. */
const narrowing = /\bdrop\s+(?!index|trigger|not\s+null|default)|\brename\b|\bset\s+not\s+null\b|\balter\s+column\s+\w+\s+(set\s+data\s+)?type\b|\badd\s+column\s+[^,;]*\bnot\s+null\b(?![^,;]*\bdefault\b)(?<!\bdefault\b[^,;]*)/i

test('a file that bears a version before adds, and drops, renames and demands nothing', async () => {
  for (const name of await readdir(migrationsFolder)) {
    const text = await readFile(join(migrationsFolder, name), 'utf8')
    if (/^-- bears /m.test(text)) assert.doesNotMatch(text.replace(/^\s*--.*$/gm, ''), narrowing, name)
  }
  for (const expands of ['alter table a add column b text', "alter table a add column b text not null default ''", 'alter table a add column b int8 default 1 not null', 'alter table a alter column b drop not null', 'drop index a_by_b']) assert.doesNotMatch(expands, narrowing)
  for (const narrows of ['drop table a', 'alter table a drop column b', 'alter table a rename column b to c', 'alter table a alter column b set not null', 'alter table a alter column b type int4', 'alter table a add column b text not null']) assert.match(narrows, narrowing)
})

test('misnamed files and twins are refused', async (t) => {
  const { run, write, folder } = await place(t, { 'two.sql': 'select 1' })
  await assert.rejects(run(), /two\.sql is not named/)
  await rm(join(folder, 'two.sql'))
  await write({ ...one, '0001-other.sql': 'select 1' })
  await assert.rejects(run(), /Two migrations have the number 0001/)
})

test('a file may run without a transaction, and again after it failed', async (t) => {
  const concurrently = 'create index concurrently if not exists one_id on one (id)'
  const { run, tables, write } = await place(t, { ...one, '0002-index.sql': concurrently })
  await assert.rejects(run(), /cannot run inside a transaction block/)
  await write({ '0002-index.sql': '-- no transaction\ncreate index concurrently if not exists one_id on one (absent)' })
  await assert.rejects(run(), /0002-index\.sql failed/)
  await write({ '0002-index.sql': `-- no transaction\n${concurrently}` })
  assert.deepEqual(await run(), { applied: ['0002-index.sql'] })
  assert.deepEqual(await tables(), ['one', 'one_id'])
})

test('of processes that migrate at once, each file is applied by one, also an index made concurrently', async (t) => {
  const { run, connection, folder } = await place(t, { ...one, ...two, '0003-index.sql': '-- no transaction\ncreate index concurrently if not exists one_id on one (id)' })
  const other = await openDatabase({ connection, poolMax: 1, applicationName: 'other' })
  t.after(() => other.close())
  const applied = await Promise.all([run(), migrate(other, folder), run(), migrate(other, folder)])
  assert.deepEqual(applied.flatMap((each) => each.applied).sort(), ['0001-one.sql', '0002-two.sql', '0003-index.sql'])
})

test('a connection lost while migrating is an error, and the next run finishes', async (t) => {
  const { run, write, tables } = await place(t, { ...one, '0002-two.sql': 'create table two (id int8); select pg_terminate_backend(pg_backend_pid());' })
  await assert.rejects(run(), /0002-two\.sql failed/)
  await write(two)
  assert.deepEqual(await run(), { applied: ['0002-two.sql'] })
  assert.deepEqual(await tables(), ['one', 'two'])
})

test('the migrations of Mluv apply to an empty database, and a copy of a migrated one needs none', async (t) => {
  const { database, close } = await testDatabase()
  t.after(close)
  assert.deepEqual(await migrate(database, migrationsFolder), { applied: [], ahead: [] })
})

test('an index that was left invalid half-way is mended by running the file again', async (t) => {
  const index = '-- no transaction\ndrop index concurrently if exists one_id;\ncreate unique index concurrently one_id on one (id);\n'
  const { run, write, database } = await place(t, { '0001-one.sql': 'create table one (id int8); insert into one values (7), (7);' })
  await run()
  await write({ '0002-index.sql': index })
  const valid = async () => (await sql<{ valid: boolean }>`select indisvalid as valid from pg_index where indexrelid = to_regclass('one_id')`.execute(database.kysely)).rows
  await assert.rejects(run(), /0002-index\.sql failed and was not recorded: 23505/)
  assert.deepEqual(await valid(), [{ valid: false }])
  await assert.rejects(run(), /0002-index\.sql failed/)
  await sql`delete from one where ctid = (select min(ctid) from one)`.execute(database.kysely)
  assert.deepEqual(await run(), { applied: ['0002-index.sql'] })
  assert.deepEqual(await valid(), [{ valid: true }])
})
