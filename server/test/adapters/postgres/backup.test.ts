import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it, type TestContext } from 'node:test'
import { backUp, readBackup, restore } from '../../../src/adapters/postgres/backup.ts'
import { tablesOf } from '../../../src/adapters/postgres/catalog.ts'
import { differences } from '../../../src/adapters/postgres/compare.ts'
import type { Side } from '../../../src/adapters/postgres/side.ts'
import { codeOf } from '../../../src/domain/failure.ts'
import { emptyDatabase, oddHouse, openSide } from './odd-house.ts'

async function place(t: TestContext, through?: string) {
  const folder = mkdtempSync(join(tmpdir(), 'mluv-backup-'))
  const house = await oddHouse(through)
  const empty = await emptyDatabase(house.sourceConnection)
  const [source, target] = [await openSide(house.sourceConnection), await openSide(empty.connection)]
  t.after(async () => {
    await Promise.all([source.close(), target.close()])
    await empty.close()
    await house.close()
    rmSync(folder, { recursive: true })
  })
  return { path: join(folder, 'one.zst'), source, target, shape: house.shapeOf(target.database) }
}

it('a backup is of one moment, whatever is written meanwhile, and restored it is the same row by row', async (t) => {
  const { path, source, target, shape } = await place(t)
  const writer = source.database.sql
  const busy: Side = {
    ...source.side,
    transact: (work) => source.side.transact((inside) => work({
      ...inside,
      async *read(statement) {
        await writer`insert into loose values ('meanwhile', 1)`
        yield* inside.read(statement)
      },
    })),
  }
  await backUp(busy, path)
  await restore(target.side, await readBackup(path), shape)
  const [added] = await writer`delete from loose where note = 'meanwhile' returning (select count(*)::int from loose) as rows`
  assert.ok((added!['rows'] as number) > 60)
  assert.deepEqual(await differences(source.side, target.side, await tablesOf(source.side)), [])
  const [next] = await target.side.ask(`insert into aardvarks (word_of, word) select learner_id, word from "Odd words" limit 1 returning number`)
  assert.deepEqual(next, { number: 361 })
})

it('a backup of an older version is restored to what that version would have become', async (t) => {
  const { path, source, target, shape } = await place(t, '0001-odd.sql')
  await backUp(source.side, path)
  await restore(target.side, await readBackup(path), shape)
  assert.deepEqual(await target.side.ask('select distinct later from loose'), [{ later: 'x' }])
  assert.deepEqual(await differences(source.side, target.side, await tablesOf(source.side)), [])
})

it('a row that is not what the backup holds is noticed', async (t) => {
  const { path, source, target, shape } = await place(t)
  await backUp(source.side, path)
  const careless: Side = {
    ...target.side,
    transact: (work) => target.side.transact((inside) => work({
      ...inside,
      async write(statement, pieces) {
        await inside.write(statement, pieces)
        if (statement.startsWith('copy public.loose')) await inside.ask(`update loose set number = number + 1 where note is null`)
      },
    })),
  }
  await assert.rejects(restore(careless, await readBackup(path), shape), (error: Error) => codeOf(error) === 'internal' && /public\.loose: the rows differ/.test(error.message))
})
