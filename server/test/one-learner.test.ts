import assert from 'node:assert/strict'
import { copyFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { it, type TestContext } from 'node:test'
import { codeOf } from '../src/domain/failure.ts'
import { postgresStore } from '../src/adapters/postgres/store.ts'
import { backUpInstallation, restoreInstallation } from '../src/installation.ts'
import { exportLearner, forgetLearner, forgetListed, tellErased, tellTraces } from '../src/one-learner.ts'
import { newLearner } from './contracts/store-cast.ts'
import { copyMadeDatabase } from './made-database.ts'
import { newPlace, type Place } from './place.ts'

const silent = () => {}

async function place(t: TestContext): Promise<Place> {
  const made = await newPlace()
  t.after(() => made.remove())
  return made
}

const learnersIn = async (home: Place): Promise<string[]> => {
  const { database, close } = await home.open()
  try {
    return (await database.sql<{ id: string }[]>`select learner_id::text as id from learners order by 1`).map(({ id }) => id)
  } finally {
    await close()
  }
}

it('a learner is exported and erased by a command, and no backup that was made before brings them back, as long as its list lies beside it', async (t) => {
  const home = await place(t)
  await copyMadeDatabase(join(home.folder, 'postgres'))
  const { database, close } = await home.open()
  const store = postgresStore(database)
  const [goes, stays] = [await newLearner(store), await newLearner(store)]
  let exported = ''
  // Beside whoever is being served.
  await exportLearner(home.config, goes, (piece) => void (exported += piece))
  assert.equal((JSON.parse(exported) as { learners: { items: { learnerId: string }[] } }).learners.items[0]!.learnerId, goes)
  await close()
  await backUpInstallation(home.config, undefined, silent)
  await forgetLearner(home.config, goes, silent)
  await assert.rejects(forgetLearner(home.config, goes, silent), (error: Error) => codeOf(error) === 'not-found')
  const said: string[] = []
  await tellErased(home.config, (line) => void said.push(line))
  await tellTraces(home.config, goes, silent)
  await assert.rejects(tellTraces(home.config, stays, silent), (error: Error) => codeOf(error) === 'conflict')

  const backups = join(home.folder, 'backups')
  const backup = readdirSync(backups).find((name) => name.endsWith('.zst'))!
  assert.equal(readFileSync(join(backups, 'erased.txt'), 'utf8'), said.map((line) => `${line}\n`).join(''))
  assert.ok(said.length === 1 && !said[0]!.includes(goes))
  const restored = await place(t)
  await restoreInstallation(restored.config, join(backups, backup), silent)
  assert.deepEqual(await learnersIn(restored), [stays])
  await tellTraces(restored.config, goes, silent)
  assert.equal(readFileSync(join(restored.folder, 'backups', 'erased.txt'), 'utf8').split('\n').length, 2)

  const alone = await place(t)
  const elsewhere = join(home.folder, 'elsewhere')
  mkdirSync(elsewhere)
  copyFileSync(join(backups, backup), join(elsewhere, backup))
  await restoreInstallation(alone.config, join(elsewhere, backup), silent)
  assert.deepEqual(await learnersIn(alone), [goes, stays].toSorted(), 'without the list nobody knows')

  const list = join(backups, 'erased.txt')
  const sentences: string[] = []
  for (const path of [list, list]) await forgetListed(alone.config, path, (sentence) => void sentences.push(sentence))
  assert.deepEqual(sentences.map((sentence) => /(\d+) were back/.exec(sentence)?.[1]), ['1', '0'])
  assert.deepEqual(await learnersIn(alone), [stays], 'whoever has it can say so later')
  assert.equal(readFileSync(join(alone.folder, 'backups', 'erased.txt'), 'utf8').trimEnd().split(' ')[1], said[0]!.split(' ')[1])
  for (const [path, code] of [[join(backups, 'nowhere.txt'), 'not-found'], [join(backups, backup), 'invalid']] as const) await assert.rejects(forgetListed(alone.config, path, silent), (error: Error) => codeOf(error) === code)
})
