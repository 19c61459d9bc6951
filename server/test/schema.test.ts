import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { it } from 'node:test'
import { describeSchema } from './schema.ts'
import { testDatabase } from './postgres.ts'

const file = new URL('../schema.sql', import.meta.url)
const heading = '-- The database after all migrations, for reading. `MLUV_WRITE_SCHEMA=1 npm test -- test/schema` writes it anew.\n\n'

it('schema.sql is what the migrations make', async (t) => {
  const { database, close } = await testDatabase()
  t.after(close)
  const found = heading + (await database.onConnection(describeSchema))
  if (process.env['MLUV_WRITE_SCHEMA'] === '1') writeFileSync(file, found)
  assert.equal(readFileSync(file, 'utf8'), found)
})

it('a column that no migration made is noticed', async (t) => {
  const { database, close } = await testDatabase()
  t.after(close)
  await database.onConnection((sql) => sql`alter table words add column surprise text`)
  assert.notEqual(readFileSync(file, 'utf8'), heading + (await database.onConnection(describeSchema)))
})
