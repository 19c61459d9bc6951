/** What is promised of flags: of how they are rolled out, of the note of every change, of who hears of it, and of what is added up. */
import assert from 'node:assert/strict'
import { compared, type Compared } from '../../src/domain/comparison.ts'
import { notRolledOut, type FlagName, type Rollout, type Rollouts, type Variants } from '../../src/domain/flag.ts'
import type { LearnerId } from '../../src/domain/identity.ts'
import type { Timing } from '../../src/domain/timing.ts'
import type { Flags } from '../../src/ports/flags.ts'
import type { Store } from '../../src/ports/store.ts'
import type { Promised } from './keep.ts'
import { clock, corrections, dayMs, mistake, newLearner, nowMs, refuses, turned } from './store-cast.ts'

export type Flagged = {
  readonly flags: Flags
  readonly store: Store
  /** How another process has it, once it has heard all that was told before. */
  elsewhere(): Promise<Rollouts>
}

const tokenHash = clock.random(32)
const rolled = (percentage: number, more: Partial<Rollout> = {}, name: FlagName = 'reply-length'): Rollout => ({ ...notRolledOut(name), percentage, ...more })
const roll = (flags: Flags, name: FlagName, rollout: Rollout, atMs = nowMs, hash = tokenHash) => flags.roll({ name, rollout, tokenHash: hash, changeId: clock.newId(), nowMs: atMs })
const standing = async (flags: Flags, name: FlagName) => (await flags.all()).find((each) => each.name === name)?.rollout ?? null
const newest = async (flags: Flags, name: FlagName) => (await flags.history(name, { before: null, limit: 100 })).items
const breaking = (flagged: Flagged, broken: (flags: Flags) => Partial<Flags>): Flagged => ({ ...flagged, flags: { ...flagged.flags, ...broken(flagged.flags) } })

/** No two rollouts of these tests are alike. */
let tenths = 0
const another = () => (tenths += 1) / 10

/** Each test of figures has days of its own. */
let spans = 0
const span = () => {
  const fromMs = nowMs + (spans += 2) * dayMs
  return { fromMs, untilMs: fromMs + dayMs }
}
/** A turn that had variants, whose first sound came so late. */
const said = (store: Store, learnerId: LearnerId, atMs: number, variants: Variants | null, microUsd = 0, firstSoundMs: number | null = null, isWrong = false) =>
  turned(store, learnerId, clock.newId(), { nowMs: atMs }, {
    nowMs: atMs, variants, timing: { firstSoundMs } as Timing, cost: { microUsd, savedMicroUsd: 0, tutor: 'offline', heardBy: null, spokenBy: null },
    corrections: isWrong ? corrections(mistake(10, 'škola', 'školy')) : corrections(),
  })

