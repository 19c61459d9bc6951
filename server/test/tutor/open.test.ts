import assert from 'node:assert/strict'
import { fileURLToPath } from 'node:url'
import { after, before, describe, it } from 'node:test'
import { loadContent } from '../../src/adapters/content.ts'
import { codeOf } from '../../src/domain/failure.ts'
import type { Learner } from '../../src/domain/learner.ts'
import type { Content } from '../../src/ports/content.ts'
import { open, type Opened } from '../../src/tutor/open.ts'
import type { Tutor } from '../../src/tutor/tutor.ts'
import { forever, rehearsedAudio, rehearsedVoice } from '../rehearsal.ts'
import { openStage, type Stage } from './stage.ts'

let stage: Stage
let content: Content
let learner: Learner
before(async () => {
  content = await loadContent(fileURLToPath(new URL('../../content', import.meta.url)))
  stage = await openStage()
  learner = (await stage.store.learners.find(await stage.newLearner({ motherTongue: 'uk' })))!
})
after(() => stage.close())

const asked = { scenario: null, topic: null, mode: null, choice: 0 }

async function opened(parts: Partial<Tutor>, more: Partial<Parameters<typeof open>[2]> = {}): Promise<Opened> {
  const opening = open({ ...stage.tutor({ content, ...parts }), cards: stage.store.cards }, learner, { ...asked, ...more })
  await stage.passUntil(opening)
  return opening
}

describe('an opening', () => {
  it('is spoken, translated, and ends with a question, whichever is chosen', async () => {
    for (let choice = 0; choice < 8; choice += 1) {
      const { opening, scene, report } = await opened({}, { choice })
      assert.ok(opening.length > 0 && opening.every(({ sound, translation }) => sound !== null && translation !== null))
      assert.match(opening.at(-1)!.text, /\?$/)
      assert.deepEqual([scene, report], [null, null])
    }
  })

  it('is spoken gently to whom the flag has it', async () => {
    const [voice, speeds] = [rehearsedVoice(), [] as number[]]
    const noted: Tutor['voice'] = { ...voice, voice: 'noted', speak: (text, options) => (speeds.push(options.speed), voice.speak(text, options)) }
    for (const variant of ['off', 'on'] as const) await opened({ voice: noted, variantsOf: () => ({ 'gentle-voice': variant }) })
    assert.deepEqual([...new Set(speeds)], [1, 0.8])
  })

  it('of a scenario begins its scene, and says what to do in it', async () => {
    for (const [code, scenario] of content.in('cs').scenarios) {
      const { opening, scene, report } = await opened({}, { scenario: code })
      assert.equal(opening.length, scenario.opening.length)
      assert.deepEqual([scene?.code, scene?.phase, scene?.reached], [code, scenario.phases[0]!.code, []])
      assert.ok(report!.objectives.length > 0 && report!.objectives.every(({ done }) => !done))
    }
  })

  it('on a topic leads to it', async () => {
    for (const [topic, { ask }] of content.in('cs').smallTalk.topics) assert.ok(ask.some(({ cs }) => cs.includes('?')) && (await opened({}, { topic })).opening.at(-1)!.text.endsWith('?'), topic)
  })

  it('of what there is not is refused', async () => {
    for (const more of [{ scenario: 'moon' }, { topic: 'moon' }]) await assert.rejects(opened({}, more), (error) => codeOf(error) === 'invalid')
  })

  it('is shown without its sound rather than waited for longer than three seconds', async () => {
    for (const parts of [{ voice: rehearsedVoice(forever) }, { audio: { ...rehearsedAudio(), encode: forever } }, { voice: null }]) {
      const beganMs = stage.clock.monotonicMs()
      const { keep, find } = stage.store.sounds
      const { opening } = await opened({ ...parts, store: { ...stage.store, sounds: { keep, find, recall: async () => null } } })
      assert.ok(opening.length > 0 && opening.every(({ sound }) => sound === null))
      assert.ok(stage.clock.monotonicMs() - beganMs <= 3000)
    }
  })
})
