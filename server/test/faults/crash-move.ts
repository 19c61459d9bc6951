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
 * Kills a move at one point after another until there is nothing left to move, and then one to another database, until `count` have been
 * killed. Answers with the points there are and those that were died at. `server` is where they go.
 */
export async function crashMoves(house: OddHouse, server: OddHouse['sourceConnection'], count: number): Promise<{ readonly points: readonly string[]; readonly diedAt: readonly string[] }> {
  const cacheFolder = mkdtempSync(join(tmpdir(), 'mluv-crash-'))
  const before = await contents(house)
  const diedAt: string[] = []
  try {
    const reached = await movedThrough(house, server, [], cacheFolder)
    const times = new Map([...Map.groupBy(reached, (point) => point)].map(([point, all]) => [point, all.length]))
    const points = [...times.keys()]
    const waiting = Array.from({ length: count }, (_, nth) => placeOf(nth, points[Math.floor((nth * points.length) / Math.min(count, points.length)) % points.length]!, times))
    while (waiting.length > 0) {
      const left = waiting.length
      await movedThrough(house, server, waiting, cacheFolder, (point) => diedAt.push(point))
      assert.ok(waiting.length < left, `${waiting[0]?.point} was never reached`)
    }
    assert.deepEqual(await contents(house), before, 'the source is as it was')
    return { points, diedAt }
  } finally {
    rmSync(cacheFolder, { recursive: true, force: true })
  }
}

type Place = { readonly point: string; readonly times: number }

/** The n-th death: which of the times that the point is reached is far from those before, by multiples of the golden section. */
const placeOf = (nth: number, point: string, times: ReadonlyMap<string, number>): Place => ({ point, times: 1 + Math.floor((((nth + 1) * 0.618_033_988_75) % 1) * times.get(point)!) })

/** One move, which dies at the first of those that wait, and again, until it lives because that one is not reached any more. Answers with all that its last life reached. */
async function movedThrough(house: OddHouse, server: OddHouse['sourceConnection'], waiting: Place[], cacheFolder: string, died: (point: string) => void = () => {}): Promise<readonly string[]> {
  const target = await emptyDatabase(server)
  try {
    for (;;) {
      const { killed, reached, errors } = await live(house, target.connection, waiting[0], cacheFolder)
      if (killed) died(waiting.shift()!.point)
      else {
        assert.equal(errors, '')
        await assertMoved(house, target.connection)
        return reached
      }
    }
  } finally {
    await target.close()
  }
}

async function assertMoved(house: OddHouse, target: OddHouse['sourceConnection']): Promise<void> {
  const [from, to] = [await openSide(house.sourceConnection), await openSide(target)]
  await refuseHalfMoved(to.database)
  assert.deepEqual(await differences(from.side, to.side, await tablesOf(from.side)), [])
  await Promise.all([from.close(), to.close()])
}

async function live(house: OddHouse, target: OddHouse['sourceConnection'], last: Place | undefined, cacheFolder: string): Promise<Death> {
  const { promise, resolve } = Promise.withResolvers<Death>()
  const asked = [JSON.stringify(house.sourceConnection), JSON.stringify(target), house.folder, String(rowsMax), last?.point ?? '', String(last?.times ?? 0)]
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
