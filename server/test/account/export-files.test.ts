import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { strFromU8, unzipSync } from 'fflate'
import { exportedFiles } from '../../src/account/export-files.ts'
import { loadContent } from '../../src/adapters/content.ts'
import { postgresStore } from '../../src/adapters/postgres/store.ts'
import type { Tables } from '../../src/adapters/postgres/tables.ts'
import { zip } from '../../src/adapters/zip.ts'
import type { LearnerId } from '../../src/domain/identity.ts'
import type { PrivacyTexts } from '../../src/domain/privacy.ts'
import type { Store } from '../../src/ports/store.ts'
import { clock, newLearner, nowMs, turned } from '../contracts/store-cast.ts'
import { testDatabase, type TestDatabase } from '../postgres.ts'

let opened: TestDatabase<Tables>
let store: Store
let texts: PrivacyTexts
before(async () => {
  opened = await testDatabase<Tables>()
  store = postgresStore(opened.database)
  texts = (await loadContent(new URL('../../content', import.meta.url).pathname)).in('cs').privacy
})
after(() => opened.close())

async function filesOf(learnerId: LearnerId): Promise<Record<string, Uint8Array>> {
  const parts: Uint8Array[] = []
  for await (const part of zip().pack(exportedFiles({ personalData: store.personalData, sounds: store.sounds, clock, texts }, learnerId), nowMs)) parts.push(part)
  return parts.length === 0 ? {} : unzipSync(new Uint8Array(Buffer.concat(parts)))
}

it('a learner takes away a file for every table that holds something of theirs, what was said to them, and a page in their language that says what is what', async () => {
  const [learnerId, neighbour] = [await newLearner(store, { motherTongue: 'uk' }), await newLearner(store)]
  const { turnId } = await turned(store, learnerId, 'one')
  await turned(store, neighbour, 'one')
  const soundId = await store.sounds.keep({ bytes: clock.random(64), mediaType: 'audio/ogg', nowMs, madeFor: learnerId })
  await opened.database.sql.unsafe(`create table stray (learner_id uuid, thing text, stray_hash text); insert into stray values ('${learnerId}', 'klobouk', 'hidden'), ('${neighbour}', 'deštník', 'hidden')`)
  const files = await filesOf(learnerId)
  const items = (name: string) => JSON.parse(strFromU8(files[name]!)) as Record<string, unknown>[]
  assert.deepEqual(items('stray.json'), [{ thing: 'klobouk' }])
  assert.deepEqual([items('turns.json').map((turn) => turn['turnId']), items('learners.json').map((learner) => learner['learnerId'])], [[turnId], [learnerId]])
  assert.deepEqual(Buffer.from(files[`speech/${soundId}.ogg`]!), Buffer.from((await store.sounds.find(soundId))!.bytes))
  assert.match(strFromU8(files['cards.csv']!), /^kind,front,back/)
  const readMe = strFromU8(files['README.txt']!)
  assert.ok(readMe.startsWith(texts.texts['export-title'].uk) && readMe.includes(`turns.json (1)\n  ${texts.kinds.turns.uk}`) && readMe.includes('speech/ (1)'), readMe)
  for (const name of Object.keys(files).filter((each) => each.endsWith('.json'))) assert.ok(readMe.includes(`${name} (`), name)
  assert.doesNotMatch(Object.values(files).map((bytes) => strFromU8(bytes)).join(''), new RegExp(`${neighbour}|deštník|hidden`))
})

it('nobody takes anything away', async () => assert.deepEqual(await filesOf(clock.newId() as LearnerId), {}))
