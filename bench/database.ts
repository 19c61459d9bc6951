/**
 * What each hot query takes in a year of 10,000 learners and a million utterances: one caller and sixteen, warm, on both
 * homes, beside a bare SELECT by primary key through the same driver. Fails where a hot query reads a whole table.
 *
 * Who asks is drawn by Zipf, so that those with the longest history ask most. `--data FOLDER` keeps what is seeded.
 */
import { createHash } from 'node:crypto'
import { Kysely, type LogEvent } from 'kysely'
import { postgresDialect } from '../server/src/adapters/postgres/dialect.ts'
import { slots } from '../server/src/adapters/postgres/slots.ts'
import { postgresStore } from '../server/src/adapters/postgres/store.ts'
import type { Tables } from '../server/src/adapters/postgres/tables.ts'
import type { ConversationId, LearnerId, SoundId } from '../server/src/domain/identity.ts'
import type { Store } from '../server/src/ports/store.ts'
import { percentiles, rounded, table, type Percentiles } from './measuring/figures.ts'
import { quick, seeded, warm, type Seeded } from './measuring/seeded.ts'
import { dice, zipf } from './seeding/dice.ts'
import { tokenOf } from './seeding/life.ts'

const limitP95Ms = 2
const samples = quick ? 300 : 2_000
const callersMany = 16
/** As many as are measured: a connection has to have seen the memory that it shares with the others, or it pays for that instead. */
const warmUp = samples

/** Somebody, and what of theirs is asked for. */
type Somebody = { readonly learnerId: LearnerId; readonly token: Uint8Array; readonly conversationId: ConversationId; readonly key: string; readonly soundId: SoundId }
type Ask = (store: Store, of: Somebody, nowMs: number) => Promise<unknown>

const hot: Readonly<Record<string, Ask>> = {
  session: (store, { token }, nowMs) => store.sessions.find(token, nowMs),
  profile: (store, { learnerId }) => store.learners.find(learnerId),
  home: (store, { learnerId }, nowMs) => store.learners.home(learnerId, nowMs),
  stats: (store, { learnerId }, nowMs) => store.learners.stats(learnerId, nowMs),
  'a year of days': (store, { learnerId }) => store.learners.days(learnerId, '2000-01-01', '2100-01-01'),
  'cards due': (store, { learnerId }, nowMs) => store.cards.due(learnerId, nowMs, 50),
  'cards, newest': (store, { learnerId }) => store.cards.list(learnerId, { before: null, limit: 50 }),
  'cards found': (store, { learnerId }, nowMs) => store.cards.list(learnerId, { before: null, limit: 50, only: { q: 'škole', kind: null, state: null, nowMs } }),
  'cards due, listed': (store, { learnerId }, nowMs) => store.cards.list(learnerId, { before: null, limit: 50, only: { q: null, kind: 'word', state: 'due', nowMs } }),
  conversations: (store, { learnerId }) => store.conversations.list(learnerId, { before: null, limit: 20, q: null }),
  'conversations found': (store, { learnerId }) => store.conversations.list(learnerId, { before: null, limit: 20, q: 'škole dopis' }),
  'a conversation': (store, { learnerId, conversationId }) => store.conversations.read(learnerId, conversationId, { before: null, limit: 50 }),
  'what a turn is answered from': (store, { learnerId, conversationId }, nowMs) => store.turns.foresee({ learnerId, conversationId, newConversationId: conversationId, nowMs }),
  'a turn by its key': (store, { learnerId, key }) => store.turns.lookUp(learnerId, key, 'seeded'),
  leaderboard: (store) => store.leaderboard.read('month', 'stars', 50),
  'own place': (store, { learnerId }) => store.leaderboard.placeOf(learnerId, 'month', 'stars'),
}

/** As where talks are summarised: more is read then. Nothing here writes, so that nothing is enqueued. */
const storeOf = (database: Seeded['database']): Store => postgresStore(database, undefined, async () => 0)

const report: Record<string, unknown> = {}
let statementsPerHome: number | null = null
for (const name of ['embedded', 'server'] as const) {
  const home = await seeded(name)
  if (home === null) {
    console.log('There is no PostgreSQL server on this machine: the embedded one alone was measured.')
    continue
  }
  try {
    report[name] = await measure(home)
  } finally {
    await home.stop()
  }
}
console.log(JSON.stringify({ ...report, statementsPerHome }))

async function measure(home: Seeded): Promise<unknown> {
  const { database, nowMs, size } = home
  const store = storeOf(database)
  const people = await somebodies(home)
  const roll = dice(7)
  const rank = zipf(people.length, 1)
  const anyone = () => people[rank(roll.next())]!
  const plans = await plansOf(home, anyone())
  await warm(home)
  statementsPerHome = plans.get('home')!.length
  const bare: Ask = (_store, { learnerId }) => database.kysely.selectFrom('learners').select('turns').where('learner_id', '=', learnerId).execute()
  const rows: Measured[] = []
  for (const [query, ask] of Object.entries({ 'bound: by primary key': bare, ...hot })) {
    for (let at = 0; at < warmUp; at += 1) await ask(store, anyone(), nowMs)
    const one = await timed(samples, 1, () => ask(store, anyone(), nowMs))
    const many = await timed(samples, callersMany, () => ask(store, anyone(), nowMs))
    rows.push({ query, one, many })
  }
  return told(home.name, `${size.learners} learners, ${size.turns} utterances`, rows, plans)
}

