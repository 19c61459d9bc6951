/**
 * One turn in a process that ends itself, as a power cut would, at the n-th await of the turn: before and after each
 * call of a port, and after each piece of a stream. Tells on its output what it reached and what the learner was told.
 *
 *     node crash-process.ts <connection> <learner> <key> <n>
 */
import { writeSync } from 'node:fs'
import { openDatabase } from '../../src/adapters/postgres/database.ts'
import type { SocketConnection } from '../../src/adapters/postgres/line.ts'
import { postgresStore } from '../../src/adapters/postgres/store.ts'
import type { Tables } from '../../src/adapters/postgres/tables.ts'
import { realClock } from '../../src/adapters/real-clock.ts'
import type { LearnerId } from '../../src/domain/identity.ts'
import { takeTurn } from '../../src/tutor/turn.ts'
import { watchedTutor, type Call } from '../faulty.ts'
import { crashParts, crashUtterance } from './crash-turn.ts'

const [connection, learnerId, key, last] = process.argv.slice(2) as [string, LearnerId, string, string]
let reached = 0

const database = await openDatabase<Tables>({ connection: JSON.parse(connection) as SocketConnection, poolMax: 3, applicationName: 'mluv crash' })
const tutor = watchedTutor({ ...crashParts(key), store: postgresStore(database), clock: realClock(), owner: `crash ${key}` }, {
  async around(call, go) {
    here('before', call)
    const answer = await go()
    here('after', call)
    return answer
  },
  async *along(call, go) {
    here('before', call)
    for await (const piece of go()) {
      here('within', call)
      yield piece
    }
    here('after', call)
  },
})
const never = new AbortController().signal
let asked = 0
for await (const event of takeTurn(tutor, crashUtterance(learnerId, key), { voice: never, turn: never }, () => Math.min(2000, (asked += 1) * 1000))) {
  if (event.type === 'heard') writeSync(1, `heard ${event.turnId}\n`)
  if (event.type === 'remembered') writeSync(1, `remembered ${JSON.stringify(event.turn)}\n`)
}
await database.close()

function here(when: string, { point, nth }: Call): void {
  reached += 1
  writeSync(1, `reached ${reached} ${when} ${point} ${nth}\n`)
  if (reached === Number(last)) process.kill(process.pid, 'SIGKILL')
}
