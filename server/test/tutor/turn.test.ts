import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { codeOf } from '../../src/domain/failure.ts'
import type { LearnerId } from '../../src/domain/identity.ts'
import type { Ear } from '../../src/ports/ear.ts'
import type { SpeechToText } from '../../src/ports/speech-to-text.ts'
import type { TextToSpeech } from '../../src/ports/text-to-speech.ts'
import { takeTurn } from '../../src/tutor/turn.ts'
import { correctionOf, forever, gate, mindSaying, mindWriting, rehearsedEar, rehearsedVoice, soundMs } from '../rehearsal.ts'
import { assertLedger, ledgerOf, methods, openStage, take, utteranceOf, type Stage } from './stage.ts'

let stage: Stage
let learnerId: LearnerId
before(async () => {
  stage = await openStage()
  learnerId = await stage.newLearner()
})
after(() => stage.close())

const parts = (turn: { readonly degraded: readonly { readonly part: string }[] } | null) => turn?.degraded.map(({ part }) => part)

describe('a turn', () => {
  it('is heard, said, spoken, corrected and remembered, each sentence said before it is spoken', async () => {
    const { types, events, turn } = await take(stage, stage.tutor(), utteranceOf(learnerId, 'Já jdu do škola.'))
    assert.equal(types[0], 'heard')
    assert.equal(types.at(-1), 'remembered')
    assert.deepEqual(types.slice(1, -1).toSorted(), ['corrected', 'said', 'said', 'spoken', 'spoken'])
    for (const sentence of [0, 1]) {
      const said = events.findIndex((event) => event.type === 'said' && event.sentence === sentence)
      const spoken = events.findIndex((event) => event.type === 'spoken' && event.sentence === sentence)
      assert.ok(said >= 0 && said < spoken, `sentence ${sentence} is said at ${said} and spoken at ${spoken}`)
    }
    assert.equal(turn?.transcript, 'Já jdu do škola.')
    assert.deepEqual(turn?.reply?.sentences.map(({ text, translation, sound }) => [text, translation, sound?.durationMs]), [['Aha!', '(Aha!)', soundMs], ['A co tam budeš dělat?', '(A co tam budeš dělat?)', soundMs]])
    assert.equal(turn?.corrections?.corrected, 'Já jdu do školy.')
    assert.equal(turn?.corrections?.score, 75)
    assert.deepEqual(turn?.degraded, [])
    assert.deepEqual([turn?.cost?.tutor, turn?.cost?.heardBy, turn?.cost?.spokenBy], ['rehearsed-mind', null, 'rehearsed-voice'])
  })

  it('keeps every sound that it names', async () => {
    const { turn } = await take(stage, stage.tutor(), utteranceOf(learnerId, 'Dobrý den.'))
    for (const { sound } of turn!.reply!.sentences) assert.ok((await stage.store.sounds.find(sound!.soundId))!.bytes.length > 0)
  })

  it('is answered in the light of what was said and heard before', async () => {
    const somebody = await stage.newLearner()
    await take(stage, stage.tutor(), utteranceOf(somebody, 'Dobrý den.'))
    const mind = mindSaying('Tak jo.')
    await take(stage, stage.tutor({ mind }), utteranceOf(somebody, 'Jak se máš?'))
    assert.deepEqual(mind.prompts[0]?.exchanges.map((each) => [each.learner, each.tutor]), [['Dobrý den.', 'Aha! A co tam budeš dělat?']])
  })

  it('with the same key is the same turn, asked for nobody a second time', async () => {
    const utterance = utteranceOf(learnerId, 'Mám hlad.')
    const first = await take(stage, stage.tutor(), utterance)
    const mind = mindSaying('Nikdy.')
    const before = await ledgerOf(stage, learnerId)
    const again = await take(stage, stage.tutor({ mind, voice: null }), utterance)
    assert.deepEqual(again.types, ['remembered'])
    assert.deepEqual(again.turn, first.turn)
    assert.equal(mind.prompts.length, 0)
    assert.deepEqual(await ledgerOf(stage, learnerId), before)
  })

  it('with the same key and another body is refused', async () => {
    const utterance = utteranceOf(learnerId, 'Mám žízeň.')
    await take(stage, stage.tutor(), utterance)
    const { error, types } = await take(stage, stage.tutor(), { ...utterance, bodyHash: 'another' })
    assert.equal(codeOf(error), 'conflict')
    assert.deepEqual(types, [])
  })

  it('that another process runs is waited for, and is the same turn', async () => {
    const somebody = await stage.newLearner()
    const utterance = utteranceOf(somebody, 'Já jdu do škola.')
    const slow = mindSaying(() => stage.clock.sleep(5_000), 'Aha!')
    const twin = mindSaying('Nikdy.')
    const [first, second] = await Promise.all([
      take(stage, stage.tutor({ mind: slow, owner: 'one' }), utterance),
      stage.settle().then(() => take(stage, stage.tutor({ mind: twin, owner: 'two' }), utterance)),
    ])
    assert.ok(first.turn)
    assert.deepEqual([second.types, second.turn], [['remembered'], first.turn])
    assert.equal(twin.prompts.length, 0)
    assertLedger(await ledgerOf(stage, somebody))
  })

  it('whose process died is run again when its lease has run out, under its own name', async () => {
    const somebody = await stage.newLearner()
    const utterance = utteranceOf(somebody, 'Já jdu do škola.')
    const dying = { ...stage.store, turns: { ...methods(stage.store.turns), finish: () => Promise.reject(new Error('dead')) } }
    const first = await take(stage, stage.tutor({ owner: 'dead', store: dying }), utterance)
    const heard = first.events.find((event) => event.type === 'heard')
    stage.clock.pass(30_000)
    const second = await take(stage, stage.tutor({ owner: 'alive' }), utterance)
    assert.equal(second.turn?.turnId, heard?.turnId)
    assertLedger(await ledgerOf(stage, somebody))
  })

  it('that is not begun before its end, as at shutdown, leaves no trace', async () => {
    const before = await ledgerOf(stage, learnerId)
    const ended = AbortSignal.abort()
    await assert.rejects(takeTurn(stage.tutor(), utteranceOf(learnerId, 'Pozdě.'), { turn: ended, voice: ended }, () => null).next(), (error) => codeOf(error) === 'unavailable')
    assert.deepEqual(await ledgerOf(stage, learnerId), before)
  })

  it('learns the learner’s grammatical gender from what was said', async () => {
    const somebody = await stage.newLearner()
    await take(stage, stage.tutor(), utteranceOf(somebody, 'Včera jsem byla doma.'))
    assert.equal((await stage.store.learners.find(somebody))?.settings.gender, 'feminine')
  })

  it('offers three new words, and each only once', async () => {
    const somebody = await stage.newLearner()
    const mind = mindSaying('Hospoda, kniha, vlak a okno.')
    const words = async () => (await take(stage, stage.tutor({ mind }), utteranceOf(somebody, 'Co vidíš?'))).turn?.newWords.map(({ word }) => word)
    assert.deepEqual(await words(), ['hospoda', 'kniha', 'vlak'])
    assert.deepEqual(await words(), ['okno'])
    assert.deepEqual(await words(), [])
  })

  it('in a scene goes on in it, and says what was reached', async () => {
    const somebody = await stage.newLearner()
    const conversationId = stage.clock.newId() as never
    await stage.store.conversations.open({
      conversationId, learnerId: somebody, key: null, bodyHash: '', nowMs: stage.clock.now(), opening: [],
      scene: { code: 'pub', phase: 'arriving', reached: [], done: false }, report: null, topic: null, mode: null,
    })
    const { turn } = await take(stage, stage.tutor(), utteranceOf(somebody, 'Dobrý den.', { conversationId }))
    assert.equal(turn?.scenario?.phase, 'ordering')
    assert.deepEqual(turn?.scenario?.objectives.map(({ done }) => done), [true, false])
  })
})

