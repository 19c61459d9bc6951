/**
 * What is spent, and what of each allowance the processes have in hand.
 *
 * An exchange is one transaction that locks its allowances first, always in the same order, so that what it reads of them
 * is true until it is done and two of them never wait for each other.
 */
import { sql, type Kysely } from 'kysely'
import { allowancesOf, chargedOf, passed, sliceOf, type Allowance, type Charge, type Standing } from '../../domain/allowance.ts'
import type { LearnerId } from '../../domain/identity.ts'
import { nothingSaved, savingWays } from '../../domain/saving.ts'
import type { Allowances, Asked, Entry, Granted } from '../../ports/allowances.ts'
import { isGuest } from './books.ts'
import type { Warn, Warning } from './budget-notices.ts'
import type { Database } from './database.ts'
import { named } from './statements.ts'
import type { Tables } from './tables.ts'

type Tx = Kysely<Tables>
type Key = { readonly scope: Allowance['scope']; readonly scope_name: string; readonly period: Allowance['period']; readonly since: string }
type Row = Key & { readonly spent: number; readonly reserved: number }
/** What an exchange makes of one slice. */
type Traded = { readonly asked: Asked; readonly before: Row; readonly spent: number; readonly slice: number; readonly held: number; readonly left: number }

/** `warn` is told of parts of limits that are spent now and were not before. */
export const allowances = ({ kysely, inTransaction }: Database<Tables>, warn: Warn = async () => {}): Allowances => named('allowances', {
  async standing(learnerId) {
    const { rows } = await sql<Standing>`select l.plan, ${isGuest} as guest from learners l where l.learner_id = ${learnerId}::uuid`.execute(kysely)
    return rows[0] ?? null
  },

  exchange: (holder, { entries: given, slices }, nowMs) =>
    inTransaction(async (tx) => {
      const entries = await owned(tx, given)
      const rows = await lock(tx, entries, slices)
      const spent = await enter(tx, entries)
      const held = await slicesOf(tx, holder, slices)
      const traded = slices.flatMap((asked) => {
        const row = rows.get(nameOf(keyOf(asked.allowance)))
        return row ? trade(asked, row, spent, held) : []
      })
      await raise(tx, spent, traded)
      await keepSlices(tx, holder, traded, nowMs)
      const warnings = traded.flatMap(warningsOf)
      if (warnings.length > 0) await warn(tx, warnings, nowMs)
      const granted = new Map(traded.map(({ asked, slice, left }) => [asked, { sliceMicroUsd: slice, leftMicroUsd: left }]))
      return slices.map((asked): Granted => granted.get(asked) ?? nothingGranted)
    }),
})

/** To who is gone by now. */
const nothingGranted: Granted = { sliceMicroUsd: 0, leftMicroUsd: 0 }

const keyOf = ({ scope, name, period, since }: Allowance): Key => ({ scope, scope_name: name, period, since })
const nameOf = ({ scope, scope_name: name, period, since }: Key): string => `${scope} ${name} ${period} ${since}`
const columnsOfKey = sql.raw('scope text, scope_name text, period text, since date')
const byKey = (one: string, other: string) => sql.raw(['scope', 'scope_name', 'period', 'since'].map((column) => `${one}.${column} = ${other}.${column}`).join(' and '))

/** What was spent on a turn is its learner's, who may have become another since. */
async function owned(tx: Tx, entries: readonly Entry[]): Promise<readonly Entry[]> {
  const turnIds = new Set(entries.flatMap(({ turnId }) => turnId ?? []))
  if (turnIds.size === 0) return entries
  const rows = await tx.selectFrom('turns').select(['turn_id', 'learner_id']).where('turn_id', 'in', [...turnIds]).execute()
  const owners = new Map<string | null, string>(rows.map(({ turn_id: turnId, learner_id: learnerId }) => [turnId, learnerId]))
  return entries.map((entry) => ({ ...entry, learnerId: (owners.get(entry.turnId) ?? entry.learnerId) as LearnerId }))
}

