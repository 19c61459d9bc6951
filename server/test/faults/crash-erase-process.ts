/**
 * A process that erases a learner and ends itself at one of its awaits.
 *
 *     node crash-erase-process.ts <connection> <learner> 'after commit 1'
 */
import { forget } from '../../src/account/forget.ts'
import { openDatabase } from '../../src/adapters/postgres/database.ts'
import type { SocketConnection } from '../../src/adapters/postgres/line.ts'
import { postgresStore } from '../../src/adapters/postgres/store.ts'
import type { Tables } from '../../src/adapters/postgres/tables.ts'
import { realClock } from '../../src/adapters/real-clock.ts'
import type { LearnerId } from '../../src/domain/identity.ts'
import { awaited, awaitsUntil, tell } from './crash-awaits.ts'

const [connection, learnerId, last] = process.argv.slice(2) as [string, LearnerId, string]
const opened = await openDatabase<Tables>({ connection: JSON.parse(connection) as SocketConnection, poolMax: 2, applicationName: 'mluv crash' })
const database = awaited(opened, awaitsUntil(last), (statement) => (/update "spending"/.test(statement) ? 'money' : /delete from "learners"/.test(statement) ? 'learner' : null))
const { personalData, leaderboard } = postgresStore(database)
const nothing = { forget: async () => {} }
tell('erased', await forget({ personalData, leaderboard, clock: realClock(), turns: nothing, cache: nothing, noteErased: async () => {} }, learnerId))
await opened.close()