describe('the voice', () => {
  it('looks two sentences ahead, and never more', async () => {
    const begunMs: number[] = []
    const voice = rehearsedVoice(() => {
      begunMs.push(stage.clock.monotonicMs())
      return stage.clock.sleep(600)
    })
    const { turn, events } = await take(stage, stage.tutor({ mind: mindSaying('Jedna.', 'Dvě.', 'Tři.', 'Čtyři.'), voice }), utteranceOf(learnerId, 'Počítej.'))
    const beganMs = events[0]!.atMs
    assert.deepEqual(begunMs.map((ms) => ms - beganMs), [0, 0, 600, 600])
    assert.equal(voice.atOnce.most, 2)
    assert.ok(turn?.reply?.sentences.every(({ sound }) => sound))
  })

  it('that lags holds no words back', async () => {
    const door = gate()
    const voice = rehearsedVoice(() => door.passed())
    const { types } = await take(stage, stage.tutor({ mind: mindSaying('Raz.', 'Dva.', 'Tři.', 'Čtyři!'), voice }), utteranceOf(learnerId, 'Mluv.'), {
      on: (event) => { if (event.type === 'said' && event.sentence === 3) door.open() },
    })
    assert.deepEqual(types.filter((type) => type === 'said' || type === 'spoken'), ['said', 'said', 'said', 'said', 'spoken', 'spoken', 'spoken', 'spoken'])
  })

  it('does not wait for a correction', async () => {
    const door = gate()
    const { types } = await take(stage, stage.tutor({ ear: rehearsedEar(() => door.passed()) }), utteranceOf(learnerId, 'Já jdu do škola.'), {
      on: (event) => { if (event.type === 'spoken' && event.sentence === 1) door.open() },
    })
    assert.ok(types.indexOf('corrected') > types.lastIndexOf('spoken'))
  })

  it('that is missing never loses the words', async () => {
    const voice = rehearsedVoice(() => Promise.reject(new Error('no voice')))
    const { turn, events } = await take(stage, stage.tutor({ voice, mind: mindSaying('Ztratil jsem hlas.', 'Ale slova ne.') }), utteranceOf(learnerId, 'Kde jsi byl?'))
    assert.deepEqual(turn?.reply?.sentences.map(({ text, sound }) => [text, sound]), [['Ztratil jsem hlas.', null], ['Ale slova ne.', null]])
    assert.deepEqual(parts(turn), ['voice'])
    assert.equal(events.filter((event) => event.type === 'faltered').length, 1)
    assert.equal(turn?.cost?.spokenBy, null)
  })

  it('that is not there is not missed', async () => {
    for (const [parts, speak] of [[{ voice: null }, true], [{}, false]] as const) {
      const { turn, types } = await take(stage, stage.tutor(parts), utteranceOf(learnerId, 'Ticho.', { speak }))
      assert.ok(!types.includes('spoken'))
      assert.deepEqual(turn?.degraded, [])
    }
  })

  it('says a sentence it said before without making it again', async () => {
    const voice = rehearsedVoice()
    const mind = mindSaying('Tohle ještě nikdo neřekl.')
    await take(stage, stage.tutor({ voice, mind }), utteranceOf(learnerId, 'Řekni něco.'))
    const { turn } = await take(stage, stage.tutor({ voice, mind }), utteranceOf(learnerId, 'Ještě jednou.'))
    assert.equal(voice.begun.length, 1)
    assert.ok(turn?.reply?.sentences[0]?.sound)
  })

  it('that stands in for another is said as such, once, and named', async () => {
    const usual = rehearsedVoice()
    const standIn = { name: 'spare', voice: 'spare:1', sampleRateHz: 16_000 }
    const voice: TextToSpeech = { ...usual, async *speak(text, options) { for await (const chunk of usual.speak(text, options)) yield { ...chunk, by: standIn } } }
    const { turn } = await take(stage, stage.tutor({ voice, mind: mindSaying('Tohle ještě nezaznělo.', 'Ani tohle ne.') }), utteranceOf(learnerId, 'Kdo mluví?'))
    assert.deepEqual(parts(turn), ['voice'])
    assert.equal(turn?.cost?.spokenBy, 'spare')
    assert.ok(turn?.reply?.sentences.every(({ sound }) => sound !== null))
  })

  it('that stalls costs its sound at the deadline, and no words', async () => {
    const { turn } = await take(stage, stage.tutor({ mind: mindSaying('Stojí.', 'A stojí.', 'Pořád.'), voice: rehearsedVoice(forever) }), utteranceOf(learnerId, 'Haló?'))
    assert.deepEqual(turn?.reply?.sentences.map(({ text }) => text), ['Stojí.', 'A stojí.', 'Pořád.'])
    assert.ok(parts(turn)?.includes('voice'))
  })
})

