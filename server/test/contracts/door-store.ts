/** What every store promises of the ways in: letters, tries, browsers, invitations, proofs. Of what is signed in with, `credential-store.ts` says it. */
import assert from 'node:assert/strict'
import { limits } from '../../src/domain/attempt.ts'
import type { LearnerId } from '../../src/domain/identity.ts'
import type { DoorStore, SignInLink } from '../../src/ports/door-store.ts'
import type { IdentityName } from '../../src/ports/identity-store.ts'
import type { Store } from '../../src/ports/store.ts'
import type { Promised } from './keep.ts'
import { clock, newLearner, nowMs, type Given } from './store-cast.ts'

/** The store, breaking what one of its doors promises. */
export const breaking = <Part extends keyof DoorStore>(store: Store, part: Part, broken: (whole: DoorStore[Part]) => Partial<DoorStore[Part]>): Store => (
  { ...store, doors: { ...store.doors, [part]: { ...store.doors[part], ...broken(store.doors[part]) } } }
)

const addressed = (name: string): string => `${name}-${clock.newId()}@example.org`
const link = (address: string, more: Partial<SignInLink> = {}): SignInLink =>
  ({ tokenHash: clock.random(32), address, placeHash: clock.random(32), learnerId: null, given: { motherTongue: 'uk' }, expiresAtMs: nowMs + 10, ...more })
const counted = (freely: number) => ({ nameHash: clock.random(32), limit: { ...limits.guessesFromNetwork, freely } })

async function linkedTo(store: Store, learnerId: LearnerId): Promise<IdentityName> {
  const identity = { identityId: clock.newId(), provider: 'email' as const, subject: addressed('known'), createdAtMs: nowMs, verifiedAtMs: nowMs }
  await store.identities.link(learnerId, identity)
  return identity
}

async function invited({ doors }: Pick<Store, 'doors'>, uses: number, createdAtMs = nowMs) {
  const invitation = { invitationId: clock.newId(), codeHash: clock.random(32), uses, createdAtMs, expiresAtMs: nowMs + 10 }
  await doors.invitations.make(invitation)
  return invitation
}

const letters: readonly Promised<Store, Given>[] = [
  {
    promise: 'a link is found as it was kept until it expires, and then is not',
    holds: async (store) => {
      const kept = link(addressed('one'), { learnerId: await newLearner(store) })
      await store.doors.links.keep(kept)
      const found = await store.doors.links.find(kept.tokenHash, nowMs + 9)
      assert.deepEqual(found && { ...found, tokenHash: [...found.tokenHash], placeHash: [...found.placeHash] }, { ...kept, tokenHash: [...kept.tokenHash], placeHash: [...kept.placeHash] })
      assert.deepEqual([await store.doors.links.find(kept.tokenHash, nowMs + 10), await store.doors.links.take(kept.tokenHash, nowMs + 10)], [null, null])
    },
    breach: (store) => breaking(store, 'links', ({ find }) => ({ find: (tokenHash) => find(tokenHash, nowMs) })),
  },
  {
    promise: 'a link takes the place of the one to the same address from the same place, and of no other',
    holds: async ({ doors: { links } }) => {
      const first = link(addressed('one'))
      const [second, elsewhere, other] = [link(first.address, { placeHash: first.placeHash }), link(first.address), link(addressed('two'), { placeHash: first.placeHash })]
      for (const each of [first, elsewhere, other, second]) await links.keep(each)
      assert.deepEqual(await Promise.all([first, second, elsewhere, other].map(async ({ tokenHash }) => (await links.find(tokenHash, nowMs)) !== null)), [false, true, true, true])
    },
    breach: (store) => breaking(store, 'links', ({ keep }) => ({ keep: (kept) => keep({ ...kept, placeHash: clock.random(32) }) })),
  },
  {
    promise: 'a link is taken by one caller, and all others to its address go with it',
    holds: async ({ doors: { links } }) => {
      const [one, another] = [link(addressed('one')), link(addressed('two'))]
      const same = link(one.address)
      for (const each of [one, same, another]) await links.keep(each)
      const taken = await Promise.all([1, 2, 3].map(() => links.take(one.tokenHash, nowMs)))
      assert.deepEqual(taken.flatMap((each) => each?.address ?? []), [one.address])
      assert.deepEqual([await links.find(same.tokenHash, nowMs), (await links.find(another.tokenHash, nowMs))?.address], [null, another.address])
    },
    breach: (store) => breaking(store, 'links', ({ find }) => ({ take: find })),
  },
]

