import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Ear, Listening } from '../../src/ports/ear.ts'
import type { LanguageModel } from '../../src/ports/language-model.ts'
import type { SpeechToText } from '../../src/ports/speech-to-text.ts'
import type { TextToSpeech } from '../../src/ports/text-to-speech.ts'
import { speech } from '../../src/tutor/speech.ts'
import { stopwatch } from '../../src/tutor/stopwatch.ts'
import type { Tutor, TurnEvent, Utterance } from '../../src/tutor/tutor.ts'
import { givenClock } from '../given-clock.ts'
import { correctionOf } from '../rehearsal.ts'

const never = new AbortController().signal

describe('a turn’s stopwatch', () => {
  it('tells what providers took from what the tutor added', async () => {
    const clock = givenClock()
    const hearing: SpeechToText = { name: 'h', async *transcribe(pcm) { for await (const _ of pcm) clock.pass(100); clock.pass(150); yield { text: 'Ahoj', final: true } } }
    const mind: LanguageModel = { name: 'm', async *write() { clock.pass(200); yield { type: 'text', text: 'A' }; clock.pass(10); yield { type: 'text', text: 'ha. ' }; clock.pass(40) } }
    const voice: TextToSpeech = { name: 'v', voice: 'v', sampleRateHz: 16_000, async *speak() { clock.pass(100); yield { pcm: new Int16Array(1), words: [] }; clock.pass(50) } }
    const ear: Ear = { name: 'e', check: async ({ text }) => (clock.pass(30), correctionOf(text)) }
    const saying = speech()
    const watch = stopwatch({ hearing, mind, voice, ear, clock } as unknown as Tutor, { said: { speech: saying } } as unknown as Utterance)
    const note = (type: string) => watch.note({ type } as TurnEvent)

    saying.add(new Uint8Array(2))
    saying.add(new Uint8Array(2))
    saying.end(800)
    const heard = watch.tutor.hearing!.transcribe(saying, { language: 'cs', signal: never })[Symbol.asyncIterator]()
    await heard.next()
    clock.pass(2)
    note('heard')
    const written = watch.tutor.mind.write({} as never, { signal: never })[Symbol.asyncIterator]()
    await written.next()
    await written.next()
    note('said')
    clock.pass(3)
    const spoken = watch.tutor.voice!.speak('Aha.', {} as never)[Symbol.asyncIterator]()
    await spoken.next()
    clock.pass(1)
    note('sounding')
    await watch.tutor.ear.check({ text: 'Ahoj' } as Listening, { signal: never })
    await written.next()
    await spoken.next()
    note('spoken')
    note('corrected')

    assert.equal(watch.timing('storing').storing.endedMs, null)
    clock.pass(9)
    const timing = watch.timing('stored')
    assert.equal(timing.silenceMs, 800)
    assert.deepEqual(timing.transcription, { beganMs: 0, endedMs: 350 })
    assert.deepEqual(timing.writing, { beganMs: 352, firstMs: 552, firstSentenceMs: 562, endedMs: 736 })
    assert.deepEqual(timing.voice, { beganMs: 565, firstMs: 665, endedMs: 786 })
    assert.deepEqual([timing.firstSoundMs, timing.lastSoundMs, timing.correcting, timing.storing], [666, 786, { beganMs: 666, endedMs: 786 }, { beganMs: 786, endedMs: 795 }])
    assert.deepEqual([timing.providersMs, timing.ownMs], [350 + 210 + 100, 6])
  })

  it('counts nothing of what was understood while it was waited for the end of a silence', async () => {
    const clock = givenClock()
    const hearing: SpeechToText = { name: 'h', async *transcribe() { clock.pass(150); yield { text: 'Ahoj', final: true } } }
    const saying = speech()
    const watch = stopwatch({ hearing, mind: {}, voice: null, ear: {}, clock } as unknown as Tutor, { said: { speech: saying } } as unknown as Utterance)
    for (let take = 0; take < 2; take += 1) await Array.fromAsync(watch.tutor.hearing!.transcribe(saying, { language: 'cs', signal: never }))
    clock.pass(400)
    saying.end(800)
    await saying.ended
    clock.pass(5)
    watch.note({ type: 'sounding' } as TurnEvent)
    const timing = watch.timing('storing')
    assert.deepEqual([timing.transcription, timing.providersMs, timing.ownMs], [{ beganMs: -700, endedMs: -400 }, 0, 5])
  })

  it('of a turn in writing that does not sound has no more than there was', () => {
    const clock = givenClock()
    const watch = stopwatch({ hearing: null, voice: null, mind: { name: 'm' }, ear: { name: 'e' }, clock } as unknown as Tutor, { said: { text: 'Ahoj' } } as unknown as Utterance)
    clock.pass(5)
    watch.note({ type: 'corrected', corrections: null })
    const { transcription, firstSoundMs, ownMs, correcting, silenceMs, providersMs } = watch.timing('stored')
    assert.deepEqual([transcription, firstSoundMs, ownMs, correcting, silenceMs, providersMs], [{ beganMs: null, endedMs: null }, null, null, { beganMs: null, endedMs: 5 }, null, 0])
  })
})