/** All that are spent from or asked for, locked and as they are; of learners who are gone none. A limit that was lowered takes back nothing that is spent or in hands. */
async function lock(tx: Tx, entries: readonly Entry[], slices: readonly Asked[]): Promise<ReadonlyMap<string, Row>> {
  const wanted = new Map<string, Key & { readonly limit: number | null }>()
  for (const { day, learnerId, guest } of entries) for (const allowance of allowancesOf(day, learnerId, guest)) wanted.set(nameOf(keyOf(allowance)), { ...keyOf(allowance), limit: null })
  for (const { allowance, limitMicroUsd } of slices) wanted.set(nameOf(keyOf(allowance)), { ...keyOf(allowance), limit: limitMicroUsd })
  const names = new Set([...wanted.values()].flatMap(({ scope, scope_name }) => (scope === 'learner' ? [scope_name] : [])))
  // They stay until this is done: whoever erases one waits for it.
  const { rows } = await sql<Row>`
    with present as (select learner_id::text as name from learners where learner_id = any(${[...names]}::uuid[]) order by learner_id for key share)
    insert into allowances (scope, scope_name, period, since, limit_micro_usd)
    select scope, scope_name, period, since, "limit" from jsonb_to_recordset(${JSON.stringify([...wanted.values()])}::jsonb) as wanted (${columnsOfKey}, "limit" bigint)
    where scope <> 'learner' or scope_name in (select name from present) order by 1, 2, 3, 4
    on conflict (scope, scope_name, period, since) do update set limit_micro_usd = case when excluded.limit_micro_usd is null then allowances.limit_micro_usd
      else greatest(excluded.limit_micro_usd, allowances.spent_micro_usd + allowances.reserved_micro_usd) end
    returning scope, scope_name, period, since, spent_micro_usd as spent, reserved_micro_usd as reserved`.execute(tx)
  return new Map(rows.map((row) => [nameOf(row), row]))
}

type Sums = Map<string, Key & { readonly spent: number }>

/** Enters what is new, and tells how much more is spent of which allowance. */
async function enter(tx: Tx, entries: readonly Entry[]): Promise<Sums> {
  const sums: Sums = new Map()
  const add = (key: Key, microUsd: number) => void sums.set(nameOf(key), { ...key, spent: (sums.get(nameOf(key))?.spent ?? 0) + microUsd })
  if (entries.length === 0) return sums
  const before = await chargesOf(tx, entries)
  const entered = await append(tx, entries)
  for (const { day, learnerId, guest, microUsd } of entered) for (const allowance of allowancesOf(day, learnerId, guest)) if (allowance.scope !== 'learner') add(keyOf(allowance), microUsd)
  const charge = (charges: readonly Charge[], sign: 1 | -1) => {
    for (const { learnerId, day, microUsd } of chargedOf(charges)) for (const allowance of allowancesOf(day, learnerId, false)) if (allowance.scope === 'learner') add(keyOf(allowance), sign * microUsd)
  }
  charge(before, -1)
  charge([...before, ...entered], 1)
  return sums
}

/** What was entered before of the turns that are entered now. */
async function chargesOf(tx: Tx, entries: readonly Entry[]): Promise<Charge[]> {
  const turnIds = new Set(entries.flatMap(({ turnId }) => turnId ?? []))
  if (turnIds.size === 0) return []
  const rows = await tx
    .selectFrom('spending')
    .select(['turn_id', 'run', 'learner_id', 'day', sql<number>`sum(micro_usd)::bigint`.as('micro_usd')])
    .where('turn_id', 'in', [...turnIds])
    .where('learner_id', 'is not', null)
    .groupBy(['turn_id', 'run', 'learner_id', 'day'])
    .execute()
  return rows.map(({ turn_id: turnId, run, learner_id: learnerId, day, micro_usd: microUsd }) => ({ turnId, run, learnerId: learnerId as LearnerId, day, microUsd }))
}

/** What was saved by what: a column each, and a word of SQL that has to be quoted. */
const columnsOfSaved = sql.raw(savingWays.map((way) => `saved_by_${way}`).join(', '))
const waysOfSaved = sql.raw(savingWays.map((way) => `"${way}"`).join(', '))
const waysOfSavedTyped = sql.raw(savingWays.map((way) => `"${way}" bigint`).join(', '))

/** Those that were not entered before. A learner who is gone by now is nobody in them, and their turn none. */
async function append(tx: Tx, entries: readonly Entry[]): Promise<Entry[]> {
  const values = entries.map(({ used, saved = nothingSaved, ...entry }) => ({ ...entry, ...used, ...saved }))
  const { rows } = await sql<{ entry_id: string }>`
    insert into spending (entry_id, learner_id, guest, turn_id, run, attempt, task, provider, model, at_ms, day, outcome,
      tokens_in, tokens_cached, tokens_out, characters, heard_ms, spoken_ms, reserved_micro_usd, micro_usd, saved_micro_usd, ${columnsOfSaved})
    select "entryId", l.learner_id, guest, case when "learnerId" is null or l.learner_id is not null then "turnId" end, run, attempt, task, provider, model, "atMs", day, outcome,
      "inputTokens", "cachedInputTokens", "outputTokens", "spokenCharacters", "heardMs", "spokenMs", "reservedMicroUsd", "microUsd", "savedMicroUsd", ${waysOfSaved}
    from jsonb_to_recordset(${JSON.stringify(values)}::jsonb) as v ("entryId" uuid, "learnerId" uuid, guest boolean, "turnId" uuid, run smallint, attempt smallint,
      task text, provider text, model text, "atMs" bigint, day date, outcome text, "inputTokens" integer, "cachedInputTokens" integer, "outputTokens" integer,
      "spokenCharacters" integer, "heardMs" integer, "spokenMs" integer, "reservedMicroUsd" bigint, "microUsd" bigint, "savedMicroUsd" bigint, ${waysOfSavedTyped})
    left join learners l on l.learner_id = v."learnerId"
    on conflict do nothing returning entry_id`.execute(tx)
  const entered = new Set(rows.map(({ entry_id: entryId }) => entryId))
  return entries.filter(({ entryId }) => entered.has(entryId))
}

