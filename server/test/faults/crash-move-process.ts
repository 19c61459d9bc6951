/**
 * A move in a process that ends itself, as a power cut would, when it reaches a point for the n-th time: before and after each statement,
 * on either side, and within each stream of rows. Tells on its output what it reached.
 *
 *     node crash-move-process.ts <source> <target> <folder of migrations> <rows to a piece> <point> <n>
 */
import { writeSync } from 'node:fs'
import { openDatabase } from '../../src/adapters/postgres/database.ts'
import type { SocketConnection } from '../../src/adapters/postgres/line.ts'
import { migrate } from '../../src/adapters/postgres/migrate.ts'
import { move } from '../../src/adapters/postgres/move.ts'
import { sideOf, type Inside, type Side } from '../../src/adapters/postgres/side.ts'

const [source, target, folder, rowsMax, last, times] = process.argv.slice(2) as [string, string, string, string, string, string]
let met = 0

const [from, to] = await Promise.all([source, target].map((connection) => openDatabase({ connection: JSON.parse(connection) as SocketConnection, poolMax: 2, applicationName: 'mluv crash' })))
const sessions = await Promise.all([from!.openSession('mluv crash'), to!.openSession('mluv crash')])
await move({
  source: watched('source', await sideOf(sessions[0])),
  target: watched('target', await sideOf(sessions[1])),
  shape: (through) => around('target shape', async () => void await migrate(to!, folder, through)),
  say: () => {},
  rowsMax: Number(rowsMax),
})
await Promise.all([...sessions, from!, to!].map((each) => each.close()))

function watched(where: string, side: Side): Side {
  const within = (each: Inside): Inside => ({ ...inside(where, each), write: (statement, pieces) => around(`${where} copy in`, () => each.write(statement, pieces)) })
  return { ...inside(where, side), transact: (work) => around(`${where} transact`, () => side.transact((each) => work(within(each)))) }
}

function inside(where: string, { ask, read }: Pick<Inside, 'ask' | 'read'>): Pick<Inside, 'ask' | 'read'> {
  return {
    ask: (statement, parameters) => around(`${where} ${statement.trim().split(/\s/)[0]}`, () => ask(statement, parameters)),
    async *read(statement) {
      here('before', `${where} copy out`)
      for await (const piece of read(statement)) {
        here('within', `${where} copy out`)
        yield piece
      }
      here('after', `${where} copy out`)
    },
  }
}

async function around<T>(point: string, go: () => Promise<T>): Promise<T> {
  here('before', point)
  const answer = await go()
  here('after', point)
  return answer
}

function here(when: string, what: string): void {
  const point = `${when} ${what}`
  writeSync(1, `reached ${point}\n`)
  if (point === last && (met += 1) === Number(times)) process.kill(process.pid, 'SIGKILL')
}
