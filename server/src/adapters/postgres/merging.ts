/** Makes two learners one. Both are locked first, always in the same order: whoever changes anything of theirs, or spends, waits for that. */
import { sql, type Kysely, type Selectable } from 'kysely'
import { newlyAchieved } from '../../domain/achievement.ts'
import { changeKinds } from '../../domain/artefact.ts'
import { Failure } from '../../domain/failure.ts'
import type { LearnerId } from '../../domain/identity.ts'
import { settingsOf } from '../../domain/learner.ts'
import { lastDayOfBoth, planOfBoth, settingsOfBoth, streakOfBoth, todayOfBoth } from '../../domain/two-in-one.ts'
import type { IdentityStore } from '../../ports/identity-store.ts'
import { changed, changedSession } from './changes.ts'
import type { Database } from './database.ts'
import { lastDayOf } from './last-day.ts'
import { mergeCards } from './merging-cards.ts'
import { mergeRows, type Both } from './merging-rows.ts'
import { streakOf } from './streak-rows.ts'
import type { Tables } from './tables.ts'

type Tx = Kysely<Tables>
type Row = Selectable<Tables['learners']>

export const merging = ({ kysely, inTransaction }: Database<Tables>): Pick<IdentityStore, 'merge' | 'hasHistory'> => ({
  hasHistory: (learnerId) => hasHistory(kysely, learnerId),

  async merge(from, into, nowMs) {
    if (from === into) return 'empty'
    return inTransaction(async (tx) => {
      const both: Both = { from, into }
      const { own, other } = await lock(tx, both)
      if (!own) throw new Failure('not-found', 'There is no such learner.')
      if (!other) return 'gone'
      const isEmpty = !(await hasHistory(tx, from))
      // A talk that was opened and in which nothing was said.
      if (isEmpty) await tx.deleteFrom('conversations').where('learner_id', '=', from).execute()
      // The ledgers let this through, and nothing else.
      await sql`select set_config('mluv.merging', ${`${from} ${into}`}, true)`.execute(tx)
      await changed(tx, from, ...learnersKinds)
      const overlap = await daysOfBoth(tx, both)
      await mergeRows(tx, both)
      await mergeCards(tx, both)
      await mergeMoney(tx, both)
      await moveSessions(tx, both)
      await mergeLearners(tx, own, other, overlap, nowMs)
      await sql`insert into merged_learners (learner_hash, learner_id) values (sha256(convert_to(${from}::text, 'UTF8')), ${into}::uuid)`.execute(tx)
      await tx.deleteFrom('learners').where('learner_id', '=', from).execute()
      await changed(tx, into, ...learnersKinds)
      return isEmpty ? 'empty' : 'merged'
    })
  },
})

const learnersKinds = changeKinds.filter((kind) => kind !== 'session' && kind !== 'listing' && kind !== 'sound')

async function lock(tx: Tx, { from, into }: Both): Promise<{ readonly own: Row | undefined; readonly other: Row | undefined }> {
  const rows = await tx.selectFrom('learners').selectAll().where('learner_id', 'in', [from, into]).orderBy('learner_id').forUpdate().execute()
  const find = (learnerId: LearnerId) => rows.find((row) => row.learner_id === learnerId)
  return { own: find(into), other: find(from) }
}

async function hasHistory(db: Tx, learnerId: LearnerId): Promise<boolean> {
  const { rows: [found] } = await sql<{ any: boolean }>`
    select turns > 0 or exists (select from turns where learner_id = l.learner_id) or exists (select from cards where learner_id = l.learner_id)
      or exists (select from days where learner_id = l.learner_id) as any from learners l where l.learner_id = ${learnerId}::uuid`.execute(db)
  return found?.any ?? false
}

type Overlap = { readonly active: readonly string[]; readonly shielded: readonly string[]; readonly twice: number }

/** Read before they are joined: afterwards nobody knows whose a day was. */
async function daysOfBoth(tx: Tx, { from, into }: Both): Promise<Overlap> {
  const { rows: [row] } = await sql<Overlap>`
    with own as (select day, count(*) as learners from days where learner_id in (${from}::uuid, ${into}::uuid) and turns > 0 group by day)
    select array(select day::text from own order by day) as active, (select count(*)::int from own where learners = 2) as twice,
      array(select distinct day::text as day from shields_used where learner_id in (${from}::uuid, ${into}::uuid) order by day) as shielded`.execute(tx)
  return row!
}

