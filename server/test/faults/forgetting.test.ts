/**
 * A learner who has left something everywhere is erased, at one of two processes that share everything: nothing of theirs is found
 * anywhere, and nothing of anybody else's is gone.
 */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { sql } from 'kysely'
import { startSimulator, type Simulator } from '../../../bench/simulator/simulator.ts'
import { tonesOf } from '../../../bench/simulator/tones.ts'
import { sharedTraces } from '../../src/adapters/cache/traces.ts'
import { inbox } from '../../src/adapters/postgres/inbox.ts'
import { tracesIn } from '../../src/adapters/postgres/traces.ts'
import { wavFile } from '../adapters/audio/recordings.ts'
import { eventually } from '../journeys/eventually.ts'
import { openInstallation, type Guest, type Installation } from '../journeys/installation.ts'
import { leftOut } from '../present.ts'
import { startRedis, type TestRedis } from '../redis.ts'

const skip = leftOut('redis')
const words = { written: 'xylofonkovice', spoken: 'kvadrofonie', answered: 'brumbalova', kept: 'tlampachna', noted: 'grogolandie', address: 'ferda.zapomenuty@example.org', chat: '777000777' }

let redis: TestRedis
let simulator: Simulator
let one: Installation
let other: Installation
let guest: Guest
/** Stays. */
let neighbour: Guest
let audioUrl = ''
const traces = async (of: readonly string[]) => [...(await tracesIn(one.database.database, of)), ...(await sharedTraces(redis.url, of))]