describe('a correction', () => {
  it('that fails costs the corrections only', async () => {
    const { turn, types } = await take(stage, stage.tutor({ ear: rehearsedEar(() => Promise.reject(new TypeError('a bug'))) }), utteranceOf(learnerId, 'Já jdu do škola.'))
    assert.equal(turn?.corrections, null)
    assert.deepEqual(parts(turn), ['corrections'])
    assert.equal(types.filter((type) => type === 'spoken').length, 2)
  })

  it('by another ear than was asked is said as such, and counts', async () => {
    const ear: Ear = { name: 'the-usual-one', check: async ({ text }) => correctionOf(text) }
    const { turn } = await take(stage, stage.tutor({ ear }), utteranceOf(learnerId, 'Já jdu do škola.'))
    assert.deepEqual(parts(turn), ['corrections'])
    assert.notEqual(turn?.corrections, null)
  })

  it('that stalls is given up after ten seconds', async () => {
    const beganMs = stage.clock.monotonicMs()
    const { turn, events } = await take(stage, stage.tutor({ ear: { name: 'deaf', check: forever } }), utteranceOf(learnerId, 'Já jdu do škola.'))
    assert.equal(turn?.corrections, null)
    assert.equal(events.find(({ type }) => type === 'corrected')!.atMs - beganMs, 10_000)
    assert.equal(events.findLast(({ type }) => type === 'spoken')!.atMs, beganMs)
  })

  it('comes to the reply when it is there within 150 ms, and not later', async () => {
    for (const [afterMs, comes] of [[100, true], [149, true], [151, false]] as const) {
      const mind = mindWriting(async function* ({ correction }) {
        yield 'Aha!'
        const found = await correction
        yield found ? `Takže jdeš do ${found.findings[0]!.corrected}.` : 'Povídej dál.'
      })
      const { turn, events } = await take(stage, stage.tutor({ mind, ear: { name: 'slow', check: ({ text }) => stage.clock.sleep(afterMs).then(() => correctionOf(text)) } }), utteranceOf(learnerId, 'Já jdu do škola.'))
      assert.equal(turn?.reply?.sentences[1]?.text, comes ? 'Takže jdeš do školy.' : 'Povídej dál.')
      const [first, second] = events.filter(({ type }) => type === 'said')
      assert.equal(second!.atMs - first!.atMs, Math.min(afterMs, 150))
      assert.equal(turn?.corrections?.score, 75)
    }
  })

  it('holds nothing against a speaker that only writing shows', async () => {
    const spoken = await take(stage, stage.tutor(), utteranceOf(learnerId, '', { said: { recording: Buffer.from('To je můj velky pes.') } }))
    const typed = await take(stage, stage.tutor(), utteranceOf(learnerId, 'To je můj velky pes.'))
    assert.deepEqual([spoken, typed].map(({ turn }) => turn?.corrections?.mistakes.map(({ counted }) => counted)), [[false], [true]])
    assert.equal(spoken.turn?.corrections?.score, 100)
  })
})

