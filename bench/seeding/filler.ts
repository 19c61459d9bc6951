import postgres from 'postgres'
import type { DatabaseOptions } from '../../server/src/adapters/postgres/database.ts'

/** One connection that may take its time and asks nobody: foreign keys are not looked at, nor is the disk waited for. */
export function filler(connection: DatabaseOptions['connection']) {
  const options = {
    max: 1, onnotice: () => {},
    connection: { session_replication_role: 'replica', synchronous_commit: 'off', maintenance_work_mem: '512MB', statement_timeout: 0 },
  }
  if ('url' in connection) return postgres(connection.url, options)
  const { socketFolder, port, user, password, database } = connection
  return postgres({ ...options, host: socketFolder, path: `${socketFolder}/.s.PGSQL.${port}`, port, user, password, database } as never)
}
