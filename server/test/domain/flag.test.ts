import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { flagNames, flags, notRolledOut, spokenTo, tidied, variantFor, variantsFor, variantsIn, type FlagName, type Rollout } from '../../src/domain/flag.ts'
import type { LearnerId } from '../../src/domain/identity.ts'
import { firstSettings } from '../../src/domain/learner.ts'
import { givenClock } from '../given-clock.ts'

const clock = givenClock()
const learner = (learnerId: string, more: { readonly level?: 'A1' | 'B2'; readonly motherTongue?: string; readonly plan?: string } = {}) =>
  ({ learnerId: learnerId as LearnerId, plan: more.plan ?? 'standard', settings: { level: more.level ?? 'A1', motherTongue: more.motherTongue ?? 'en' } as const })
const rollout = (percentage: number, more: Partial<Rollout> = {}, name: FlagName = 'gentle-voice'): Rollout => ({ ...notRolledOut(name), percentage, ...more })

const aName = fc.constantFrom(...flagNames)
const anId = fc.uuid()
const aPercentage = fc.integer({ min: 0, max: 1000 }).map((tenths) => tenths / 10)
const someShares = (name: FlagName) => fc.tuple(...variantsIn(name).map(() => fc.nat(5))).map((all) => Object.fromEntries(variantsIn(name).map((variant, at) => [variant, all[at]! + (at === 0 ? 1 : 0)])))
const withShares = aName.chain((name) => fc.record({ name: fc.constant(name), shares: someShares(name) }))

/** UUIDv7 as the installation makes them: learners of a city, and of one moment. */
const many = Array.from({ length: 10_000 }, (_, at) => {
  clock.pass(at % 3)
  return clock.newId()
})
const learners = many.map((id) => learner(id))
const inAt = (name: FlagName, percentage: number) => {
  const asked = rollout(percentage, {}, name)
  return learners.filter((each) => variantFor(name, asked, each) !== flags[name].usual).map(({ learnerId }) => learnerId as string)
}

describe('which variant somebody has', () => {
  it('is the same whenever and wherever it is asked for', () => {
    fc.assert(fc.property(withShares, anId, aPercentage, ({ name, shares }, id, percentage) => {
      const again = JSON.parse(JSON.stringify(rollout(percentage, { shares }, name))) as Rollout
      assert.equal(variantFor(name, rollout(percentage, { shares }, name), learner(id)), variantFor(name, again, learner(id)))
    }))
    // Processes of two versions serve side by side: from which percentage on somebody is in may not move.
    const known = ['019c0000-0000-7000-8000-000000000001', '019c0000-0000-7000-8000-000000000002', '019c0000-0000-7000-8000-000000000003', '019c0000-0000-7000-8000-000000000004']
    const since = (id: string) => Array.from({ length: 101 }, (_, percentage) => percentage).find((percentage) => variantFor('gentle-voice', rollout(percentage), learner(id)) === 'on')
    assert.deepEqual(known.map(since), [13, 30, 76, 16])
  })

  it('stays when the percentage is raised, for all who were in; nobody is in at 0 and everybody at 100', () => {
    fc.assert(fc.property(withShares, anId, aPercentage, aPercentage, ({ name, shares }, id, one, other) => {
      const shared = { ...shares, [flags[name].usual]: 0, [variantsIn(name).at(-1)!]: 3 }
      const at = (percentage: number) => variantFor(name, rollout(percentage, { shares: shared }, name), learner(id))
      const [low, high] = [Math.min(one, other), Math.max(one, other)]
      if (at(low) !== flags[name].usual) assert.equal(at(high), at(low))
      assert.equal(at(0), flags[name].usual)
      assert.notEqual(at(100), flags[name].usual)
    }))
  })

  it('is a fair draw among real ids: as many are in as were asked for, in every part of them alike', () => {
    for (const name of flagNames) {
      for (const percentage of [0.5, 10, 33.3, 50, 90]) {
        const [expected, found] = [(many.length * percentage) / 100, inAt(name, percentage).length]
        const deviation = Math.sqrt((expected * (100 - percentage)) / 100)
        assert.ok(Math.abs(found - expected) < 4 * deviation, `${name} at ${percentage} %: ${found} of ${many.length}`)
      }
      const upTo = Array.from({ length: 21 }, (_, at) => inAt(name, 5 * at).length)
      const counts = upTo.slice(1).map((count, at) => count - upTo[at]!)
      const each = many.length / 20
      const chiSquare = counts.reduce((sum, count) => sum + (count - each) ** 2 / each, 0)
      // Of 19 degrees of freedom, one in ten thousand is above it.
      assert.ok(chiSquare < 50.8, `${name}: ${chiSquare}`)
    }
  })

  it('of one flag tells nothing of that of another, nor who is in of the variant', () => {
    const [one, other] = flagNames as [FlagName, FlagName]
    const inBoth = new Set(inAt(one, 50))
    assertIndependent(many.filter((id) => inBoth.has(id)).length, inAt(other, 50).filter((id) => inBoth.has(id)).length, inAt(other, 50).length)
    const halves = { percentage: 100, shares: { usual: 1, short: 1 } }
    const isShort = (id: string) => variantFor('reply-length', rollout(100, halves, 'reply-length'), learner(id)) === 'short'
    const early = inAt('reply-length', 50)
    assertIndependent(early.length, early.filter(isShort).length, many.filter(isShort).length)
  })

  it('is shared out as was asked for', () => {
    const shares = { usual: 1, short: 3 }
    const short = many.filter((id) => variantFor('reply-length', rollout(100, { shares }, 'reply-length'), learner(id)) === 'short').length
    assert.ok(Math.abs(short - 7_500) < 4 * Math.sqrt(10_000 * 0.25 * 0.75), `${short}`)
    fc.assert(fc.property(anId, (id) => assert.equal(variantFor('reply-length', rollout(100, { shares: { usual: 0, short: 0 } }, 'reply-length'), learner(id)), 'usual')))
  })

  it('is for those alone who are meant, by level, mother tongue and plan together', () => {
    const asked = rollout(100, { levels: ['A1'], languages: ['uk'], plans: ['school'] })
    const meant = { level: 'A1', motherTongue: 'uk-UA', plan: 'school' } as const
    fc.assert(fc.property(anId, (id) => {
      assert.equal(variantFor('gentle-voice', asked, learner(id, meant)), 'on')
      for (const other of [{ level: 'B2' }, { motherTongue: 'ru' }, { plan: 'standard' }] as const) assert.equal(variantFor('gentle-voice', asked, learner(id, { ...meant, ...other })), 'off')
      assert.equal(variantFor('gentle-voice', { ...asked, levels: [] }, learner(id, meant)), 'off')
    }))
  })

  it('is for whoever is listed, whatever the percentage and whoever else is meant', () => {
    fc.assert(fc.property(anId, aPercentage, (id, percentage) => {
      assert.equal(variantFor('gentle-voice', rollout(percentage, { levels: [], learners: [id as LearnerId] }), learner(id)), 'on')
    }))
  })
})