describe('an interruption', () => {
  it('keeps what had sounded, and the next prompt holds only that', async () => {
    const somebody = await stage.newLearner()
    let heardMs = 0
    const { turn } = await take(stage, stage.tutor({ mind: mindSaying('První věta.', 'Druhá věta.', forever, 'Nikdy.') }), utteranceOf(somebody, 'Povídej.', { acknowledged: true }), {
      heardMs: () => heardMs,
      on: (event, { interrupt }) => {
        if (event.type !== 'spoken' || event.sentence !== 1) return
        heardMs = soundMs + 450
        interrupt()
      },
    })
    assert.deepEqual(turn?.reply?.sentences.map(({ text }) => text), ['První věta.', 'Druhá věta.'])
    assert.deepEqual(turn?.degraded, [])
    assert.equal(turn?.corrections?.score, 100)
    const mind = mindSaying('Dobře.')
    await take(stage, stage.tutor({ mind }), utteranceOf(somebody, 'Počkej!'))
    assert.deepEqual(mind.prompts[0]?.exchanges.map((each) => [each.learner, each.tutor]), [['Povídej.', 'První věta. Druhá…']])
  })

  it('drops what was written and never sounded', async () => {
    const { turn } = await take(stage, stage.tutor({ mind: mindSaying('Slyšíš mě?', 'Tohle už ne.'), voice: rehearsedVoice((text) => (text === 'Tohle už ne.' ? forever() : undefined)) }), utteranceOf(learnerId, 'Haló.'), {
      on: (event, { interrupt }) => { if (event.type === 'spoken') interrupt() },
    })
    assert.deepEqual(turn?.reply?.sentences.map(({ text }) => text), ['Slyšíš mě?'])
    assert.deepEqual(turn?.degraded, [])
  })

  it('loses no playback that is acknowledged while the turn is being kept', async () => {
    const somebody = await stage.newLearner()
    let heardMs = 100
    const turns: typeof stage.store.turns = { ...methods(stage.store.turns), finish: async (outcome) => { const kept = await stage.store.turns.finish(outcome); heardMs = 2 * soundMs; return kept } }
    await take(stage, stage.tutor({ store: { ...stage.store, turns } }), utteranceOf(somebody, 'Povídej.', { acknowledged: true }), { heardMs: () => heardMs })
    const mind = mindSaying('Dobře.')
    await take(stage, stage.tutor({ mind }), utteranceOf(somebody, 'Dál.'))
    assert.equal(mind.prompts[0]?.exchanges[0]?.tutor, 'Aha! A co tam budeš dělat?')
  })
})

