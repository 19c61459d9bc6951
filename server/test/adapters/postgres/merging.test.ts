import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import fc from 'fast-check'
import { sumsOf } from '../../../src/adapters/postgres/ledgers.ts'
import { identities } from '../../../src/adapters/postgres/identities.ts'
import { merging } from '../../../src/adapters/postgres/merging.ts'
import { mergedElsewhere, mergedHere } from '../../../src/adapters/postgres/merging-rows.ts'
import { allowances } from '../../../src/adapters/postgres/spending.ts'
import { postgresStore } from '../../../src/adapters/postgres/store.ts'
import type { Tables } from '../../../src/adapters/postgres/tables.ts'
import type { Change } from '../../../src/domain/artefact.ts'
import { replayed, type Rating, type Review } from '../../../src/domain/card-memory.ts'
import type { CardId, LearnerId, TurnId } from '../../../src/domain/identity.ts'
import { dayOf } from '../../../src/domain/allowance.ts'
import type { Store } from '../../../src/ports/store.ts'
import { entry } from '../../contracts/allowances.ts'
import { claimed, clock, corrections, dayMs, mistake, newLearner, nowMs, outcome, refuses } from '../../contracts/store-cast.ts'
import { homes, testDatabase, type TestDatabase } from '../../postgres.ts'

/** What somebody did: a turn, on a day, with a key that others may have chosen, too; a card; a review; money. */
const did = fc.oneof(
  fc.record({ what: fc.constant('turn' as const), day: fc.integer({ min: 0, max: 9 }), key: fc.integer({ min: 0, max: 7 }), wrong: fc.boolean(), word: fc.constantFrom('škola', 'dům', 'pes') }),
  fc.record({ what: fc.constant('card' as const), front: fc.constantFrom('škola', 'dům', 'pes'), ratings: fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 3 }) }),
  fc.record({ what: fc.constant('money' as const), microUsd: fc.integer({ min: 1, max: 50 }) }),
)
const endMs = nowMs + 9 * dayMs
const life = fc.array(did, { maxLength: 12 })
type Did = typeof did extends fc.Arbitrary<infer Each> ? Each : never
const said: Did = { what: 'turn', day: 0, key: 1, wrong: true, word: 'pes' }

let opened: TestDatabase<Tables>
let store: Store
const told: Change[] = []
const sql = (...text: Parameters<TestDatabase<Tables>['database']['sql']>) => opened.database.sql(...text)

/** `who`: no two people review at the same moment. */
async function live(events: readonly Did[], who = 0): Promise<LearnerId> {
  const learnerId = await newLearner(store)
  // Days come one after the other.
  const turns = events.filter((each) => each.what === 'turn').toSorted((one, other) => one.day - other.day)
  for (const { day, key, wrong, word } of turns) {
    const atMs = nowMs + day * dayMs
    const found = wrong ? corrections(mistake(10, 'škola', 'školy')) : corrections()
    const claim = await store.turns.claim({ ...claimingAt(learnerId, `${key}`, atMs) })
    if (claim.state === 'mine') await store.turns.finish(outcome(claim.turn, { nowMs: atMs, corrections: found, wordsOffered: [{ word, translation: 'x', example: 'y' }] }))
  }
  for (const [at, each] of events.entries()) {
    if (each.what === 'card') {
      const card = await store.cards.keep(learnerId, { cardId: clock.newId() as CardId, kind: 'word', front: each.front, back: 'x', example: null, mistakeId: null, createdAtMs: nowMs })
      const reviews = each.ratings.map((rating, nth) => ({ cardId: card.cardId, reviewId: clock.newId(), rating: rating as Rating, reviewedAtMs: nowMs + (10 * at + nth) * 60_000 + who }))
      await store.cards.review(learnerId, reviews, nowMs + dayMs)
    }
    if (each.what === 'money') await allowances(opened.database).exchange(clock.newId(), { entries: [entry(learnerId, dayOf(nowMs), each.microUsd)], slices: [] }, nowMs)
  }
  return learnerId
}

