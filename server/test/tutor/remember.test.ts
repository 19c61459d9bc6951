import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { sql } from 'kysely'
import type { Variants } from '../../src/domain/flag.ts'
import type { LearnerId } from '../../src/domain/identity.ts'
import type { Learner } from '../../src/domain/learner.ts'
import type { Timing } from '../../src/domain/timing.ts'
import type { TextToSpeech } from '../../src/ports/text-to-speech.ts'
import { pronounce } from '../../src/tutor/pronounce.ts'
import { forever, mindSaying, rehearsedVoice, soundMs } from '../rehearsal.ts'
import { openStage, take, utteranceOf, type Stage } from './stage.ts'

let stage: Stage
let learnerId: LearnerId
before(async () => {
  stage = await openStage()
  learnerId = await stage.newLearner()
})
after(() => stage.close())

describe('an interruption', () => {
  it('within a sentence that is still being made keeps what had begun to sound of it', async () => {
    const somebody = await stage.newLearner()
    let heardMs = 0
    const halves: TextToSpeech = { ...rehearsedVoice(), async *speak(text, options) {
      let at = 0
      for await (const chunk of rehearsedVoice().speak(text, options)) {
        if (text === 'Druhá dlouhá věta.' && (at += 1) > 1) await forever()
        yield chunk
      }
    } }
    const { turn } = await take(stage, stage.tutor({ mind: mindSaying('Jenom první.', 'Druhá dlouhá věta.'), voice: halves }), utteranceOf(somebody, 'Povídej.', { acknowledged: true, inPieces: true }), {
      heardMs: () => heardMs,
      on: (event, { interrupt }) => {
        if (event.type !== 'sounding' || event.sentence !== 1) return
        heardMs = soundMs + 300
        interrupt()
      },
    })
    assert.deepEqual(turn?.reply?.sentences.map(({ text, sound }) => [text, sound !== null]), [['Jenom první.', true], ['Druhá…', false]])
  })
})

describe('what is kept of a turn', () => {
  it('is how long its stages took, too', async () => {
    const mind = mindSaying(() => stage.clock.sleep(200), 'Aha!', () => stage.clock.sleep(100), 'A co tam budeš dělat?')
    const voice = rehearsedVoice(() => stage.clock.sleep(50))
    const { turn } = await take(stage, stage.tutor({ mind, voice }), utteranceOf(await stage.newLearner(), 'Já jdu do škola.'))
    const { rows } = await sql<{ timing: Timing }>`select timing from turns where turn_id = ${turn!.turnId}::uuid`.execute(stage.database.database.kysely)
    const { writing, firstSoundMs, lastSoundMs, providersMs, ownMs, silenceMs, correcting, storing } = rows[0]!.timing
    assert.deepEqual([writing.firstMs! - writing.beganMs!, writing.endedMs! - writing.beganMs!], [200, 300])
    assert.ok(correcting.endedMs! >= correcting.beganMs! && storing.beganMs! >= lastSoundMs! && storing.endedMs! >= storing.beganMs!, JSON.stringify({ correcting, storing }))
    assert.deepEqual([firstSoundMs! - writing.beganMs!, lastSoundMs! - firstSoundMs!, providersMs, ownMs, silenceMs], [250, 100, 250, firstSoundMs! - 250, null])
  })
})

/** A voice that notes how fast it is to speak. */
function noted(): { readonly voice: TextToSpeech; readonly speeds: number[] } {
  const [voice, speeds] = [rehearsedVoice(), [] as number[]]
  return { speeds, voice: { ...voice, speak: (text, options) => (speeds.push(options.speed), voice.speak(text, options)) } }
}
const keptOf = async (turnId: string) => (await stage.database.database.kysely.selectFrom('turns').select('variants').where('turn_id', '=', turnId).executeTakeFirstOrThrow()).variants
const both: Variants = { 'reply-length': 'short', 'gentle-voice': 'on' }

describe('a turn of somebody who has other variants than usual', () => {
  it('is answered and spoken as those have it, and keeps which they were', async () => {
    const [mind, { voice, speeds }] = [mindSaying('Tak jo.'), noted()]
    const asked: Learner[] = []
    const { turn } = await take(stage, stage.tutor({ mind, voice, variantsOf: (learner) => (asked.push(learner), both) }), utteranceOf(learnerId, 'Mám rád pivo.'))
    assert.deepEqual([mind.prompts.map(({ length, settings }) => [length, settings.voiceSpeed]), speeds], [[['short', 1]], [0.8]])
    assert.deepEqual(await keptOf(turn!.turnId), both)
    assert.deepEqual(asked.map((each) => [each.learnerId, each.plan]), [[learnerId, 'standard']])
  })

  it('has those with which it began, whatever is changed meanwhile', async () => {
    let at = 0
    const variantsOf = (): Variants => ((at += 1) === 1 ? both : {})
    const { turn } = await take(stage, stage.tutor({ variantsOf }), utteranceOf(learnerId, 'A taky víno.'))
    assert.deepEqual(await keptOf(turn!.turnId), both)
  })

  it('has the same in a sentence that is said to be repeated', async () => {
    const { voice, speeds } = noted()
    const said = pronounce(stage.tutor({ voice, variantsOf: () => both }), (await stage.store.learners.find(learnerId))!, 'Dneska je hezky.')
    await stage.passUntil(said)
    assert.deepEqual(speeds, [0.8])
  })
})

describe('a turn of somebody for whom nothing is rolled out', () => {
  it('is as it always was, and keeps nothing of it', async () => {
    const [mind, { voice, speeds }] = [mindSaying('Tak to ne.'), noted()]
    const { turn } = await take(stage, stage.tutor({ mind, voice }), utteranceOf(learnerId, 'Prší.'))
    assert.deepEqual([mind.prompts[0]?.length, speeds, await keptOf(turn!.turnId)], ['usual', [1], null])
  })
})
