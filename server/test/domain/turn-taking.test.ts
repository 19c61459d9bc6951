import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { heardFrame, heardWords, patienceMs, quiet, silenceMsMax, silenceMsMin, type Happening } from '../../src/domain/turn-taking.ts'

describe('patience', () => {
  it('is longer after what must go on, and shorter after what is whole', () => {
    const at = (text: string | null) => patienceMs(text, 800)
    for (const text of ['Chtěl bych jít na', 'protože', 'Byl jsem tam, ale', 'No, ehm', 'Já bych chtěla…', 'Pojedeme do', 'Nevím, jestli']) assert.equal(at(text), 1600, text)
    for (const text of ['Chtěl bych jít domů.', 'Kde to je?', 'Ano', 'Děkuju!', 'Nerozumím']) assert.equal(at(text), 560, text)
    for (const text of [null, '', 'Včera večer', 'Praha.']) assert.equal(at(text), 800, `${text}`)
  })

  it('lies between bounds, whatever is set', () => {
    fc.assert(fc.property(fc.integer({ min: silenceMsMin, max: silenceMsMax }), fc.constantFrom(null, 'a', 'Jdu domů.', 'Jdu'), (silenceMs, text) => {
      const ms = patienceMs(text, silenceMs)
      return ms >= silenceMsMin && ms <= 4000
    }))
  })
})

/** Voice or none for some frames, or words. */
const moment = fc.oneof(
  { weight: 6, arbitrary: fc.record({ isVoiced: fc.boolean(), frames: fc.integer({ min: 1, max: 80 }), over: fc.boolean() }) },
  { weight: 1, arbitrary: fc.constantFrom('jo', 'aha', 'Počkej prosím', 'Mám rád, ale', 'Jdu domů.', '') },
)

describe('whatever is heard', () => {
  it('utterances begin and end in turn, and a tutor that was held is resumed or interrupted', () => {
    fc.assert(fc.property(fc.array(moment, { maxLength: 60 }), fc.integer({ min: 300, max: 3000 }), (moments, silenceMs) => {
      let state = quiet
      const happened: Happening[] = []
      for (const each of moments) {
        for (let frame = 0; frame < (typeof each === 'string' ? 1 : each.frames); frame += 1) {
          const taken = typeof each === 'string' ? heardWords(state, each) : heardFrame(state, { isVoiced: each.isVoiced, ms: 20, over: each.over }, silenceMs)
          state = taken.state
          happened.push(...taken.happened)
        }
      }
      const utterances = happened.filter((name) => name === 'began' || name === 'ended' || name === 'dropped')
      for (const [at, name] of utterances.entries()) assert.equal(name === 'began', at % 2 === 0, happened.join(' '))
      // Each hold is followed by one of its ends before the next, and nothing is resumed or interrupted unheld.
      assert.doesNotMatch(happened.join(' '), /held( (?!resumed|interrupted)\w+)* held/)
      assert.doesNotMatch(happened.filter((name) => name === 'held' || name === 'resumed').join(' '), /^resumed|resumed resumed/)
      if (state.phase === 'quiet') assert.notEqual(happened.filter((name) => ['held', 'resumed', 'interrupted'].includes(name)).at(-1), 'held')
      return true
    }), { numRuns: 200 })
  })
})