const claimingAt = (learnerId: LearnerId, key: string, atMs: number) => ({
  turnId: clock.newId() as TurnId, newConversationId: clock.newId() as never, learnerId, conversationId: null, key, bodyHash: 'body', transcript: 'Já jdu do škola.', spoken: false, owner: 'one',
  nowMs: atMs, leaseUntilMs: atMs + 1, foreseen: null,
})

type Counted = Readonly<Record<'turns' | 'words' | 'stars' | 'score' | 'mistakes' | 'reviews' | 'spent' | 'ledger', number>>

async function counted(learnerId: LearnerId): Promise<Counted> {
  const [row] = await sql`
    select l.turns, l.words_total as words, l.stars_total as stars, l.score_sum::int as score,
      coalesce((select sum(mistakes) from mistake_tallies where learner_id = l.learner_id), 0)::int as mistakes,
      (select count(*)::int from reviews where learner_id = l.learner_id) as reviews, coalesce((select sum(micro_usd) from spending where learner_id = l.learner_id), 0)::int as spent,
      coalesce((select sum(stars) from stars where learner_id = l.learner_id), 0)::int as ledger
    from learners l where learner_id = ${learnerId}`
  return { ...(row as Counted) }
}

type Kept = {
  readonly words: string[]; readonly days: string[]; readonly achievements: string[]; readonly cards: { readonly front: string; readonly reviews: number }[]
  readonly turns: number; readonly mistakes: number; readonly conversations: number; readonly days_active: number; readonly streak_longest: number; readonly streakToday: number
}

/** Of what is not a sum: which there are. */
async function kept(learnerId: LearnerId): Promise<Kept> {
  const [row] = await sql`
    select array(select word from words where learner_id = l.learner_id order by 1) as words,
      array(select day::text from days where learner_id = l.learner_id order by 1) as days,
      (select count(*)::int from turns where learner_id = l.learner_id) as turns, (select count(*)::int from mistakes where learner_id = l.learner_id) as mistakes,
      (select count(*)::int from conversations where learner_id = l.learner_id) as conversations, l.days_active, l.streak_longest, l.streak_until, l.shields,
      (select coalesce(json_agg(json_build_object('front', c.front, 'created', c.created_at_ms, 'due', c.due_at_ms, 'stability', c.stability, 'reviews', c.reviews) order by c.front), '[]')
       from cards c where c.learner_id = l.learner_id) as cards,
      array(select code from achievements where learner_id = l.learner_id order by 1) as achievements
    from learners l where learner_id = ${learnerId}`
  const { streakDays: streakToday } = await store.learners.stats(learnerId, endMs)
  return { ...row, streakToday } as Kept
}

const everything = async () => {
  const tables = await sql`select table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`
  return Promise.all(tables.map(async ({ table_name: name }) => [name, (await opened.database.sql.unsafe(`select t::text as row from ${name} t order by 1`)).map(({ row }) => row as string)] as const))
}

const sums = (one: Counted, other: Counted) => Object.fromEntries(Object.entries(one).map(([name, value]) => [name, value + other[name as keyof Counted]]))
const union = (one: readonly string[], other: readonly string[]) => [...new Set([...one, ...other])].toSorted()

