/**
 * When each stage of a turn began and ended, from the moment the learner had said all: what providers took, and what the tutor's own
 * share is. Knows moments and no words.
 */
import type { Timing } from '../domain/timing.ts'
import type { Ear } from '../ports/ear.ts'
import type { LanguageModel } from '../ports/language-model.ts'
import type { SpeechToText } from '../ports/speech-to-text.ts'
import type { TextToSpeech } from '../ports/text-to-speech.ts'
import type { Tutor, TurnEvent, Utterance } from './tutor.ts'

type Mark = 'spoken' | 'hearingAsked' | 'hearingDone' | 'heard' | 'mindAsked' | 'mindBegun' | 'mindDone' | 'said' | 'voiceAsked' | 'voiceBegun' | 'voiceDone' | 'sounding' | 'sounded' | 'earAsked' | 'corrected' | 'storing' | 'stored'

export type Stopwatch = {
  /** The tutor, with its providers watched. */
  readonly tutor: Tutor
  /** Notes when it happened. */
  note(event: TurnEvent): void
  /** As of now, when the turn is about to be stored, or is stored. */
  timing(stage: 'storing' | 'stored'): Timing
}

export function stopwatch(tutor: Tutor, { said }: Utterance): Stopwatch {
  const { clock } = tutor
  const at = new Map<Mark, number>()
  const first = (mark: Mark) => void (at.has(mark) || at.set(mark, clock.monotonicMs()))
  const last = (mark: Mark) => void at.set(mark, clock.monotonicMs())
  if ('speech' in said) void said.speech.ended.then(() => first('spoken'))
  else first('spoken')

  return {
    tutor: {
      ...tutor,
      hearing: tutor.hearing && watchedHearing(tutor.hearing, first, last),
      mind: watchedMind(tutor.mind, first),
      voice: tutor.voice && watchedVoice(tutor.voice, first, last),
      ear: watchedEar(tutor.ear, first),
    },
    note({ type }) {
      if (type === 'heard' || type === 'said' || type === 'corrected') first(type)
      if (type === 'sounding' || type === 'spoken') {
        first('sounding')
        last('sounded')
      }
    },
    timing(stage) {
      first(stage)
      return timingOf(at, 'speech' in said ? said.speech.silentMs : null)
    },
  }
}

type Watch = (mark: Mark) => void

const watchedHearing = (hearing: SpeechToText, first: Watch, last: Watch): SpeechToText => ({
  ...hearing,
  async *transcribe(pcm, options) {
    first('hearingAsked')
    for await (const transcript of hearing.transcribe(pcm, options)) {
      if (transcript.final) last('hearingDone')
      yield transcript
    }
  },
})

const watchedMind = (mind: LanguageModel, first: Watch): LanguageModel => ({
  ...mind,
  async *write(prompt, options) {
    first('mindAsked')
    for await (const piece of mind.write(prompt, options)) {
      if (piece.type === 'text' || piece.type === 'sentence') first('mindBegun')
      yield piece
    }
    first('mindDone')
  },
})

const watchedVoice = (voice: TextToSpeech, first: Watch, last: Watch): TextToSpeech => ({
  ...voice,
  async *speak(text, options) {
    first('voiceAsked')
    for await (const chunk of voice.speak(text, options)) {
      first('voiceBegun')
      yield chunk
    }
    last('voiceDone')
  },
})

const watchedEar = (ear: Ear, first: Watch): Ear => ({
  ...ear,
  check(listening, options) {
    first('earAsked')
    return ear.check(listening, options)
  },
})

function timingOf(at: ReadonlyMap<Mark, number>, silenceMs: number | null): Timing {
  const zero = at.get('spoken') ?? at.get('storing')!
  const since = (mark: Mark) => (at.has(mark) ? tenths(at.get(mark)! - zero) : null)
  const span = (from: Mark, to: Mark) => (at.has(from) && at.has(to) ? Math.max(0, at.get(to)! - Math.max(zero, at.get(from)!)) : 0)
  const providersMs = span('hearingAsked', 'hearingDone') + span('mindAsked', 'said') + span('voiceAsked', 'voiceBegun')
  const firstSoundMs = since('sounding')
  return {
    silenceMs,
    transcription: { beganMs: since('hearingAsked'), endedMs: since('hearingDone') },
    heardMs: since('heard'),
    writing: { beganMs: since('mindAsked'), firstMs: since('mindBegun'), firstSentenceMs: since('said'), endedMs: since('mindDone') },
    voice: { beganMs: since('voiceAsked'), firstMs: since('voiceBegun'), endedMs: since('voiceDone') },
    firstSoundMs,
    lastSoundMs: since('sounded'),
    correcting: { beganMs: since('earAsked'), endedMs: since('corrected') },
    storing: { beganMs: since('storing'), endedMs: since('stored') },
    providersMs: tenths(providersMs),
    ownMs: firstSoundMs === null ? null : tenths(firstSoundMs - providersMs),
  }
}

const tenths = (ms: number): number => Math.round(ms * 10) / 10