describe('the mind', () => {
  it('that hands over voids the sentence it had begun, and the reply says who answered', async () => {
    const mind = mindSaying({ type: 'text', text: 'Hotovo. Tohle je nedokonč' }, { type: 'author', by: 'stand-in', instead: { provider: 'rehearsed-mind', fault: 'broken' } }, { type: 'text', text: 'Celá věta.' })
    const { turn } = await take(stage, stage.tutor({ mind }), utteranceOf(learnerId, 'Kdo je tam?'))
    assert.deepEqual(turn?.reply?.sentences.map(({ text }) => text), ['Hotovo.', 'Celá věta.'])
    assert.equal(turn?.cost?.tutor, 'stand-in')
    assert.deepEqual(turn?.degraded, [{ part: 'tutor', reason: 'The model did not answer (broken), so another one did.' }])
  })

  it('that breaks off keeps what it said, and says so', async () => {
    const mind = mindSaying('Celá věta.', { type: 'text', text: 'A půl' }, () => Promise.reject(new Error('broken')))
    const { turn } = await take(stage, stage.tutor({ mind }), utteranceOf(learnerId, 'Tak co?'))
    assert.deepEqual(turn?.reply?.sentences.map(({ text }) => text), ['Celá věta.'])
    assert.deepEqual(parts(turn), ['tutor'])
  })

  it('that says nothing at all is said to have broken off', async () => {
    const { turn } = await take(stage, stage.tutor({ mind: mindSaying() }), utteranceOf(learnerId, 'Je tu někdo?'))
    assert.deepEqual(turn?.reply, { sentences: [] })
    assert.deepEqual(parts(turn), ['tutor'])
  })

  it('that never stops is stopped after twenty sentences', async () => {
    let written = 0
    const mind = mindWriting(function* () { while ((written += 1) <= 1000) yield `Věta číslo ${written}.` })
    const voice = rehearsedVoice()
    const { turn } = await take(stage, stage.tutor({ mind, voice }), utteranceOf(learnerId, 'Mluv pořád.'))
    assert.equal(turn?.reply?.sentences.length, 20)
    assert.ok(written <= 22, `${written} sentences were asked for`)
    assert.equal(voice.begun.length, 20)
  })

  it('writes nothing that no database keeps', async () => {
    const { turn } = await take(stage, stage.tutor({ mind: mindSaying({ type: 'text', text: 'Nula\0 a půl \ud83d znaku.' }, 'Další\0 věta.') }), utteranceOf(learnerId, 'Co je?'))
    assert.deepEqual(turn?.reply?.sentences.map(({ text }) => text), ['Nula a půl \ufffd znaku.', 'Další věta.'])
  })

  it('that stalls leaves the turn to its deadline, which keeps all else and says what is missing', async () => {
    const { turn } = await take(stage, stage.tutor({ mind: mindSaying('Začnu…', forever) }), utteranceOf(learnerId, 'Já jdu do škola.'))
    assert.deepEqual(turn?.reply?.sentences.map(({ text }) => text), ['Začnu…'])
    assert.ok(parts(turn)?.includes('tutor'))
    assert.equal(turn?.cost?.tutor, 'rehearsed-mind')
    assertLedger(await ledgerOf(stage, learnerId))
  })
})