describe('two learners who are one person', () => {
  before(async () => {
    opened = await testDatabase<Tables>({ poolMax: 4 })
    store = postgresStore(opened.database, (change) => void told.push(change))
  })
  after(() => opened.close())

  it('have together what both had, whichever of them is first: totals, stars, days, words, cards with their reviews, and no shorter a streak', async () => {
    await fc.assert(fc.asyncProperty(life, life, async (one, other) => {
      const merged = async (from: LearnerId, into: LearnerId) => {
        const [before, beforeOther, lists, listsOther] = [await counted(into), await counted(from), await kept(into), await kept(from)]
        await store.identities.merge(from, into, endMs)
        const [now, all] = [await counted(into), await kept(into)]
        assert.deepEqual(now, sums(before, beforeOther))
        for (const name of ['words', 'days'] as const) assert.deepEqual(all[name], union(lists[name], listsOther[name]))
        assert.deepEqual([all.turns, all.mistakes, all.days_active], [lists.turns + listsOther.turns, lists.mistakes + listsOther.mistakes, all.days.length])
        assert.deepEqual(all.cards.map(({ front }) => front), union(lists.cards.map(({ front }) => front), listsOther.cards.map(({ front }) => front)))
        assert.equal(all.cards.reduce((sum, { reviews }) => sum + reviews, 0), now.reviews)
        assert.ok(all.streakToday >= Math.max(lists.streakToday, listsOther.streakToday))
        assert.ok(all.streak_longest >= Math.max(lists.streak_longest, listsOther.streak_longest))
        assert.ok([...lists.achievements, ...listsOther.achievements].every((code) => all.achievements.includes(code)))
        return { now, all }
      }
      assert.deepEqual(await merged(await live(other, 1), await live(one)), await merged(await live(one), await live(other, 1)))
    }), { numRuns: 8 })
    for (const { name, unequal } of await sumsOf({ ask: (text) => opened.database.sql.unsafe(text) as never })) assert.equal(Number(unequal), 0, name)
  })

  it('leave no trace of the one who is gone', async () => {
    const [from, into] = [await live([said, { what: 'card', front: 'pes', ratings: [3] }, { what: 'money', microUsd: 5 }]), await live([])]
    await sql`insert into outbox (message_id, learner_id, kind, facts, dedup_key, created_at_ms) values (${clock.newId()}, ${from}, 'reminder', '{}', ${`reminder 2026-03-02 ${from}`}, 1)`
    await sql`insert into flags (flag, learners, changed_at_ms) values ('new', ${[from, into]}::uuid[], 1)`
    assert.equal(await store.identities.merge(from, into, nowMs), 'merged')
    for (const [table, rows] of await everything()) assert.deepEqual(rows.filter((row) => row.includes(from)), [], table)
    const rows = await sql`select dedup_key, (select learners::text from flags where flag = 'new') as learners from outbox where learner_id = ${into}`
    assert.deepEqual(rows.map((row) => ({ ...row })), [{ dedup_key: `reminder 2026-03-02 ${into}`, learners: `{${into}}` }])
  })

  it('are all told to backups when the one who is left is erased', async () => {
    const [first, second, third] = [await live([said]), await live([said]), await live([])]
    await store.identities.merge(first, second, nowMs)
    await store.identities.merge(second, third, nowMs)
    const before = (await store.personalData.erased()).length
    assert.equal(await store.personalData.erase(third, nowMs), true)
    const hashes = (await store.personalData.erased()).map(({ hash }) => hash)
    assert.deepEqual([hashes.length - before, [first, second, third].every((each) => hashes.includes(createHash('sha256').update(each).digest('hex')))], [3, true])
  })

  it('are asked about in every table that knows learners', async () => {
    const tables = await sql`select table_name from information_schema.columns join information_schema.tables using (table_schema, table_name)
      where table_schema = 'public' and table_type = 'BASE TABLE' and column_name = 'learner_id' order by 1`
    assert.deepEqual(tables.map(({ table_name: name }) => name as string), [...mergedHere, ...mergedElsewhere].toSorted())
  })

  it('are one once, however often that is said, and nothing is said of oneself or of nobody', async () => {
    const [from, into] = [await live([{ what: 'card', front: 'pes', ratings: [] }]), await live([])]
    assert.deepEqual((await Promise.all([1, 2, 3].map(() => store.identities.merge(from, into, nowMs)))).toSorted(), ['gone', 'gone', 'merged'])
    assert.equal(await store.identities.merge(into, into, nowMs), 'empty')
    assert.equal((await store.cards.list(into, { before: null, limit: 10 })).items.length, 1)
    await refuses('not-found', store.identities.merge(into, from, nowMs))
  })

  it('are one in the end when they are merged in a circle at once', async () => {
    const [one, other, third] = [await live([{ what: 'card', front: 'pes', ratings: [] }]), await live([{ what: 'card', front: 'dům', ratings: [] }]), await live([])]
    const all = [one, other, third]
    await Promise.allSettled(all.map((from, at) => store.identities.merge(from, all[(at + 1) % 3]!, nowMs)))
    const left = (await Promise.all(all.map((each) => store.learners.find(each)))).flatMap((each) => each?.learnerId ?? [])
    const cards = await Promise.all(left.map(async (each) => (await store.cards.list(each, { before: null, limit: 10 })).items.length))
    assert.deepEqual([left.length >= 1, cards.reduce((sum, each) => sum + each, 0)], [true, 2])
  })

  it('are as they were where it ends in the middle', async () => {
    const [from, into] = [await live([said, { what: 'card', front: 'pes', ratings: [3] }]), await live([said, { what: 'card', front: 'pes', ratings: [1] }])]
    const was = await everything()
    const { database } = opened
    const inTransaction = <T>(work: Parameters<typeof database.inTransaction<T>>[0]) => database.inTransaction<T>(async (tx) => Promise.reject((await work(tx), new Error('died'))))
    await assert.rejects(merging({ ...database, inTransaction }).merge(from, into, nowMs), /died/)
    assert.deepEqual(await everything(), was)
  })

  it('keep what one of them was saying meanwhile, and pay for it', async () => {
    const [from, into] = [await live([]), await live([said])]
    const turn = await claimed(store, from, '1')
    const finishing = store.turns.finish(outcome(turn))
    assert.equal(await store.identities.merge(from, into, nowMs), 'merged')
    await finishing
    const second = await claimed(store, into, '2')
    await allowances(opened.database).exchange(clock.newId(), { entries: [entry(from, dayOf(nowMs), 7, { turnId: second.turnId })], slices: [] }, nowMs)
    await store.turns.finish(outcome(second))
    assert.deepEqual([(await counted(into)).turns, (await counted(into)).spent, (await store.turns.read(into, turn.turnId))?.turnId], [3, 7, turn.turnId])
  })

  it('have a card of both with the memory of all its reviews, and a review that both sent once', async () => {
    const [from, into] = [await newLearner(store), await newLearner(store)]
    const keep = (learnerId: LearnerId, createdAtMs: number) => store.cards.keep(learnerId, { cardId: clock.newId() as CardId, kind: 'word', front: 'pes', back: 'dog', example: null, mistakeId: null, createdAtMs })
    const review = (rating: Rating, atMs: number): Review => ({ reviewId: clock.newId(), rating, reviewedAtMs: nowMs + atMs })
    const [own, other] = [await keep(into, nowMs + 5), await keep(from, nowMs)]
    const [early, late, same] = [review(3, 10), review(1, 30), review(4, 20)]
    await store.cards.review(into, [late, same].map((each) => ({ ...each, cardId: own.cardId })), nowMs + dayMs)
    await store.cards.review(from, [early, same].map((each) => ({ ...each, cardId: other.cardId })), nowMs + dayMs)
    await store.identities.merge(from, into, nowMs + dayMs)
    const { items } = await store.cards.list(into, { before: null, limit: 10 })
    assert.deepEqual(items.map(({ cardId, memory }) => ({ cardId, memory })), [{ cardId: own.cardId, memory: replayed(nowMs, [early, late, same]) }])
  })

  it('have spent together what both spent, whatever either may still spend', async () => {
    const [from, into] = [await newLearner(store), await newLearner(store)]
    const day = dayOf(nowMs)
    const of = (learnerId: LearnerId) => ({ allowance: { scope: 'learner' as const, name: learnerId, period: 'day' as const, since: day }, limitMicroUsd: 100, heldMicroUsd: 0, wantedMicroUsd: 30, neededMicroUsd: 30 })
    const books = allowances(opened.database)
    const [holder, another] = [clock.newId(), clock.newId()]
    for (const each of [from, into]) await books.exchange(holder, { entries: [entry(each, day, 60)], slices: [of(each)] }, nowMs)
    await store.identities.merge(from, into, nowMs)
    const [granted] = await books.exchange(another, { entries: [], slices: [of(into)] }, nowMs)
    assert.deepEqual(granted, { sliceMicroUsd: 0, leftMicroUsd: 0 })
    const rows = await sql`select spent_micro_usd::int as spent, limit_micro_usd::int as limit from allowances where scope_name = ${into} and period = 'day'`
    assert.deepEqual(rows.map((row) => ({ ...row })), [{ spent: 120, limit: 150 }])
  })

  it('are told of in every process: what is remembered of either is over, and sessions of the one are the other’s', async () => {
    const [from, into] = [await newLearner(store), await newLearner(store)]
    const tokenHash = clock.random(32)
    await store.sessions.begin(from, { sessionId: clock.newId(), tokenHash, name: null, scopes: ['read'], nowMs, expiresAtMs: nowMs + dayMs })
    told.length = 0
    await store.identities.merge(from, into, nowMs)
    const found = await store.sessions.find(tokenHash, nowMs)
    assert.deepEqual([found?.learnerId, found?.scopes], [into, ['read']])
    const owners = new Map(told.map(({ owner, version }) => [owner, version]))
    assert.equal(owners.get(Buffer.from(tokenHash).toString('hex')), found!.expiresAtMs)
    assert.ok(owners.has(from))
    assert.equal(owners.get(into), (await store.learners.find(into))!.version)
  })

  it('let nobody else write in the ledgers', async () => {
    const learnerId = await live([said])
    const another = await newLearner(store)
    const attempt = (statement: string) => opened.database.sql.begin(async (tx) => {
      await tx`select set_config('mluv.merging', ${`${learnerId} ${another}`}, true)`
      await tx.unsafe(statement)
    })
    const refused = { code: '23001' }
    await assert.rejects(attempt(`update stars set stars = 9 where learner_id = '${learnerId}'`), refused)
    await assert.rejects(attempt(`update stars set learner_id = '${clock.newId()}' where learner_id = '${learnerId}'`), refused)
    await assert.rejects(attempt(`delete from stars where learner_id = '${learnerId}'`), refused)
    await assert.rejects(sql`update stars set learner_id = ${another} where learner_id = ${learnerId}`, refused)
  })
})

