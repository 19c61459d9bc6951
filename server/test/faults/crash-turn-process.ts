/**
 * One turn in a process that ends itself at one of the awaits of the turn: before and after each call of a port, and after each piece of a
 * stream. Tells what the learner was told.
 *
 *     node crash-turn-process.ts <connection> <learner> <key> 'after turns.claim 1'
 */
import { openDatabase } from '../../src/adapters/postgres/database.ts'
import type { SocketConnection } from '../../src/adapters/postgres/line.ts'
import { postgresStore } from '../../src/adapters/postgres/store.ts'
import type { Tables } from '../../src/adapters/postgres/tables.ts'
import { realClock } from '../../src/adapters/real-clock.ts'
import type { LearnerId } from '../../src/domain/identity.ts'
import { takeTurn } from '../../src/tutor/turn.ts'
import { watchedTutor } from '../faulty.ts'
import { awaitsUntil, tell } from './crash-awaits.ts'
import { crashParts, crashUtterance } from './crash-turn.ts'

const [connection, learnerId, key, last] = process.argv.slice(2) as [string, LearnerId, string, string]
const awaits = awaitsUntil(last)

const database = await openDatabase<Tables>({ connection: JSON.parse(connection) as SocketConnection, poolMax: 3, applicationName: 'mluv crash' })
const tutor = watchedTutor({ ...crashParts(key), store: postgresStore(database), clock: realClock(), owner: `crash ${key}` }, {
  around: ({ point }, go) => awaits.around(point, go),
  along: ({ point }, go) => awaits.along(point, go),
})
const never = new AbortController().signal
let asked = 0
for await (const event of takeTurn(tutor, crashUtterance(learnerId, key), { voice: never, turn: never }, () => Math.min(2000, (asked += 1) * 1000))) {
  if (event.type === 'heard') tell('heard', event.turnId)
  if (event.type === 'remembered') tell('remembered', event.turn)
}
await database.close()