type Measured = { readonly query: string; readonly one: Percentiles; readonly many: Percentiles }

async function timed(count: number, callers: number, ask: () => Promise<unknown>): Promise<Percentiles> {
  const tookMs: number[] = []
  await Promise.all(Array.from({ length: callers }, async () => {
    while (tookMs.length < count) {
      const beganMs = performance.now()
      await ask()
      tookMs.push(performance.now() - beganMs)
    }
  }))
  return percentiles(tookMs)
}

async function somebodies({ database, size }: Seeded): Promise<Somebody[]> {
  const tokens = Array.from({ length: size.learners }, (_, learner) => createHash('sha256').update(tokenOf(learner)).digest())
  type Row = { token_hash: Uint8Array; learner_id: string; conversation_id: string; idempotency_key: string; sound_id: string }
  const found = await database.sql<Row[]>`
    select s.token_hash, s.learner_id, t.conversation_id, t.idempotency_key, t.sound_id
    from sessions s, lateral (
      select conversation_id, idempotency_key, reply #>> '{sentences,0,sound,soundId}' as sound_id from turns where learner_id = s.learner_id order by said_at_ms desc limit 1) t`
  const byToken = new Map(found.map((row) => [Buffer.from(row.token_hash).toString('hex'), row]))
  return tokens.map((token) => {
    const row = byToken.get(token.toString('hex'))!
    return { learnerId: row.learner_id as LearnerId, token, conversationId: row.conversation_id as ConversationId, key: row.idempotency_key, soundId: row.sound_id as SoundId }
  })
}

type Plan = { readonly sql: string; readonly nodes: readonly string[] }

/** How the server goes about each hot query. Throws where it reads a large table from one end to the other. */
async function plansOf({ database, nowMs }: Seeded, of: Somebody): Promise<Map<string, Plan[]>> {
  let sent: LogEvent['query'][] = []
  const line = { sql: database.sql, isOpen: true, endings: 0, heardBytes: () => 0, giveUp: () => {}, renew: () => {}, end: async () => {} }
  const unbounded = { bounded: <T>(ask: () => Promise<T>) => ask(), ping: database.ping, close: async () => {} }
  const kysely = new Kysely<Tables>({ dialect: postgresDialect(slots([line], 10_000), unbounded), log: ({ query }) => void sent.push(query) })
  const store = storeOf({ ...database, kysely })
  const plans = new Map<string, Plan[]>()
  for (const [name, ask] of Object.entries(hot)) {
    sent = []
    await ask(store, of, nowMs)
    const explained: Plan[] = []
    for (const { sql, parameters } of sent) {
      const [row] = await database.sql.unsafe<{ 'QUERY PLAN': readonly [{ readonly Plan: PlanNode }] }[]>(`explain (format json) ${sql}`, parameters as never[])
      explained.push({ sql, nodes: nodesOf(row!['QUERY PLAN'][0].Plan) })
    }
    plans.set(name, explained)
    const whole = explained.flatMap(({ nodes }) => nodes).filter((node) => node.startsWith('Seq Scan'))
    if (whole.length > 0) throw new Error(`The query "${name}" uses no index: ${whole.join(', ')}`)
  }
  return plans
}

type PlanNode = { readonly 'Node Type': string; readonly 'Index Name'?: string; readonly 'Relation Name'?: string; readonly Plans?: readonly PlanNode[] }

function nodesOf({ 'Node Type': type, 'Index Name': index, 'Relation Name': relation = index, Plans: parts = [] }: PlanNode): string[] {
  return [...(relation === undefined ? [] : [`${type} ${index ?? relation}`]), ...parts.flatMap(nodesOf)]
}

function told(name: string, of: string, rows: readonly Measured[], plans: ReadonlyMap<string, readonly Plan[]>): unknown {
  const [bound, ...queries] = rows
  console.log(table([
    [`${name}: ${of}; ms`, 'p50', 'p95', 'p99', 'limit p95', '÷ bound p95', `p95, ${callersMany} callers`, 'statements'],
    ...rows.map(({ query, one, many }) => [query, one.p50Ms, one.p95Ms, one.p99Ms, limitP95Ms, rounded(one.p95Ms / bound!.one.p95Ms), many.p95Ms, plans.get(query)?.length ?? 1]),
  ]))
  console.log(`\n${table([[`${name}: indexes used by`, ''], ...Array.from(plans, ([query, all]) => [query, [...new Set(all.flatMap(({ nodes }) => nodes.map((node) => node.split(' ').at(-1)!)))].join(', ')])])}\n`)
  const most = (pick: (measured: Measured) => number) => Math.max(...queries.map(pick))
  return {
    hot: { p50Ms: most(({ one }) => one.p50Ms), p95Ms: most(({ one }) => one.p95Ms), p99Ms: most(({ one }) => one.p99Ms) },
    hotAt16: { p95Ms: most(({ many }) => many.p95Ms) },
    bound: bound!.one,
    slowest: queries.toSorted((one, other) => other.one.p95Ms - one.one.p95Ms)[0]!.query,
  }
}