const tries: readonly Promised<Store, Given>[] = [
  {
    promise: 'a try is counted at each, or at none where one of them says how long to wait',
    holds: async ({ doors: { attempts } }) => {
      const [tight, wide] = [counted(1), counted(2)]
      assert.equal(await attempts.count([tight, wide], nowMs), 0)
      assert.equal(await attempts.count([tight, wide], nowMs), tight.limit.firstMs)
      // The try that had to wait was none of the other's, either.
      assert.equal(await attempts.count([wide], nowMs), 0)
      assert.equal(await attempts.count([wide], nowMs), wide.limit.firstMs)
      assert.equal(await attempts.count([tight], nowMs + tight.limit.forgottenMs), 0)
    },
    breach: (store) => breaking(store, 'attempts', ({ count }) => ({ count: async (all, atMs) => Math.max(...(await Promise.all(all.map((each) => count([each], atMs))))) })),
  },
  {
    promise: 'tries that come at once are counted one after the other, in whatever order they name what they count at',
    holds: async ({ doors: { attempts } }) => {
      const all = [counted(3), counted(9)]
      const waits = await Promise.all(Array.from({ length: 8 }, (_, at) => attempts.count(at % 2 === 0 ? all : all.toReversed(), nowMs)))
      assert.equal(waits.filter((waitMs) => waitMs === 0).length, 3)
    },
    breach: (store) => breaking(store, 'attempts', () => ({ count: async () => 0 })),
  },
  {
    promise: 'a try that was given back was none, and no more than were made are given back',
    holds: async ({ doors: { attempts } }) => {
      const one = counted(1)
      await attempts.count([one], nowMs)
      for (let times = 0; times < 3; times += 1) await attempts.giveBack([one])
      assert.deepEqual([await attempts.count([one], nowMs), await attempts.count([one], nowMs)], [0, one.limit.firstMs])
    },
    breach: (store) => breaking(store, 'attempts', () => ({ giveBack: async () => {} })),
  },
]

const places: readonly Promised<Store, Given>[] = [
  {
    promise: 'a browser is known to whoever signed in there, by whatever is theirs, and to nobody else',
    holds: async (store) => {
      const [one, other] = [await newLearner(store), await newLearner(store)]
      const [mine, alsoMine, theirs, browser] = [await linkedTo(store, one), await linkedTo(store, one), await linkedTo(store, other), clock.random(32)]
      await store.doors.devices.note(one, browser, nowMs)
      await store.doors.devices.note(one, browser, nowMs + 1)
      await store.doors.devices.note(clock.newId() as LearnerId, browser, nowMs)
      const known = [mine, alsoMine, theirs, { ...mine, subject: addressed('nobody') }].map((identity) => store.doors.devices.isKnown(identity, browser))
      assert.deepEqual([...(await Promise.all(known)), await store.doors.devices.isKnown(mine, clock.random(32))], [true, true, false, false, false])
    },
    breach: (store) => breaking(store, 'devices', () => ({ isKnown: async () => true })),
  },
  {
    promise: 'all of a learner’s browsers but one are forgotten, or all of them, and nobody else’s',
    holds: async (store) => {
      const { devices } = store.doors
      const [one, other] = [await newLearner(store), await newLearner(store)]
      const [mine, theirs] = [await linkedTo(store, one), await linkedTo(store, other)]
      const [here, there] = [clock.random(32), clock.random(32)]
      for (const learnerId of [one, other]) for (const browser of [here, there]) await devices.note(learnerId, browser, nowMs)
      const known = () => Promise.all([[mine, here], [mine, there], [theirs, here], [theirs, there]].map((each) => devices.isKnown(...(each as [IdentityName, Uint8Array]))))
      await devices.forgetOthers(one, here)
      assert.deepEqual(await known(), [true, false, true, true])
      await devices.forgetOthers(one, null)
      assert.deepEqual(await known(), [false, false, true, true])
    },
    breach: (store) => breaking(store, 'devices', ({ forgetOthers }) => ({ forgetOthers: (learnerId) => forgetOthers(learnerId, null) })),
  },
]

