import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { sql } from 'kysely'
import type { Timing } from '../../src/domain/timing.ts'
import type { TextToSpeech } from '../../src/ports/text-to-speech.ts'
import { forever, mindSaying, rehearsedVoice, soundMs } from '../rehearsal.ts'
import { openStage, take, utteranceOf, type Stage } from './stage.ts'

let stage: Stage
before(async () => {
  stage = await openStage()
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