/** What is spent counts for both together; what processes have in hand of `from`'s they may not spend any more, but for turns that are under way. */
async function mergeMoney(tx: Tx, { from, into }: Both): Promise<void> {
  await sql`
    insert into allowances as a (scope, scope_name, period, since, limit_micro_usd, spent_micro_usd)
    select scope, ${into}, period, since, limit_micro_usd, spent_micro_usd from allowances where scope = 'learner' and scope_name = ${from}
    on conflict (scope, scope_name, period, since) do update set spent_micro_usd = a.spent_micro_usd + excluded.spent_micro_usd,
      limit_micro_usd = case when a.limit_micro_usd is null then null else greatest(a.limit_micro_usd, a.spent_micro_usd + excluded.spent_micro_usd + a.reserved_micro_usd) end`.execute(tx)
  await tx.deleteFrom('allowances').where('scope', '=', 'learner').where('scope_name', '=', from).execute()
}

/** They go on, and every process learns anew whose they are: a session's version is when it expires. */
async function moveSessions(tx: Tx, { from, into }: Both): Promise<void> {
  const rows = await tx
    .updateTable('sessions')
    .set((set) => ({ learner_id: into, expires_at_ms: set('expires_at_ms', '+', 1) }))
    .where('learner_id', '=', from)
    .returning(['token_hash', 'expires_at_ms'])
    .execute()
  for (const { token_hash: tokenHash, expires_at_ms: expiresAtMs } of rows) await changedSession(tx, tokenHash, expiresAtMs)
}

async function mergeLearners(tx: Tx, own: Row, other: Row, { active, shielded, twice }: Overlap, nowMs: number): Promise<void> {
  const [calendar, ownLast, otherLast] = [{ active, shielded }, lastDayOf(own), lastDayOf(other)]
  const today = todayOfBoth(nowMs, { timeZone: settingsOf(own.settings).timeZone, last: ownLast }, { timeZone: settingsOf(other.settings).timeZone, last: otherLast })
  const run = streakOfBoth(streakOf(own), streakOf(other), calendar, today)
  const last = lastDayOfBoth(ownLast, otherLast)
  const sum = (name: 'turns' | 'words_total' | 'stars_total' | 'score_sum' | 'score_count') => own[name] + other[name]
  const longest = Math.max(own.streak_longest, other.streak_longest, run.longest)
  await tx
    .updateTable('learners')
    .set({
      created_at_ms: Math.min(own.created_at_ms, other.created_at_ms), settings: JSON.stringify(settingsOfBoth(own.settings, other.settings)), plan: planOfBoth(own.plan, other.plan),
      stars_total: sum('stars_total'), turns: sum('turns'), words_total: sum('words_total'), score_sum: sum('score_sum'), score_count: sum('score_count'),
      days_active: own.days_active + other.days_active - twice, streak_longest: longest,
      streak_days: run.streak?.days ?? 0, streak_until: run.streak?.until ?? null, shields: run.streak?.shields ?? 0,
      last_day: last?.day ?? null, last_day_first_at_ms: last?.firstAtMs ?? null, last_day_time_zone: last?.timeZone ?? null,
    })
    .where('learner_id', '=', own.learner_id)
    .execute()
  if (run.shielded.length > 0) await tx.insertInto('shields_used').values(run.shielded.map((day) => ({ learner_id: own.learner_id, day }))).onConflict((row) => row.doNothing()).execute()
  // What neither reached alone.
  const marks = newlyAchieved({ turns: 0, words: 0, stars: 0, streakDays: 0 }, { turns: sum('turns'), words: sum('words_total'), stars: sum('stars_total'), streakDays: longest })
  if (marks.length > 0) await tx.insertInto('achievements').values(marks.map((code) => ({ learner_id: own.learner_id, code, earned_at_ms: nowMs }))).onConflict((row) => row.doNothing()).execute()
}
