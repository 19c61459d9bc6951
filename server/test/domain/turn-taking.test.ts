import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { joined } from '../../src/domain/czech/turn-end.ts'
import { heardFrame, heardWords, patienceMs, quiet, silenceMsMax, silenceMsMin, type Happening } from '../../src/domain/turn-taking.ts'

describe('patience', () => {
  it('is longer after what must go on, and shorter after what is whole', () => {
    const at = (text: string | null) => patienceMs({ text, isCut: false }, 800)
    for (const text of ['Chtěl bych jít na', 'protože', 'Byl jsem tam, ale', 'No, ehm', 'Já bych chtěla…', 'Pojedeme do', 'Nevím, jestli']) assert.equal(at(text), 1600, text)
    for (const text of ['Chtěl bych jít domů.', 'Kde to je?', 'Ano', 'Děkuju!', 'Nerozumím']) assert.equal(at(text), 560, text)
    for (const text of [null, '', 'Včera večer', 'Praha.']) assert.equal(at(text), 800, `${text}`)
  })

  it('trusts no full stop behind what was cut off in a pause, and no mark behind what never ends a sentence', () => {
    const at = (text: string) => patienceMs({ text, isCut: true }, 800)
    for (const text of ['Byl jsem tam, ale.', 'Chtěl bych jít na.', 'Protože?', 'Rád bych.', 'Ehm…']) assert.equal(at(text), 1600, text)
    for (const text of ['Moje sestra studuje.', 'Chtěl bych jít domů.', 'Mám tě rád moc.', 'Bojím se.', 'To je můj.']) assert.equal(at(text), 800, text)
    for (const text of ['Kde to je?', 'Pojďme domů!', 'Ano.', 'Děkuju.']) assert.equal(at(text), 560, text)
  })

  it('lies between bounds, whatever is set', () => {
    fc.assert(fc.property(fc.integer({ min: silenceMsMin, max: silenceMsMax }), fc.constantFrom(null, 'a', 'Jdu domů.', 'Jdu'), (silenceMs, text) => {
      const ms = patienceMs({ text, isCut: false }, silenceMs)
      return ms >= silenceMsMin && ms <= 4000
    }))
  })
})

describe('a sentence that was taken for two', () => {
  it('is one again', () => {
    for (const [first, second, whole] of [
      ['Dala bych si kávu, ale.', 'Bez cukru, prosím.', 'Dala bych si kávu, ale bez cukru, prosím.'],
      ['Moje sestra studuje', 'Medicínu.', 'Moje sestra studuje medicínu.'],
      ['No…', 'ČD mají zpoždění.', 'No ČD mají zpoždění.'],
      ['Bydlím v', 'Praze.', 'Bydlím v Praze.'],
      ['Mám psa.', 'Jmenuje se Rek.', 'Mám psa. Jmenuje se Rek.'],
      ['Mám psa, ale', '', 'Mám psa, ale'],
    ] as const) assert.equal(joined(first, second, (word) => word === 'medicínu'), whole)
  })
})

describe('a pause', () => {
  const run = (...frames: readonly (readonly [isVoiced: boolean, ms: number] | string)[]) => {
    let state = quiet
    const happened: string[] = []
    let atMs = 0
    for (const each of frames) {
      if (typeof each === 'string') state = heardWords(state, each, true).state
      else for (let ms = 0; ms < each[1]; ms += 20) {
        const taken = heardFrame(state, { isVoiced: each[0], ms: 20, over: 'silent' }, 800)
        atMs += 20
        state = taken.state
        happened.push(...taken.happened.map((name) => `${name} ${atMs}`))
      }
    }
    return { happened, state }
  }

  it('begins after a silence that no word has, and ends with a voice or the utterance', () => {
    assert.deepEqual(run([true, 400], [false, 400], [true, 300], [false, 800]).happened, ['began 60', 'paused 660', 'went-on 860', 'paused 1360', 'ended 1900'])
  })

  it('is not ended by a click', () => assert.deepEqual(run([true, 400], [false, 400], [true, 40], [false, 800]).happened, ['began 60', 'paused 660', 'ended 1640']))

  it('is none after a knock', () => assert.deepEqual(run([true, 80], [false, 800]).happened, ['began 60', 'dropped 880']))

  it('is longer after words that something must follow, until the learner goes on', () => {
    assert.deepEqual(run([true, 400], [false, 300], 'Byl jsem tam, ale.', [false, 1400]).happened.at(-1), 'ended 2000')
    assert.deepEqual(run([true, 400], [false, 300], 'Byl jsem tam, ale.', [true, 200], [false, 1000]).happened.at(-1), 'ended 1700')
    assert.deepEqual(run([true, 400], [false, 300], [true, 200], 'Byl jsem tam, ale.', [false, 1000]).happened.at(-1), 'ended 1700', 'what comes too late is nothing')
  })

  it('does not make a recogniser one that gives words before the end', () => {
    assert.equal(run([true, 400], [false, 300], 'Ano.').state.streams, false)
    assert.equal(run('Ano.').state.streams, false)
  })
})

/** Voice or none for some frames, or words. */
const moment = fc.oneof(
  { weight: 6, arbitrary: fc.record({ isVoiced: fc.boolean(), frames: fc.integer({ min: 1, max: 80 }), over: fc.constantFrom('silent' as const, 'awaited' as const, 'sounding' as const) }) },
  { weight: 1, arbitrary: fc.constantFrom('jo', 'aha', 'Počkej prosím', 'Mám rád, ale', 'Jdu domů.', '') },
)

describe('whatever is heard', () => {
  it('utterances begin and end in turn, and a tutor that was held is resumed or interrupted', () => {
    fc.assert(fc.property(fc.array(moment, { maxLength: 60 }), fc.integer({ min: 300, max: 3000 }), (moments, silenceMs) => {
      let state = quiet
      const happened: Happening[] = []
      for (const each of moments) {
        for (let frame = 0; frame < (typeof each === 'string' ? 1 : each.frames); frame += 1) {
          const taken = typeof each === 'string' ? heardWords(state, each, each.endsWith('.')) : heardFrame(state, { isVoiced: each.isVoiced, ms: 20, over: each.over }, silenceMs)
          state = taken.state
          happened.push(...taken.happened)
        }
      }
      const utterances = happened.filter((name) => name === 'began' || name === 'ended' || name === 'dropped')
      for (const [at, name] of utterances.entries()) assert.equal(name === 'began', at % 2 === 0, happened.join(' '))
      // Within an utterance, who pauses goes on before they pause again.
      const breaths = happened.filter((name) => ['began', 'paused', 'went-on'].includes(name)).join(' ')
      assert.doesNotMatch(breaths, /paused paused|went-on went-on|began went-on|^paused|^went-on/)
      // Each hold is followed by one of its ends before the next, and nothing is resumed or interrupted unheld.
      assert.doesNotMatch(happened.join(' '), /held( (?!resumed|interrupted)\w+)* held/)
      assert.doesNotMatch(happened.filter((name) => name === 'held' || name === 'resumed').join(' '), /^resumed|resumed resumed/)
      if (state.phase === 'quiet') assert.notEqual(happened.filter((name) => ['held', 'resumed', 'interrupted'].includes(name)).at(-1), 'held')
      return true
    }), { numRuns: 200 })
  })
})
