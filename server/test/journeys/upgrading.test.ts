/** Up one version and back: the next version is this one with one more migration, in a tree of its own, and both work on the same data. */
import assert from 'node:assert/strict'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it, type TestContext } from 'node:test'
import { migrate } from '../../src/adapters/postgres/migrate.ts'
import { codeOf } from '../../src/domain/failure.ts'
import { backUpInstallation, restoreInstallation } from '../../src/installation.ts'
import { copyMadeDatabase } from '../made-database.ts'
import { assertFilled, fill, newPlace } from '../place.ts'
import { migrationsFolder } from '../postgres.ts'
import { doorAt } from './installation.ts'
import { place } from './serving.ts'

const project = join(import.meta.dirname, '../../..')
const newest = readdirSync(migrationsFolder).filter((name) => name.endsWith('.sql')).sort().at(-1)!
const nextName = '9999-next.sql'
const borne = `-- A note to each turn, and a table.\n-- bears ${newest}\nalter table turns add column note text default 'next';\ncreate table notes (note text not null);\n`
const unborne = 'alter table sounds rename column media_type to kind_of_sound;\n'

const silent = () => {}

/** The code of this version as somebody unpacks the next one. */
function nextVersion(t: TestContext): string {
  const tree = mkdtempSync(join(tmpdir(), 'mluv-next-'))
  t.after(() => rmSync(tree, { recursive: true }))
  mkdirSync(join(tree, 'server'))
  for (const part of ['server/src', 'server/migrations', 'server/package.json', 'package.json']) cpSync(join(project, part), join(tree, part), { recursive: true })
  for (const part of ['node_modules', 'web', 'server/content']) symlinkSync(join(project, part), join(tree, part))
  writeFileSync(join(tree, 'server/migrations', nextName), borne)
  return join(tree, 'server/src/main.ts')
}

it('a version is gone back from where its migrations bear the one before, with all that was said to either', async (t) => {
  const home = place()
  t.after(() => home.remove())
  const next = place({ folder: home.folder, main: nextVersion(t) })
  const texts: string[] = []
  let token: string | undefined
  let conversationId: string | undefined
  const use = async (version: typeof home, text: string) => {
    const serving = await version.start()
    const door = doorAt(serving.url)
    token ??= (await door.guest()).token
    if (conversationId !== undefined) assert.deepEqual(await said(door), texts)
    const turn = await door.say(token, text, { speak: false, ...(conversationId !== undefined && { conversationId }) })
    conversationId ??= (await conversations(door))[0]!.conversationId
    texts.push(turn.transcript)
    assert.deepEqual(await said(door), texts)
    assert.deepEqual(await serving.end('SIGTERM'), { code: 0, signal: null })
    return serving.printed()
  }
  const conversations = async (door: ReturnType<typeof doorAt>) => (JSON.parse((await door.call('/conversations', { token: token! })).text) as { items: { conversationId: string }[] }).items
  const said = async (door: ReturnType<typeof doorAt>) =>
    (JSON.parse((await door.call(`/conversations/${conversationId}`, { token: token! })).text) as { turns: { transcript: string }[] }).turns.map(({ transcript }) => transcript)

  const before = await use(home, 'Mám rád kávu.')
  const after = await use(next, 'Piju čaj.')
  const back = await use(home, 'Jdu domů.')
  const ahead = new RegExp(`newer version of Mluv, which lets this one work with it \\(${nextName}\\)`)
  for (const printed of [before, after]) assert.doesNotMatch(printed, ahead)
  assert.match(back, ahead)
  assert.equal(texts.length, 3)
})

it('over a migration that does not bear it, this version refuses, leaves everything as it was, and restores what it had backed up', async (t) => {
  const [home, other] = [await newPlace(), await newPlace()]
  t.after(() => Promise.all([home.remove(), other.remove()]))
  await copyMadeDatabase(join(home.folder, 'postgres'))
  const { database, close } = await home.open()
  await fill(database)
  const file = join(home.folder, 'before.zst')
  await backUpInstallation(home.config, file, silent)
  const next = mkdtempSync(join(tmpdir(), 'mluv-next-'))
  t.after(() => rmSync(next, { recursive: true }))
  cpSync(migrationsFolder, next, { recursive: true })
  writeFileSync(join(next, nextName), unborne)
  assert.deepEqual((await migrate(database, next)).applied, [nextName])
  const whole = async () => JSON.stringify(await database.sql`select * from sounds`)
  const kept = await whole()
  await assert.rejects(migrate(database, migrationsFolder), (error: Error) => codeOf(error) === 'unsupported' && /9999-next\.sql is not among its migrations.*restore the backup/.test(error.message))
  assert.equal(await whole(), kept)
  await close()
  await assert.rejects(home.open(), (error: Error) => codeOf(error) === 'unsupported')
  await restoreInstallation(other.config, file, silent)
  await assertFilled(other)
})