describe('a learner who has left something everywhere', { skip }, () => {
  before(async () => {
    redis = await startRedis()
    simulator = await startSimulator()
    simulator.rules([
      { when: words.written, say: `Aha, ${words.answered}! Kde jsi to našel?`, structured: false },
      { when: '', say: 'Rozumím.', structured: false },
      { when: words.written, say: { czech: true, corrected: `Mám doma ${words.written}.`, suggestion: null, mistakes: [] }, structured: true },
    ])
    const settings = {
      REDIS_URL: redis.url, MLUV_VENDOR_URLS: `openai=${simulator.url}`, MLUV_VENDOR_KEYS: `openai=${simulator.key}`, MLUV_CHAT_MODELS: 'openai/gpt-5-mini', MLUV_STT_MODELS: 'openai/gpt-4o-mini-transcribe',
      MLUV_TTS_MODELS: 'openai/gpt-4o-mini-tts',
    }
    one = await openInstallation({ settings, warm: ['ear'] })
    other = await openInstallation({ settings, warm: ['ear'], database: one.database })
    guest = await one.guest({ motherTongue: 'en' })
    neighbour = await one.guest({ motherTongue: 'en' })
    await leaveThings()
  })
  after(async () => {
    await other.close({ keep: true })
    await one.close()
    await simulator.stop()
    await redis.stop()
  })

  it('is found where they left it, so that the search is one', async () => {
    const found = await traces([guest.learnerId, ...Object.values(words), ...(await idsOf(guest.learnerId)).conversationIds])
    const places = new Set(found.map(({ place }) => place))
    for (const place of [
      'public.turns.transcript', 'public.turns.reply', 'public.speeches.speech_key', 'public.learners.learner_id', 'public.sessions.learner_id', 'public.sound_uses.learner_id', 'public.cards.front', 'public.facts.fact',
      'public.summaries.summary', 'public.identities.subject', 'public.outbox.dedup_key', 'public.telegram_updates.body', 'public.telegram_updates.chat_id', 'public.spending.learner_id', 'public.allowances.scope_name',
      'public.leaderboard.learner_id', 'public.learner_summaries.learner_id', 'public.flags.learners', 'public.conversations.topic', /^pgboss\..*data$/,
    ]) assert.ok([...places].some((each) => (typeof place === 'string' ? each === place : place.test(each))), `${place} is not among ${[...places].join(', ')}`)
    for (const artefact of ['home', 'stats', 'conversation', 'transcript', 'correction', 'session']) assert.ok([...places].some((place) => place.includes(`:${artefact}:`)), `${artefact} is not shared`)
  })

  it('is exported whole, without a secret', async () => {
    const answer = await one.call('/learner/export', { token: guest.token })
    assert.equal(answer.status, 200)
    assert.match(answer.headers['content-disposition']!, /attachment; filename="mluv.json"/)
    const document = JSON.parse(answer.text) as Record<string, { what: string; items: Record<string, unknown>[] }>
    for (const word of [words.written, words.spoken, words.answered, words.kept, words.noted, words.address]) assert.ok(answer.text.includes(word), word)
    assert.deepEqual([document['turns']!.items.length, document['cards']!.items.length, document['learners']!.items[0]!['learnerId']], [2, 1, guest.learnerId])
    assert.match(String(document['turns']!.items[0]!['saidAt']), /^\d{4}-.*Z$/)
    for (const [kind, { what }] of Object.entries(document).filter(([, value]) => typeof value === 'object')) assert.ok(what.length > 10, `${kind} is not told`)
    assert.ok(!answer.text.includes(neighbour.learnerId))
    assert.doesNotMatch(answer.text, /hash|secret|"token"/i)
    const table = await one.call('/learner/export?as=cards.csv', { token: guest.token })
    assert.equal(table.text.split('\r\n')[1]!.split(',')[1], words.kept)
  })

  it('is not erased by a call that does not say so on purpose', async () => {
    for (const json of [undefined, {}, { confirm: false }]) assert.equal((await one.call('/learner', { method: 'DELETE', token: guest.token, ...(json && { json }) })).status, 400)
    assert.equal((await one.call('/learner', { token: guest.token })).status, 200)
  })

  it('is erased, and leaves no trace in the database, in what processes share, nor in any process', async () => {
    const { turnIds, conversationIds, soundIds, cardIds } = await idsOf(guest.learnerId)
    const shared = new Set((await idsOf(neighbour.learnerId)).soundIds)
    const before = await spentInAll()
    const answer = await one.call('/learner', { method: 'DELETE', token: guest.token, json: { confirm: true } })
    assert.equal(answer.status, 204, answer.text)
    assert.match(String(answer.headers['set-cookie']), /Max-Age=0/)
    await gone(other)
    assert.deepEqual(await traces([guest.learnerId, ...Object.values(words), ...turnIds, ...conversationIds, ...soundIds.filter((soundId) => !shared.has(soundId)), ...cardIds]), [])
    assert.ok(soundIds.some((soundId) => shared.has(soundId)) && soundIds.some((soundId) => !shared.has(soundId)), 'something was said to both, and something to one')
    assert.deepEqual(await spentInAll(), before, 'what was spent stays')
    for (const process of [one, other]) {
      assert.equal((await process.call('/learner', { token: guest.token })).status, 401)
      assert.equal((await process.ask(audioUrl)).status, 404)
      assert.equal((await process.call('/session/recover', { method: 'POST', json: { recoveryCode: guest.recoveryCode } })).status, 401)
    }
    assert.deepEqual([...one.logged, ...other.logged].filter((line) => line.includes(words.written)), [])
  })

  it('takes nothing of a neighbour along', async () => {
    for (const process of [one, other]) assert.equal((await process.call('/learner/home', { token: neighbour.token })).status, 200)
    const { turnIds, soundIds } = await idsOf(neighbour.learnerId)
    assert.equal(turnIds.length, 1)
    // Both were told it.
    assert.ok(soundIds.length > 0)
    for (const soundId of soundIds) assert.equal((await other.call(`/audio/${soundId}`)).status, 200)
  })

  it('would be found wherever a trace was left', async () => {
    const { database } = one.database
    const id = guest.learnerId
    const plants: readonly (readonly [string, () => Promise<unknown>])[] = [
      ['public.stray.learner_id', () => sql`create table stray as select ${sql.lit(id)}::uuid as learner_id`.execute(database.kysely)],
      ['elsewhere.notes.about', async () => {
        await sql`create schema elsewhere`.execute(database.kysely)
        await sql.raw(`create table elsewhere.notes as select '{"deep": ["${id}"]}'::jsonb as about`).execute(database.kysely)
      }],
      ['public.bytes.b', () => sql.raw(`create table bytes as select convert_to('see ${id}', 'UTF8') as b, decode('${id.replaceAll('-', '')}', 'hex') as c`).execute(database.kysely)],
      ['public.bytes.c', async () => {}],
      ['public.watching.name', () => sql.raw(`create materialized view watching as select '${id}'::text as name`).execute(database.kysely)],
      ['redis other:key', () => redis.ask(`set other:key ${Buffer.from(`say ${id} again`).toString('base64')}`)],
      ['redis utf16', () => redis.ask(`set utf16 ${Buffer.from(`ž${id}`, 'utf16le').toString('base64')}`)],
      [`redis of ${id}`, () => redis.ask(`set "of ${id}" 1`)],
    ]
    for (const [, plant] of plants) await plant()
    const places = (await traces([id])).map(({ place }) => place)
    assert.deepEqual(places.toSorted(), plants.map(([place]) => place).toSorted())
  })
})