async function slicesOf(tx: Tx, holder: string, slices: readonly Asked[]): Promise<ReadonlyMap<string, number>> {
  if (slices.length === 0) return new Map()
  const { rows } = await sql<Key & { micro_usd: number }>`
    select s.scope, s.scope_name, s.period, s.since, s.micro_usd from jsonb_to_recordset(${JSON.stringify(slices.map(({ allowance }) => keyOf(allowance)))}::jsonb) as v (${columnsOfKey})
    join slices s on s.holder = ${holder}::uuid and ${byKey('s', 'v')}`.execute(tx)
  return new Map(rows.map((row) => [nameOf(row), row.micro_usd]))
}

function trade(asked: Asked, before: Row, sums: Sums, slices: ReadonlyMap<string, number>): Traded {
  const name = nameOf(before)
  const { limitMicroUsd, heldMicroUsd, wantedMicroUsd } = asked
  const [spent, held] = [sums.get(name)?.spent ?? 0, slices.get(name) ?? 0]
  const left = Math.max(0, limitMicroUsd - before.spent - spent - (before.reserved - held + heldMicroUsd))
  const granted = wantedMicroUsd > 0 ? sliceOf(left, wantedMicroUsd) : 0
  return { asked, before, spent, held, slice: heldMicroUsd + granted, left: left - granted }
}

function warningsOf({ asked: { allowance: { scope, name, period, since }, limitMicroUsd, heldMicroUsd, neededMicroUsd }, before, spent, slice }: Traded): Warning[] {
  const spentMicroUsd = before.spent + spent
  return passed(limitMicroUsd, before.spent, spentMicroUsd, slice - heldMicroUsd < neededMicroUsd).map((percent) => ({ scope, name, period, since, percent, limitMicroUsd, spentMicroUsd }))
}

/** What was spent without a slice, by a process that knows of no limit, is the truth all the same. */
async function raise(tx: Tx, sums: Sums, traded: readonly Traded[]): Promise<void> {
  const changes = new Map([...sums].map(([name, sum]) => [name, { ...sum, reserved: 0, loose: true }]))
  for (const { before: { scope, scope_name, period, since }, spent, slice, held } of traded)
    changes.set(nameOf({ scope, scope_name, period, since }), { scope, scope_name, period, since, spent, reserved: slice - held, loose: false })
  const values = [...changes.values()].filter(({ spent, reserved }) => spent !== 0 || reserved !== 0)
  if (values.length === 0) return
  await sql`
    update allowances a set spent_micro_usd = a.spent_micro_usd + v.spent, reserved_micro_usd = a.reserved_micro_usd + v.reserved,
      limit_micro_usd = case when v.loose and a.limit_micro_usd is not null then greatest(a.limit_micro_usd, a.spent_micro_usd + v.spent + a.reserved_micro_usd + v.reserved) else a.limit_micro_usd end
    from jsonb_to_recordset(${JSON.stringify(values)}::jsonb) as v (${columnsOfKey}, spent bigint, reserved bigint, loose boolean) where ${byKey('a', 'v')}`.execute(tx)
}

async function keepSlices(tx: Tx, holder: string, traded: readonly Traded[], nowMs: number): Promise<void> {
  const rows = traded.map(({ before: { scope, scope_name, period, since }, slice, held }) => ({ scope, scope_name, period, since, slice, held }))
  const [kept, gone] = [rows.filter(({ slice }) => slice > 0), rows.filter(({ slice, held }) => slice === 0 && held > 0)]
  if (kept.length > 0)
    await sql`
      insert into slices (holder, scope, scope_name, period, since, micro_usd, told_at_ms)
      select ${holder}::uuid, scope, scope_name, period, since, slice, ${nowMs}::bigint from jsonb_to_recordset(${JSON.stringify(kept)}::jsonb) as v (${columnsOfKey}, slice bigint)
      on conflict (holder, scope, scope_name, period, since) do update set micro_usd = excluded.micro_usd, told_at_ms = excluded.told_at_ms`.execute(tx)
  if (gone.length > 0)
    await sql`delete from slices s using jsonb_to_recordset(${JSON.stringify(gone)}::jsonb) as v (${columnsOfKey}) where s.holder = ${holder}::uuid and ${byKey('s', 'v')}`.execute(tx)
}