describe('a recording', () => {
  const recorded = (text: string) => utteranceOf(learnerId, text, { said: { recording: Buffer.from(text) } })

  it('is heard as it is understood, and kept as it was said', async () => {
    const { types, turn } = await take(stage, stage.tutor(), recorded('Já jdu do škola.'))
    assert.deepEqual(types.slice(0, 2), ['hearing', 'heard'])
    assert.equal(turn?.transcript, 'Já jdu do škola.')
    assert.equal(turn?.spoken, true)
    assert.equal(turn?.cost?.heardBy, 'rehearsed-hearing')
  })

  for (const [what, text, code] of [['is no audio', '?', 'unsupported'], ['is silent', '~', 'unheard'], ['is too long', '+', 'too-large'], ['holds no words', '  ', 'unheard']] as const)
    it(`that ${what} is refused and leaves no trace`, async () => {
      const before = await ledgerOf(stage, learnerId)
      const { error, turn } = await take(stage, stage.tutor(), recorded(text))
      assert.equal(codeOf(error), code)
      assert.equal(turn, null)
      assert.deepEqual(await ledgerOf(stage, learnerId), before)
    })

  it('that is wrong is told before what is missing here', async () => {
    const deaf = stage.tutor({ hearing: null })
    assert.equal(codeOf((await take(stage, deaf, recorded('?'))).error), 'unsupported')
    const { error } = await take(stage, deaf, recorded('Dobrý den.'))
    assert.equal(codeOf(error), 'unavailable')
    assert.match((error as Error).message, /MLUV_STT_URL/)
  })

  it('that is understood only after the deadline is not taken for silence', async () => {
    const hearing: SpeechToText = {
      name: 'slow',
      async *transcribe(_, { signal }) {
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
        yield { text: '', final: true }
      },
    }
    const { error } = await take(stage, stage.tutor({ hearing }), recorded('Dobrý den.'))
    assert.equal(codeOf(error), 'unavailable')
  })

  it('longer than two thousand characters is cut between characters', async () => {
    const { turn } = await take(stage, stage.tutor({ hearing: { name: 'long', async *transcribe() { yield { text: 'a'.repeat(1999) + '😀😀', final: true } } } }), recorded('…'))
    assert.equal(turn?.transcript.length, 2000)
    assert.ok(turn?.transcript.isWellFormed())
  })
})
