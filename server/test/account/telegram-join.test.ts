import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { telegramJoin } from '../../src/account/telegram-join.ts'
import { postgresStore } from '../../src/adapters/postgres/store.ts'
import type { Tables } from '../../src/adapters/postgres/tables.ts'
import type { LearnerId } from '../../src/domain/identity.ts'
import type { Store } from '../../src/ports/store.ts'
import { newLearner, refuses } from '../contracts/store-cast.ts'
import { givenClock } from '../given-clock.ts'
import { testDatabase, type TestDatabase } from '../postgres.ts'

const minuteMs = 60_000
const clock = givenClock()
let own: TestDatabase<Tables>
let store: Store
before(async () => {
  own = await testDatabase<Tables>()
  store = postgresStore(own.database)
})
after(() => own.close())

function join(token = '42:TEST') {
  const made = telegramJoin({ token, proofs: store.doors.proofs, identities: store.identities, clock })
  made.introduce('mluv_bot')
  return made
}
const tokenFor = (learnerId: LearnerId, by = join()) => new URL(by.linkFor(learnerId).url).searchParams.get('start')!
const whose = async (subject: string) => (await store.identities.find({ provider: 'telegram', subject }))?.learnerId ?? null

describe('a link that joins a chat to a learner', () => {
  it('fits where Telegram takes it: after a start, and below a button', async () => {
    const { url, expiresAtMs } = join().linkFor(await newLearner(store))
    assert.match(url, /^https:\/\/t\.me\/mluv_bot\?start=[\w-]{1,59}$/)
    assert.ok(expiresAtMs > clock.now() + 14 * minuteMs && expiresAtMs <= clock.now() + 15 * minuteMs)
  })

  it('is not made before the bot has a name', async () => {
    const unnamed = telegramJoin({ token: '42:TEST', proofs: store.doors.proofs, identities: store.identities, clock })
    const learnerId = await newLearner(store)
    await refuses('unavailable', (async () => unnamed.linkFor(learnerId))())
  })

  it('holds for a quarter of an hour and no longer', async () => {
    const token = tokenFor(await newLearner(store))
    clock.pass(14 * minuteMs)
    assert.equal(join().read(token), 'holds')
    clock.pass(minuteMs)
    assert.equal(join().read(token), 'over')
    await refuses('unauthorized', join().join(token, 'late'))
    assert.equal(await whose('late'), null)
  })

  it('is used once, by whoever is first; to them it is done however often they ask', async () => {
    const learnerId = await newLearner(store)
    const token = tokenFor(learnerId)
    // Letters that say the same bytes are the same link.
    const spelled = [token, `${token}==`, `${token} `]
    const ends = await Promise.allSettled(spelled.map((each, at) => join().join(each, `rival-${at}`)))
    assert.equal(ends.filter(({ status }) => status === 'fulfilled').length, 1)
    const winner = ends.findIndex(({ status }) => status === 'fulfilled')
    await join().join(token, `rival-${winner}`)
    assert.deepEqual(await Promise.all(spelled.map((_, at) => whose(`rival-${at}`))), spelled.map((_, at) => (at === winner ? learnerId : null)))
  })

  it('of another bot, changed in any letter, or cut short, is none', async () => {
    const learnerId = await newLearner(store)
    const token = tokenFor(learnerId)
    const changed = [...token].slice(0, -1).map((letter, at) => `${token.slice(0, at)}${letter === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`)
    for (const wrong of [...changed, token.slice(0, -2), `${token}AA`, '', 'x', tokenFor(learnerId, join('43:TEST'))]) assert.equal(join().read(wrong), null, wrong)
    await refuses('unauthorized', join().join(changed[0]!, 'forged'))
    assert.equal(await whose('forged'), null)
  })

  it('of somebody who is gone joins nobody to anybody', async () => {
    const [goes, known] = [await newLearner(store), await newLearner(store)]
    const tokens = [tokenFor(goes), tokenFor(goes)]
    await store.identities.link(known, { identityId: clock.newId(), provider: 'telegram', subject: 'known', createdAtMs: 1, verifiedAtMs: 1 })
    await store.personalData.erase(goes, clock.now())
    await refuses('unauthorized', join().join(tokens[0]!, 'known'))
    await refuses('unauthorized', join().join(tokens[1]!, 'unknown'))
    assert.deepEqual([await whose('known'), await whose('unknown')], [known, null])
  })
})
