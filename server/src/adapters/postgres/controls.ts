/** What operators have changed, kept where all processes hear of it: each change is told in the transaction that keeps it, with who made it. */
import { sql, type Kysely, type Selectable } from 'kysely'
import { periods } from '../../domain/allowance.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Controls, Deed, InForce } from '../../ports/controls.ts'
import { abreast } from './abreast.ts'
import type { Database } from './database.ts'
import { named } from './statements.ts'
import type { Tables } from './tables.ts'

const channel = 'mluv_controls'
/** Of what was done, so much is kept. */
const deedsKept = 1_000

/** Resolves when it hears what others change, which it does until it is closed. */
export async function openControls(database: Database<Tables>, clock: Clock, report: (error: unknown) => void): Promise<Controls & { close(): Promise<void> }> {
  const { kysely, inTransaction } = database
  const { now, renew, close } = await abreast({ channel, read: () => inForce(kysely), report }, database, clock)

  async function change(deed: Deed, work: (tx: Kysely<Tables>) => Promise<unknown>): Promise<void> {
    await inTransaction(async (tx) => {
      await work(tx)
      await write(tx, deed)
      await sql`select pg_notify(${channel}, '')`.execute(tx)
    })
    await renew()
  }
  return named('controls', {
    now,
    limit: (limits, deed) => change(deed, async (tx) => {
      for (const period of periods) {
        const micro_usd = limits[period]
        if (micro_usd === undefined) continue
        if (micro_usd === 'settings') await tx.deleteFrom('installation_limits').where('period', '=', period).execute()
        else await setLimit(tx, { period, micro_usd, set_at_ms: deed.atMs, set_by: deed.by })
      }
    }),
    turn: (provider, on, deed) => change(deed, (tx) => on
      ? tx.deleteFrom('providers_off').where('provider', '=', provider).execute()
      : tx.insertInto('providers_off').values({ provider, off_at_ms: deed.atMs }).onConflict((same) => same.doNothing()).execute()),
    note: (deed) => write(kysely, deed),
    async deeds(limit) {
      const rows = await kysely.selectFrom('operator_deeds').selectAll().orderBy('deed_id', 'desc').limit(limit).execute()
      return rows.map(({ at_ms: atMs, by, deed, about }) => ({ atMs, by, deed, about }))
    },
    close,
  })
}

async function setLimit(tx: Kysely<Tables>, limit: Selectable<Tables['installation_limits']>): Promise<void> {
  const { period: _, ...set } = limit
  await tx.insertInto('installation_limits').values(limit).onConflict((same) => same.column('period').doUpdateSet(set)).execute()
}

async function inForce(kysely: Kysely<Tables>): Promise<InForce> {
  const [limits, off] = await Promise.all([kysely.selectFrom('installation_limits').selectAll().execute(), kysely.selectFrom('providers_off').select('provider').execute()])
  return {
    limits: Object.fromEntries(limits.map(({ period, micro_usd: microUsd, set_at_ms: setAtMs, set_by: setBy }) => [period, { microUsd, setAtMs, setBy }])),
    providersOff: new Set(off.map(({ provider }) => provider)),
  }
}

async function write(kysely: Kysely<Tables>, { atMs, by, deed, about }: Deed): Promise<void> {
  await sql`
    with old as (delete from operator_deeds where deed_id <= (select max(deed_id) from operator_deeds) - ${deedsKept})
    insert into operator_deeds (at_ms, by, deed, about) values (${atMs}, ${by}, ${deed}, ${about})`.execute(kysely)
}
