/**
 * Tells that something changed: in the transaction that changed it, so that the version is raised with the change, and
 * every process hears of it when, and only when, it is committed.
 */
import { sql, type Kysely, type RawBuilder } from 'kysely'
import { changeIn, everyone, type Change, type ChangeKind } from '../../domain/artefact.ts'
import type { Cache } from '../../ports/cache.ts'
import type { LearnerId } from '../../domain/identity.ts'
import type { Database } from './database.ts'
import type { Tables } from './tables.ts'

export const changesChannel = 'mluv_changes'

/** The version of a session that was ended: nothing comes after it. */
export const sessionEnded = Number.MAX_SAFE_INTEGER

/** Who is to know what is changed: by a statement on its own at once, by one of a transaction once that is committed. */
const noted = new WeakMap<Kysely<Tables>, (change: Change) => void>()

/** Every transaction that changes what a learner sees calls this, once, naming all that it changed. */
export async function changed(tx: Kysely<Tables>, learnerId: LearnerId | string, ...kinds: readonly ChangeKind[]): Promise<void> {
  await tell(tx, kinds, sql`update learners set version = version + 1 where learner_id = ${learnerId}::uuid returning learner_id::text as owner, version`)
}

/** The same, of what everyone sees. */
export async function changedForEveryone(tx: Kysely<Tables>, ...kinds: readonly ChangeKind[]): Promise<void> {
  await tell(tx, kinds, sql`update everyone set version = version + 1 returning ${everyone}::text as owner, version`)
}

/** A session's version is when it expires, which only grows. */
export async function changedSession(tx: Kysely<Tables>, tokenHash: Uint8Array, version: number): Promise<void> {
  await tell(tx, ['session'], sql`select encode(${tokenHash}::bytea, 'hex') as owner, ${version}::bigint as version`)
}

/**
 * Changes, in one statement with the version: `raised` raises a learner's, or does not, and returns `learner_id` and `version`; `also` are the statements, as
 * `name as (…)`, that add to what it returns, `raised`. Whether anything was changed.
 */
export async function changedBy(db: Kysely<Tables>, raised: RawBuilder<unknown>, kinds: readonly ChangeKind[], also: RawBuilder<unknown>): Promise<boolean> {
  return (await tell(db, kinds, raised, also, sql.ref('learner_id'))) > 0
}

async function tell(db: Kysely<Tables>, kinds: readonly ChangeKind[], raised: RawBuilder<unknown>, also: RawBuilder<unknown> | null = null, owner: RawBuilder<unknown> = sql.ref('owner')): Promise<number> {
  const { rows } = await sql<{ text: string }>`
    with raised as (${raised}), ${also ? sql`${also}, ` : sql``}told as (select concat_ws(' ', ${owner}, version, ${kinds.join(' ')}::text) as text from raised)
    select text, pg_notify(${changesChannel}, text) from told`.execute(db)
  const changes = rows.flatMap(({ text }) => changeIn(text) ?? [])
  for (const change of changes) noted.get(db)?.(change)
  return changes.length
}

/** Which history the versions belong to, and where what everyone sees is at. */
export async function standing({ kysely }: Database<Tables>): Promise<{ readonly lineage: string; readonly version: number }> {
  return kysely.selectFrom('everyone').select(['lineage', 'version']).executeTakeFirstOrThrow()
}

/** Lets a cache hear what is changed elsewhere. Resolves when it does. */
export async function listenForChanges(database: Database<Tables>, cache: Pick<Cache, 'changed' | 'listening'>): Promise<void> {
  const hear = (text: string) => {
    const change = changeIn(text)
    if (change) cache.changed(change, 'elsewhere')
  }
  const connected = async () => {
    cache.listening(true)
    const { version } = await standing(database)
    cache.changed({ owner: everyone, version, kinds: [] }, 'elsewhere')
  }
  // Until where everyone is at is known, by the next change at the latest, what is everyone's is not remembered.
  await database.listen(changesChannel, hear, () => void connected().catch(() => {}), () => cache.listening(false))
}

/** Lets a process hear who was erased, in whatever process. */
export async function listenForErased(database: Database<Tables>, hear: (learnerId: LearnerId) => void): Promise<void> {
  await database.listen(changesChannel, (text) => {
    const change = changeIn(text)
    if (change?.kinds.includes('erased')) hear(change.owner as LearnerId)
  })
}

/** The same database; `told` hears what a transaction changed as soon as it is committed, before whoever asked for it goes on. */
export function watched(database: Database<Tables>, told: (change: Change) => void): Database<Tables> {
  noted.set(database.kysely, told)
  return {
    ...database,
    async inTransaction(work) {
      let changes: Change[] = []
      const result = await database.inTransaction((tx) => {
        const inThis: Change[] = (changes = [])
        noted.set(tx, (change) => void inThis.push(change))
        return work(tx)
      })
      for (const change of changes) told(change)
      return result
    },
  }
}
