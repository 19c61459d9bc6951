import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { allowances } from '../../../src/adapters/postgres/spending.ts'
import { postgresStore } from '../../../src/adapters/postgres/store.ts'
import type { Tables } from '../../../src/adapters/postgres/tables.ts'
import { tracesIn } from '../../../src/adapters/postgres/traces.ts'
import { dayOf } from '../../../src/domain/allowance.ts'
import { goesWith, personalKinds, type PersonalKind } from '../../../src/domain/personal-data.ts'
import type { Store } from '../../../src/ports/store.ts'
import { entry } from '../../contracts/allowances.ts'
import { claimed, claiming, clock, newLearner, nowMs, outcome, refuses, turned } from '../../contracts/store-cast.ts'
import { testDatabase, type TestDatabase } from '../../postgres.ts'

/** Tables that outlive a learner whom they name, and what lets go of the name. */
const letGo: Readonly<Record<string, string>> = { spending: 'what things cost stays without whose it was' }

let opened: TestDatabase<Tables>
let store: Store
before(async () => {
  opened = await testDatabase<Tables>()
  store = postgresStore(opened.database)
})
after(() => opened.close())

/** What names a learner, or something that goes with one, and would stay when they go; `table: why`. */
async function staying(): Promise<string[]> {
  const rows = await opened.database.sql<{ name: string; column: string; ending: string | null; parent: string | null }[]>`
    with links as (
      select conrelid, confrelid::regclass::text as parent, confdeltype, (select attname from pg_attribute where attrelid = conrelid and attnum = conkey[1]) as column_name
      from pg_constraint where contype = 'f'
    ), named as (
      select c.oid, c.relname as name, a.attname as column_name from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
      where n.nspname = 'public' and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped and c.relname <> 'learners'
    )
    select n.name, n.column_name as "column", l.confdeltype::text as ending, l.parent from named n left join links l on l.conrelid = n.oid and l.column_name = n.column_name
    where n.column_name = 'learner_id' or l.parent = 'learners' order by 1, 2`
  return rows.flatMap(({ name, column, ending }) => (ending === 'c' || Object.hasOwn(letGo, name) ? [] : [`${name}.${column}: ${ending === null ? 'refers to nobody' : 'does not go with its learner'}`]))
}

describe('a learner who is erased', () => {
  it('goes from every table that names them: it goes with its learner, or is said to let go of them', async () => {
    assert.deepEqual(await staying(), [])
    // Seen to complain of each way to stay.
    await opened.database.sql.unsafe(`
      create table stray (learner_id uuid);
      create table kept (learner_id uuid references learners);
      create table taught (teacher_id uuid references learners on delete set null);
      create table going (learner_id uuid references learners on delete cascade)`)
    assert.deepEqual(await staying(), ['kept.learner_id: does not go with its learner', 'stray.learner_id: refers to nobody', 'taught.teacher_id: does not go with its learner'])
    await opened.database.sql.unsafe('drop table stray, kept, taught, going')
  })

  it('is told of every kind of thing that names them, and until when it is kept', async () => {
    const named = async () => (await opened.database.sql<{ name: string }[]>`
      select distinct c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
        and not a.attisdropped and a.attname in ('learner_id', 'identity_id')`).map(({ name }) => name).toSorted()
    assert.deepEqual(await named(), personalKinds.toSorted())
    await opened.database.sql.unsafe('create table stray (learner_id uuid)')
    assert.ok((await named()).includes('stray'))
    await opened.database.sql.unsafe('drop table stray')
    const withTurns = await opened.database.sql<{ name: string }[]>`
      select distinct conrelid::regclass::text as name from pg_constraint where contype = 'f' and confrelid = 'turns'::regclass and confdeltype = 'c'`
    assert.deepEqual(withTurns.filter(({ name }) => goesWith[name as PersonalKind] !== 'turns'), [])
  })

  it('is not brought back by a turn that ends, is claimed, heard or paid for afterwards, and nothing of it is kept', async () => {
    const [learnerId, somebody] = [await newLearner(store, { motherTongue: 'en' }), await newLearner(store)]
    const word = 'xylofonkovice'
    const turn = await claimed(store, learnerId, 'one', { transcript: `Mám ${word}.` })
    const other = await turned(store, somebody, 'one')
    await allowances(opened.database).exchange(clock.newId(), { entries: [entry(learnerId, dayOf(nowMs), 7, { turnId: turn.turnId })], slices: [] }, nowMs)
    assert.equal(await store.personalData.erase(learnerId, nowMs), true)
    await refuses('not-found', store.turns.finish(outcome(turn)))
    await refuses('unauthorized', store.turns.claim(claiming(learnerId, 'two', { transcript: word })))
    await allowances(opened.database).exchange(clock.newId(), { entries: [entry(learnerId, dayOf(nowMs), 5, { turnId: turn.turnId })], slices: [] }, nowMs)
    assert.deepEqual(await tracesIn(opened.database, [learnerId, turn.turnId, turn.conversation.conversationId, word]), [])
    const sound = { bytes: clock.random(64), mediaType: 'audio/ogg', nowMs, madeFor: learnerId, says: { key: clock.newId(), durationMs: 1, words: [] } }
    const soundId = await store.sounds.keep(sound)
    assert.deepEqual([await store.sounds.find(soundId), await store.sounds.recall(sound.says.key)], [null, null], 'what was being said to them is not kept')
    const [spent] = await opened.database.sql<{ sum: number }[]>`select sum(micro_usd)::int as sum from spending`
    assert.deepEqual([spent!.sum, (await store.turns.read(somebody, other.turnId))?.turnId], [12, other.turnId], 'what was spent is kept, and nothing of anybody else’s is gone')
  })
})