const newcomers: readonly Promised<Store, Given>[] = [
  {
    promise: 'an invitation lets in so many, however many come at once, and none when it is over',
    holds: async (store) => {
      const [one, late] = [await invited(store, 2), await invited(store, 2)]
      const { invitations } = store.doors
      const used = await Promise.all([1, 2, 3, 4].map(() => invitations.use(one.codeHash, nowMs)))
      assert.deepEqual(used.filter((each) => each !== null), [one.invitationId, one.invitationId])
      assert.deepEqual([await invitations.use(late.codeHash, nowMs + 10), await invitations.use(clock.random(32), nowMs)], [null, null])
    },
    breach: (store) => breaking(store, 'invitations', ({ use }) => ({ use: async (codeHash) => (await use(codeHash, nowMs)) ?? clock.newId() })),
  },
  {
    promise: 'who did not need an invitation after all gives it back',
    holds: async (store) => {
      const { codeHash, invitationId } = await invited(store, 1)
      const { invitations } = store.doors
      await invitations.use(codeHash, nowMs)
      assert.equal(await invitations.use(codeHash, nowMs), null)
      for (let times = 0; times < 2; times += 1) await invitations.giveBack(invitationId)
      assert.deepEqual([await invitations.use(codeHash, nowMs), await invitations.use(codeHash, nowMs)], [invitationId, null])
    },
    breach: (store) => breaking(store, 'invitations', () => ({ giveBack: async () => {} })),
  },
  {
    promise: 'invitations are listed, the newest first, with how often each was used, until they are dropped',
    holds: async (store) => {
      const [older, newer] = [await invited(store, 2, nowMs + 1), await invited(store, 3, nowMs + 2)]
      const { invitations } = store.doors
      await invitations.use(older.codeHash, nowMs)
      const listed = async () => (await invitations.list()).filter(({ invitationId }) => [older, newer].some((each) => each.invitationId === invitationId))
      const shown = ({ invitationId, uses, createdAtMs, expiresAtMs }: typeof older, used: number) => ({ invitationId, uses, used, createdAtMs, expiresAtMs })
      assert.deepEqual(await listed(), [shown(newer, 0), shown(older, 1)])
      assert.deepEqual([await invitations.drop(older.invitationId), await invitations.drop(older.invitationId)], [true, false])
      assert.deepEqual([await listed(), await invitations.use(older.codeHash, nowMs)], [[shown(newer, 0)], null])
    },
    breach: (store) => breaking(store, 'invitations', ({ list }) => ({ list: async () => (await list()).toReversed() })),
  },
  {
    promise: 'a proof holds once, whoever brings it first, until it was of no use after all',
    holds: async ({ doors: { proofs } }) => {
      const [proof, other] = [clock.random(32), clock.random(32)]
      const held = await Promise.all([1, 2, 3].map(() => proofs.use(proof, nowMs + 10)))
      assert.deepEqual(held.toSorted(), [false, false, true])
      assert.equal(await proofs.use(other, nowMs + 10), true)
      await proofs.giveBack(proof)
      assert.deepEqual([await proofs.use(proof, nowMs + 10), await proofs.use(proof, nowMs + 10), await proofs.use(other, nowMs + 10)], [true, false, false])
    },
    breach: (store) => breaking(store, 'proofs', () => ({ use: async () => true })),
  },
]

export const doorStore: readonly Promised<Store, Given>[] = [...letters, ...tries, ...places, ...newcomers]