describe('what a turn keeps', () => {
  it('is the variant of each flag that asked about the learner, whether they are in or not, and of no other', () => {
    const half = inAt('gentle-voice', 50)
    const id = half[0]
    const out = many.find((each) => !half.includes(each))!
    assert.deepEqual(variantsFor({}, learner(id!)), {})
    assert.deepEqual(variantsFor({ 'gentle-voice': rollout(50) }, learner(id!)), { 'gentle-voice': 'on' })
    assert.deepEqual(variantsFor({ 'gentle-voice': rollout(50) }, learner(out)), { 'gentle-voice': 'off' })
    assert.deepEqual(variantsFor({ 'gentle-voice': rollout(0), 'reply-length': rollout(100, { levels: ['B2'] }, 'reply-length') }, learner(id!)), {})
    assert.deepEqual(variantsFor({ 'gentle-voice': rollout(0, { learners: [out as LearnerId] }) }, learner(out)), { 'gentle-voice': 'on' })
  })
})

describe('a gentle voice', () => {
  it('is one step slower for whoever left it as it was, and as they chose for others', () => {
    const speed = (voiceSpeed: 0.6 | 0.8 | 1 | 1.2, variant: 'on' | 'off') => spokenTo({ settings: { ...firstSettings, voiceSpeed } }, { 'gentle-voice': variant }).settings.voiceSpeed
    assert.deepEqual([speed(1, 'on'), speed(1, 'off'), speed(0.6, 'on'), speed(1.2, 'on')], [0.8, 1, 0.6, 1.2])
  })
})

describe('a tidied rollout', () => {
  it('reads the same for all that mean the same, and means the same', () => {
    const untidy: Rollout = { percentage: 50, levels: ['B2', 'A1', 'B2'], languages: ['uk', 'cs', 'uk'], plans: ['b', 'a', 'a'], learners: ['2', '1', '2'] as LearnerId[], shares: { short: 2 } }
    const tidy = tidied('reply-length', untidy)
    assert.deepEqual(tidy, { percentage: 50, levels: ['A1', 'B2'], languages: ['cs', 'uk'], plans: ['a', 'b'], learners: ['1', '2'], shares: { usual: 0, short: 2 } })
    assert.deepEqual(tidied('reply-length', tidy), tidy)
    fc.assert(fc.property(anId, (id) => assert.equal(variantFor('reply-length', tidy, learner(id, { level: 'B2', plan: 'a', motherTongue: 'cs' })), variantFor('reply-length', untidy, learner(id, { level: 'B2', plan: 'a', motherTongue: 'cs' })))))
  })
})

/** Of all, so many have one thing, so many the other, and so many both: as many as chance would have it. */
function assertIndependent(one: number, both: number, other: number): void {
  const expected = (one * other) / many.length
  assert.ok(Math.abs(both - expected) < 4 * Math.sqrt(many.length / 16), `${both} have both, of ${one} and ${other}`)
}
