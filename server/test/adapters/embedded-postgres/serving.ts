/** A process that holds an installation as `serve` does, until it is killed or told to end by a line on its input. It says `ready`, or the code of the failure. */
import { holdInstallation } from '../../../src/adapters/embedded-postgres/hold.ts'
import { startEmbeddedPostgres } from '../../../src/adapters/embedded-postgres/start.ts'
import { openDatabase } from '../../../src/adapters/postgres/database.ts'
import { codeOf } from '../../../src/domain/failure.ts'

const server = await startEmbeddedPostgres({ folder: process.argv[2]!, log: () => {} })
const database = await openDatabase({ connection: server.connection, poolMax: 2, applicationName: 'mluv' })
const hold = await holdInstallation(database).catch((error: unknown) => {
  process.stdout.write(codeOf(error))
  process.exit(1)
})
await database.onConnection((sql) => sql`create table if not exists written (n int8)`)
await database.onConnection((sql) => sql`insert into written values (1)`)
process.stdout.write('ready\n')
process.stdin.once('data', () => void leave())

async function leave(): Promise<never> {
  await hold.release()
  await database.close()
  await server.stop()
  process.exit(0)
}
