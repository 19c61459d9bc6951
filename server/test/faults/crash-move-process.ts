/**
 * A move in a process that ends itself at one of its awaits: before and after each statement, on either side, and within each stream of rows.
 *
 *     node crash-move-process.ts <source> <target> <folder of migrations> <rows to a piece> 'within source copy out 3'
 */
import { openDatabase } from '../../src/adapters/postgres/database.ts'
import type { SocketConnection } from '../../src/adapters/postgres/line.ts'
import { migrate } from '../../src/adapters/postgres/migrate.ts'
import { move } from '../../src/adapters/postgres/move.ts'
import { sideOf, type Inside, type Side } from '../../src/adapters/postgres/side.ts'
import { awaitsUntil } from './crash-awaits.ts'

const [source, target, folder, rowsMax, last] = process.argv.slice(2) as [string, string, string, string, string]
const { around, along } = awaitsUntil(last)

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
    read: (statement) => along(`${where} copy out`, () => read(statement)),
  }
}