for (const { home, called, skip } of homes)
  describe(`what somebody signs in with, on ${called}`, { skip }, () => {
    let own: TestDatabase<Tables>
    before(async () => void (own = await testDatabase<Tables>({ home, poolMax: 4 })))
    after(() => own.close())

    it('is never two people’s, and the last of it goes only with a new way back: whatever is linked and unlinked', async () => {
      const kept = postgresStore(own.database)
      const linked = identities(own.database)
      const step = fc.record({ who: fc.nat(1), what: fc.constantFrom('link', 'unlink'), which: fc.nat(3) })
      await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
        const [round, both] = [clock.newId(), [await newLearner(kept), await newLearner(kept)]]
        const codes: (Uint8Array | null)[] = [null, null]
        for (const { who, what, which } of steps) {
          const subject = `${which} ${round}`
          if (what === 'link') await linked.link(both[who]!, { identityId: clock.newId(), provider: 'telegram', subject, createdAtMs: 1, verifiedAtMs: 1 }).catch((error: Error) => assert.match(error.message, /another account/))
          const found = await linked.find({ provider: 'telegram', subject })
          if (what === 'unlink' && found) {
            const code = clock.random(32)
            const gone = await linked.unlink(both[who]!, found.identityId, code)
            assert.equal(gone === null, found.learnerId !== both[who])
            if (gone?.isLast) codes[who] = code
          }
          for (const [at, learnerId] of both.entries()) {
            const code = codes[at]
            const isKnown = code !== null && (await kept.sessions.recover({ recoveryHash: code!, tokenHash: clock.random(32), nowMs, expiresAtMs: nowMs + 1 })) === learnerId
            assert.ok(isKnown || code === null || (await linked.list(learnerId)).length > 0)
          }
        }
      }), { numRuns: 10 })
    })

    it('goes once where two are taken away at the same time', async () => {
      const kept = postgresStore(own.database)
      const learnerId = await newLearner(kept)
      const ids = [clock.newId(), clock.newId()]
      for (const identityId of ids) await kept.identities.link(learnerId, { identityId, provider: 'telegram', subject: identityId, createdAtMs: 1, verifiedAtMs: 1 })
      const gone = await Promise.all(ids.map((identityId) => kept.identities.unlink(learnerId, identityId, clock.random(32))))
      assert.deepEqual(gone.map((each) => each?.isLast).toSorted(), [false, true])
    })
  })
