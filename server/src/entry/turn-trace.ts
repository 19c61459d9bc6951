/** A turn and its stages, recorded as they go on: around the turn and around what the tutor is made of, of which neither knows. */
import type { TurnStage } from '../domain/span.ts'
import type { Trace, What } from '../ports/trace.ts'
import type { Take } from '../tutor/live-turns.ts'
import type { Tutor, TurnEvent } from '../tutor/tutor.ts'

/** The same, where nothing is recorded. */
export function staged(tutor: Tutor, trace: Trace | null): Tutor {
  if (!trace) return tutor
  const { hearing, mind, voice, ear, audio, store } = tutor
  return {
    ...tutor,
    hearing: hearing && { ...hearing, transcribe: (pcm, options) => trace.reading(stage('hear'), () => hearing.transcribe(pcm, options)) },
    mind: { ...mind, write: (prompt, options) => trace.reading(stage('reply'), () => mind.write(prompt, options)) },
    voice: voice && { ...voice, speak: (text, options) => trace.reading(stage('speak'), () => voice.speak(text, options)) },
    ear: { ...ear, check: (listening, options) => trace.during(stage('correct'), () => ear.check(listening, options)) },
    audio: { ...audio, decode: (recording, options) => trace.during(stage('decode'), () => audio.decode(recording, options)) },
    store: {
      ...store,
      turns: {
        ...store.turns,
        claim: (claiming) => trace.during(stage('keep'), () => store.turns.claim(claiming)),
        finish: (outcome) => trace.during(stage('remember'), () => store.turns.finish(outcome)),
      },
    },
  }
}

const stage = (name: TurnStage): What => ({ kind: 'stage', name })

export function tracedTurns(take: Take, trace: Trace | null): Take {
  if (!trace) return take
  return (utterance, signals, heardMs) => trace.reading({ kind: 'turn', name: 'turn' }, () => named(take(utterance, signals, heardMs), trace))
}

async function* named(events: AsyncIterable<TurnEvent>, trace: Trace): AsyncGenerator<TurnEvent> {
  for await (const event of events) {
    if (event.type === 'heard') trace.ofTurn(event.turnId)
    yield event
  }
}