const rollouts: readonly Promised<Flagged>[] = [
  {
    promise: 'a flag is rolled out as it was asked for, to one decimal, and stays so until it is asked for otherwise',
    holds: async ({ flags, store }) => {
      const rollout = rolled(12.5, { levels: ['A1', 'B2'], languages: ['cs', 'uk'], plans: ['school'], learners: [await newLearner(store)], shares: { usual: 1, short: 3 } })
      await roll(flags, 'reply-length', rollout)
      await roll(flags, 'gentle-voice', rolled(another(), {}, 'gentle-voice'))
      assert.deepEqual(await standing(flags, 'reply-length'), rollout)
      await roll(flags, 'reply-length', rolled(100, { levels: [] }))
      assert.deepEqual(await standing(flags, 'reply-length'), rolled(100, { levels: [] }))
    },
    breach: (flagged) => breaking(flagged, ({ roll }) => ({ roll: (change) => roll({ ...change, rollout: { ...change.rollout, percentage: Math.round(change.rollout.percentage) } }) })),
  },
  {
    promise: 'a change is noted with who made it when, from what to what, the newest first; what is the same is not noted',
    holds: async ({ flags, store }) => {
      const [hash, atMs] = [clock.random(32), nowMs + dayMs]
      await store.sessions.createOperator({ tokenHash: hash, nowMs, expiresAtMs: nowMs + dayMs })
      const [first, second] = [rolled(another()), rolled(another())]
      await roll(flags, 'reply-length', first)
      const count = (await newest(flags, 'reply-length')).length
      await roll(flags, 'reply-length', second, atMs, hash)
      await roll(flags, 'reply-length', { ...second, shares: { short: 1, usual: 0 } }, atMs + 1, hash)
      const [change, ...rest] = await newest(flags, 'reply-length')
      assert.equal(rest.length, count)
      assert.deepEqual({ ...change, changedBy: '' }, { atMs, changedBy: '', before: first, after: second })
      assert.match(change!.changedBy, /^[0-9a-f-]{36}$/)
      assert.equal(rest[0]?.changedBy, 'operator', 'a session that is gone is not known')
    },
    breach: (flagged) => breaking(flagged, ({ roll }) => ({ roll: (change) => roll({ ...change, tokenHash }) })),
  },
  {
    promise: 'changes are told page by page, of each flag its own',
    holds: async ({ flags }) => {
      for (let at = 0; at < 3; at += 1) await roll(flags, 'gentle-voice', rolled(another(), {}, 'gentle-voice'), nowMs + 5 * dayMs)
      await roll(flags, 'reply-length', rolled(another()), nowMs + 5 * dayMs)
      const whole = await newest(flags, 'gentle-voice')
      const paged = []
      for (let before: string | null = null; ; ) {
        const page = await flags.history('gentle-voice', { before, limit: 2 })
        paged.push(...page.items)
        assert.ok(page.items.length <= 2)
        if (page.next === null) break
        before = page.next
      }
      assert.deepEqual(paged, whole)
      assert.ok(whole.length >= 3)
      await refuses('invalid', flags.history('gentle-voice', { before: 'x', limit: 1 }))
    },
    breach: (flagged) => breaking(flagged, ({ history }) => ({ history: async (name, page) => ({ ...(await history(name, page)), next: null }) })),
  },
  {
    promise: 'a list that names somebody who is no learner here is refused, and nothing is changed',
    holds: async ({ flags, store }) => {
      const before = rolled(another())
      await roll(flags, 'reply-length', before)
      const count = (await newest(flags, 'reply-length')).length
      await refuses('invalid', roll(flags, 'reply-length', rolled(another(), { learners: [await newLearner(store), clock.newId() as LearnerId] })))
      assert.deepEqual([await standing(flags, 'reply-length'), (await newest(flags, 'reply-length')).length], [before, count])
    },
    breach: (flagged) => breaking(flagged, ({ roll }) => ({ roll: (change) => roll({ ...change, rollout: { ...change.rollout, learners: change.rollout.learners.slice(0, 1) } }) })),
  },
  {
    promise: 'a learner who is erased is on no list, nor in the note of any change',
    holds: async ({ flags, store, elsewhere }) => {
      const [goes, stays] = [await newLearner(store), await newLearner(store)]
      await roll(flags, 'reply-length', rolled(another(), { learners: [goes, stays].sort() }))
      await roll(flags, 'reply-length', rolled(another(), { learners: [stays] }))
      await roll(flags, 'reply-length', rolled(another(), { learners: [goes, stays].sort() }))
      await store.personalData.erase(goes, nowMs)
      assert.deepEqual((await standing(flags, 'reply-length'))!.learners, [stays])
      assert.ok(!JSON.stringify(await newest(flags, 'reply-length')).includes(goes))
      assert.deepEqual((await elsewhere())['reply-length']?.learners, [stays])
    },
    breach: (flagged) => ({ ...flagged, store: { ...flagged.store, personalData: { ...flagged.store.personalData, erase: async () => true } } }),
  },
  {
    promise: 'a learner who becomes part of another is on the list as that one, in every note, too',
    holds: async ({ flags, store, elsewhere }) => {
      const [from, into] = [await newLearner(store), await newLearner(store)]
      await roll(flags, 'reply-length', rolled(another(), { learners: [from] }))
      await roll(flags, 'reply-length', rolled(another(), { learners: [from, into].sort() }))
      await store.identities.merge(from, into, nowMs)
      assert.deepEqual((await standing(flags, 'reply-length'))!.learners, [into])
      assert.ok(!JSON.stringify(await newest(flags, 'reply-length')).includes(from))
      assert.deepEqual((await elsewhere())['reply-length']?.learners, [into])
    },
    breach: (flagged) => ({ ...flagged, store: { ...flagged.store, identities: { ...flagged.store.identities, merge: async () => 'merged' } } }),
  },
  {
    promise: 'every process hears of every change',
    holds: async ({ flags, elsewhere }) => {
      for (let at = 0; at < 3; at += 1) {
        const rollout = rolled(another(), {}, 'gentle-voice')
        await roll(flags, 'gentle-voice', rollout)
        assert.deepEqual((await elsewhere())['gentle-voice'], rollout)
      }
    },
    breach: (flagged) => {
      const first = flagged.elsewhere()
      return { ...flagged, elsewhere: () => first }
    },
  },
]

