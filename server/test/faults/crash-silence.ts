/** What a dead worker leaves behind, once its silence has been noticed. */
import assert from 'node:assert/strict'
import type { Database } from '../../src/adapters/postgres/database.ts'
import { bossOn } from '../../src/adapters/postgres/pg-boss.ts'

/** As if the silence that a dead worker is known by were over: its jobs are others'. */
export async function passSilence<Schema>(database: Database<Schema>): Promise<void> {
  await database.sql`update pgboss.job set heartbeat_on = heartbeat_on - interval '1 hour' where state = 'active'`
  await database.sql`update pgboss.queue set monitor_claim_on = null, monitor_on = null`
  await bossOn(database, { wake: () => {}, falter: (error) => assert.fail(String(error)) }).supervise()
}
