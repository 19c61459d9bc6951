/** Moves that are killed again and again, and are complete in the end. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { tablesOf } from '../../src/adapters/postgres/catalog.ts'
import { differences } from '../../src/adapters/postgres/compare.ts'
import { refuseHalfMoved } from '../../src/adapters/postgres/half-moved.ts'
import { emptyDatabase, openSide, type OddHouse } from '../adapters/postgres/odd-house.ts'

/** Several pieces to the larger tables. */
const rowsMax = 150

type Death = { readonly killed: boolean; readonly reached: readonly string[]; readonly errors: string }

/**
 * Kills a move at one await after another until there is nothing left to move, and then one to another database, until `count` have been
 * killed. Answers with the points they died at. `server` is where they go.
 */
export async function crashMoves(house: OddHouse, server: OddHouse['sourceConnection'], count: number): Promise<string[]> {
  const cacheFolder = mkdtempSync(join(tmpdir(), 'mluv-crash-'))
  const before = await contents(house)
  const points: string[] = []
  let awaits = 0
  try {
    do {
      const target = await emptyDatabase(server)
      try {
        // The first move of all is let live, to be counted.
        for (let last = awaits === 0 ? 0 : placeOf(points.length, awaits); ; last = points.length < count ? placeOf(points.length, awaits) : 0) {
          const { killed, reached, errors } = await live(house, target.connection, last, cacheFolder)
          if (awaits === 0) awaits = reached.length
          if (killed) points.push(reached.at(-1)!)
          else {
            assert.equal(errors, '')
            break
          }
        }
        await assertMoved(house, target.connection)
      } finally {
        await target.close()
      }
    } while (points.length < count)
    assert.deepEqual(await contents(house), before, 'the source is as it was')
    return points
  } finally {
    rmSync(cacheFolder, { recursive: true, force: true })
  }
}

/** Of the n-th, far from those before it: multiples of the golden section. */
const placeOf = (nth: number, awaits: number): number => 1 + Math.floor(((nth + 1) * 0.618_033_988_75) % 1 * awaits)

async function assertMoved(house: OddHouse, target: OddHouse['sourceConnection']): Promise<void> {
  const [from, to] = [await openSide(house.sourceConnection), await openSide(target)]
  await refuseHalfMoved(to.database)
  assert.deepEqual(await differences(from.side, to.side, await tablesOf(from.side)), [])
  await Promise.all([from.close(), to.close()])
}

async function live(house: OddHouse, target: OddHouse['sourceConnection'], last: number, cacheFolder: string): Promise<Death> {
  const { promise, resolve } = Promise.withResolvers<Death>()
  const asked = [JSON.stringify(house.sourceConnection), JSON.stringify(target), house.folder, String(rowsMax), String(last)]
  const child = execFile(process.execPath, [join(import.meta.dirname, 'crash-move-process.ts'), ...asked], { timeout: 120_000, env: { ...process.env, NODE_COMPILE_CACHE: cacheFolder } }, (_error, output, errors) =>
    resolve({ killed: child.signalCode === 'SIGKILL', reached: output.split('\n').flatMap((line) => (line.startsWith('reached ') ? [line.slice('reached '.length)] : [])), errors }))
  return promise
}

/** Every row of the source with where and since when it is. */
async function contents(house: OddHouse): Promise<unknown> {
  const { side, close } = await openSide(house.sourceConnection)
  const found: unknown[] = []
  for (const { name } of await tablesOf(side)) found.push(await side.ask(`select count(*)::int as rows, sum(hashtextextended(t::text || ctid::text || xmin::text, 0))::text as hash from ${name} as t`))
  await close()
  return found
}