const figures: readonly Promised<Flagged>[] = [
  {
    promise: 'turns are counted by variant, with their learners, those alone that were finished in the span and asked about',
    holds: async ({ flags, store }) => {
      await roll(flags, 'reply-length', rolled(another()))
      const [{ fromMs, untilMs }, one, other] = [span(), await newLearner(store), await newLearner(store)]
      for (const atMs of [fromMs, fromMs + 1]) await said(store, one, atMs, { 'reply-length': 'short' })
      await said(store, other, fromMs + 2, { 'reply-length': 'short', 'gentle-voice': 'on' })
      await said(store, other, fromMs + 3, { 'reply-length': 'usual' })
      await said(store, other, fromMs + 4, { 'gentle-voice': 'on' })
      await said(store, other, fromMs + 5, null)
      await said(store, one, untilMs, { 'reply-length': 'short' })
      const found = await flags.figures('reply-length', { fromMs, untilMs })
      assert.deepEqual(found.map(({ variant, turns, learners }) => [variant, turns, learners]), [['short', 3, 2], ['usual', 1, 1]])
    },
    breach: (flagged) => breaking(flagged, ({ figures }) => ({ figures: (name, { fromMs, untilMs }) => figures(name, { fromMs, untilMs: untilMs + 1 }) })),
  },
  {
    promise: 'each figure has the count of turns that have it, their middle and their slow ones, and what a comparison needs',
    holds: async ({ flags, store }) => {
      await roll(flags, 'reply-length', rolled(another()))
      const [asked, learners] = [span(), await Promise.all([1, 2].map(() => newLearner(store)))]
      const short = { 'reply-length': 'short' } as const
      for (const [at, firstSoundMs] of [100, 200, 300, 400, null].entries()) await said(store, learners[at % 2]!, asked.fromMs + at, short, at, firstSoundMs, at === 0)
      const [found] = await flags.figures('reply-length', asked)
      const { firstSoundMs, microUsd, score } = found!.figures
      assert.deepEqual([firstSoundMs, microUsd, score].map((figure) => [figure!.count, figure!.learners, figure!.sum]), [[4, 2, 1000], [5, 2, 10], [5, 2, 475]])
      assert.deepEqual([firstSoundMs!.p50, Math.round(firstSoundMs!.p95)], [250, 385])
      // One had 100 and 300, the other 200 and 400.
      assert.deepEqual([firstSoundMs!.squares, firstSoundMs!.crossed, firstSoundMs!.counts], [400 ** 2 + 600 ** 2, 2 * 400 + 2 * 600, 8])
    },
    breach: (flagged) => changedFigures(flagged, 'firstSoundMs', ({ squares, ...rest }) => ({ ...rest, squares: squares + 1 })),
  },
  {
    promise: 'listed learners, who were not drawn, are left out',
    holds: async ({ flags, store }) => {
      const [asked, listed, drawn] = [span(), await newLearner(store), await newLearner(store)]
      await roll(flags, 'reply-length', rolled(another(), { learners: [listed] }))
      for (const learnerId of [listed, drawn]) await said(store, learnerId, asked.fromMs, { 'reply-length': 'short' })
      assert.deepEqual((await flags.figures('reply-length', asked)).map(({ turns }) => turns), [1])
    },
    breach: (flagged) => breaking(flagged, ({ roll }) => ({ roll: (change) => roll({ ...change, rollout: { ...change.rollout, learners: [] } }) })),
  },
  {
    promise: 'a difference among as many as are needed is found',
    holds: async ({ flags, store }) => {
      await roll(flags, 'reply-length', rolled(another()))
      const asked = span()
      for (let at = 0; at < 20; at += 1) {
        await said(store, await newLearner(store), asked.fromMs, { 'reply-length': 'short' }, 10 + (at % 3))
        await said(store, await newLearner(store), asked.fromMs, { 'reply-length': 'usual' }, 20 + (at % 3))
      }
      const [short, usual] = await flags.figures('reply-length', asked)
      assert.equal(compared(short!.figures.microUsd!, usual!.figures.microUsd!)?.verdict, 'less')
    },
    breach: (flagged) => changedFigures(flagged, 'microUsd', (figure) => ({ ...figure, learners: 19 })),
  },
]

type Change = (figure: NonNullable<Awaited<ReturnType<Flags['figures']>>[number]['figures'][Compared]>) => typeof figure
const changedFigures = (flagged: Flagged, name: Compared, change: Change): Flagged =>
  breaking(flagged, ({ figures }) => ({
    figures: async (...asked) => (await figures(...asked)).map((each) => ({ ...each, figures: { ...each.figures, [name]: each.figures[name] && change(each.figures[name]) } })),
  }))

export const flagsContract: readonly Promised<Flagged>[] = [...rollouts, ...figures]