async function leaveThings(): Promise<void> {
  const { database } = one.database
  const { token, learnerId } = guest
  await one.call('/learner/settings', { method: 'PATCH', token, json: { onLeaderboards: true } })
  const { conversationId, reply } = await one.say(token, `Mám doma ${words.written}.`)
  audioUrl = reply!.sentences[0]!.audioUrl!
  const form = new FormData()
  form.append('audio', new Blob([new Uint8Array(wavFile(tonesOf(`Slyším ${words.spoken}.`)))]), 'speech.wav')
  const heard = await one.call('/lessons/process', { method: 'POST', token, body: form, key: 'spoken' })
  assert.equal(heard.status, 200, heard.text)
  const kept = await one.call('/cards', { token, json: { kind: 'word', front: words.kept, back: 'a thing' } })
  await one.call('/reviews', { token, json: [{ cardId: (JSON.parse(kept.text) as { cardId: string }).cardId, rating: 3, reviewedAt: '2026-01-01T00:00:00.000Z', reviewId: one.mluv.house.clock.newId() }] })
  await one.say(neighbour.token, 'Jdu domů.')
  const { turnIds } = await idsOf(learnerId)
  const put = (table: string, row: object) => sql`insert into ${sql.table(table)} select * from jsonb_populate_record(null::${sql.table(table)}, ${JSON.stringify(row)}::jsonb)`.execute(database.kysely)
  await put('facts', { learner_id: learnerId, name: 'one', fact: `Lives in ${words.noted}.`, turn_id: turnIds[0], told_at_ms: 1 })
  await put('summaries', { learner_id: learnerId, conversation_id: conversationId, turn_id: turnIds[0], through: 1, summary: `They spoke of ${words.noted}.`, written_at_ms: 1 })
  await put('identities', { identity_id: one.mluv.house.clock.newId(), learner_id: learnerId, provider: 'email', subject: words.address, created_at_ms: 1, verified_at_ms: 1 })
  await put('identities', { identity_id: one.mluv.house.clock.newId(), learner_id: learnerId, provider: 'telegram', subject: words.chat, created_at_ms: 1, verified_at_ms: 1 })
  await put('outbox', { message_id: one.mluv.house.clock.newId(), learner_id: learnerId, kind: 'reminder', facts: {}, dedup_key: `reminder today ${learnerId}`, created_at_ms: 1, state: 'waiting', attempts: 0 })
  await put('push_subscriptions', { learner_id: learnerId, endpoint: `https://push.example.org/${words.noted}`, p256dh_key: 'k', auth_secret: 's', created_at_ms: 1 })
  await put('flags', { flag: 'trial', percentage: 0, learners: [learnerId], changed_at_ms: 1 })
  await put('flag_changes', { change_id: one.mluv.house.clock.newId(), flag: 'trial', at_ms: 1, before: { learners: [] }, after: { learners: [learnerId, neighbour.learnerId] } })
  await sql`update conversations set topic = ${words.noted} where conversation_id = ${conversationId}::uuid`.execute(database.kysely)
  await one.mluv.house.queue.enqueue([{ task: 'summarise', payload: { conversationId, through: null, turns: 2 } }])
  await inbox(database).keep([
    { updateId: 1, chatId: Number(words.chat), body: { message: { text: words.written, from: { id: Number(words.chat) } } } },
    { updateId: 2, chatId: -5, body: { message: { text: words.written, from: { id: Number(words.chat) } } } },
  ], 1)
  await one.mluv.house.store.leaderboard.refresh()
  for (const process of [one, other, one, other])
    for (const path of ['/learner/home', '/learner', '/stats/me', '/stats/me/days', '/stats/me/progress', '/cards/due', '/leaderboard', `/conversations/${conversationId}`]) assert.equal((await process.call(path, { token })).status, 200, path)
  for (const process of [one, other]) assert.equal((await process.ask(audioUrl)).status, 200)
}

async function idsOf(learnerId: string) {
  const of = async (column: string, table: string) => (await sql<{ id: string }>`select ${sql.ref(column)}::text as id from ${sql.table(table)} where learner_id = ${learnerId}::uuid order by 1`.execute(one.database.database.kysely)).rows.map(({ id }) => id)
  return { turnIds: await of('turn_id', 'turns'), conversationIds: await of('conversation_id', 'conversations'), soundIds: await of('sound_id', 'sound_uses'), cardIds: await of('card_id', 'cards') }
}

const spentInAll = async () => (await sql`select count(*) as entries, sum(micro_usd) as spent from spending`.execute(one.database.database.kysely)).rows

/** The other process hears of it in a moment, and erases what it shares itself. */
async function gone(process: Installation): Promise<void> {
  await eventually(async () => (await process.call('/learner', { token: guest.token })).status === 401, () => 'it does not hear of it')
  await process.mluv.house.cache.forget(guest.learnerId as never)
}
