/**
 * Whose turn it is to speak: when a learner has begun, has ended, and whether they speak over the tutor or only agree.
 *
 *     quiet ──voice──▶ speaking ──silence, for as long as what was said asks for──▶ ended ──▶ quiet
 *       while the tutor speaks:  └──▶ held ──words, or voice for long──▶ interrupted
 *                                       └──a short "mm-hm", or no words──▶ resumed
 *
 * Who goes on after their end, while the tutor's answer is awaited and does not sound yet, is held and interrupts in the same way.
 * A silence that may be the end is a pause: what was said until then can be understood while it is waited whether more comes.
 *
 * Time is the sound's own: it passes frame by frame.
 */
import { isBackchannel, isUnfinished, isWholeClause } from './czech/turn-end.ts'

/** Push-to-talk ends when the learner says so; a tap begins one utterance, and a microphone that is left open one after the other. */
export const listeningModes = ['push', 'tap', 'open'] as const
export type ListeningMode = (typeof listeningModes)[number]

export const silenceMsMin = 300
export const silenceMsMax = 3000
/** Learners look for words: native speakers answer each other after 200 ms. */
export const silenceMsDefault = 800
/** The longest wait, whatever was said last. */
const patienceMsMax = 4000

/** Voice for so long within `onsetWindowMs` is somebody who begins to speak; over the tutor's voice it takes longer, which may be heard, too. */
const onsetMs = 60
const onsetOverMs = 160
const onsetWindowMs = 240
/** A burst of voice over the tutor's that is shorter than this and says nothing else is agreement; before the tutor's, where there is nothing to agree with, it is a cough. */
const agreementMsMax = 480
const coughMsMax = 200
/** A burst is over after so much silence. */
const burstGapMs = 260
/** Voice over the tutor's for so long, without a word: an interruption where the recogniser gives no words before the end, and none where it does. */
const wordlessMsMax = 700
/** A silence for so long is a pause. It is longer than any within a word, and leaves time to understand before the shortest that ends an utterance. */
const pauseMs = 260
/** An utterance with less voice than this is a knock. */
const voicedMsMin = 120

export type TurnTaking = {
  readonly phase: 'quiet' | 'speaking'
  /** Voiced or not, of the latest frames. */
  readonly latest: readonly boolean[]
  readonly sinceMs: number
  readonly voicedMs: number
  readonly silentMs: number
  /** The learner pauses, and may have said all. */
  readonly isPaused: boolean
  /** The transcript so far; null while there is none. */
  readonly text: string | null
  /** It was understood in this pause, as if it were all; it is nothing any more once the learner goes on. */
  readonly isCut: boolean
  /** Whether the recogniser has ever given words before the end. */
  readonly streams: boolean
  /** The utterance began while the tutor's answer was awaited. */
  readonly isAwaited: boolean
  /** What has become of the tutor's voice. */
  readonly tutor: 'untouched' | 'held' | 'resumed' | 'interrupted'
}

export const quiet: TurnTaking = { phase: 'quiet', latest: [], sinceMs: 0, voicedMs: 0, silentMs: 0, isPaused: false, text: null, isCut: false, streams: false, isAwaited: false, tutor: 'untouched' }

/** `dropped`: what had begun was no utterance. `went-on`: what was paused. */
export type Happening = 'began' | 'paused' | 'went-on' | 'held' | 'interrupted' | 'resumed' | 'ended' | 'dropped'
export type Taken = { readonly state: TurnTaking; readonly happened: readonly Happening[] }

/** Whether the tutor can be heard, or is about to be. */
export type TutorVoice = 'silent' | 'awaited' | 'sounding'
export type Frame = { readonly isVoiced: boolean; readonly ms: number; readonly over: TutorVoice }

export function heardFrame(state: TurnTaking, { isVoiced, ms, over }: Frame, silenceMs: number): Taken {
  const latest = [...state.latest, isVoiced].slice(-Math.round(onsetWindowMs / ms))
  if (state.phase === 'quiet') {
    const voicedMs = latest.filter(Boolean).length * ms
    const isHeld = over !== 'silent'
    if (voicedMs < (isHeld ? onsetOverMs : onsetMs)) return { state: { ...state, latest }, happened: [] }
    const began: TurnTaking = { ...quiet, streams: state.streams, phase: 'speaking', latest, voicedMs, isAwaited: over === 'awaited', tutor: isHeld ? 'held' : 'untouched' }
    return { state: began, happened: isHeld ? ['began', 'held'] : ['began'] }
  }
  const next = { ...state, latest, sinceMs: state.sinceMs + ms, voicedMs: state.voicedMs + (isVoiced ? ms : 0), silentMs: isVoiced ? 0 : state.silentMs + ms }
  const { state: breathing, happened } = breathed(next, ms)
  return isOver(breathing) ? spokenOver(breathing, silenceMs, happened) : silent(breathing, silenceMs, happened)
}

/** It is not known yet whether it is an utterance. */
const isOver = ({ tutor }: TurnTaking): boolean => tutor === 'held' || tutor === 'resumed'

/** A click in a pause is no voice. */
function breathed(state: TurnTaking, ms: number): Taken {
  if (!state.isPaused) return state.silentMs >= pauseMs && state.voicedMs >= voicedMsMin && !isOver(state) ? { state: { ...state, isPaused: true }, happened: ['paused'] } : { state, happened: [] }
  if (state.latest.filter(Boolean).length * ms < onsetMs) return { state, happened: [] }
  return { state: { ...state, isPaused: false, ...(state.isCut && { text: null, isCut: false }) }, happened: ['went-on'] }
}

/** The transcript so far has become this; `inPause`: as far as a pause, understood as if it were all. */
export function heardWords(state: TurnTaking, text: string, inPause = false): Taken {
  const streams = state.streams || !inPause
  if (state.phase === 'quiet') return { state: { ...state, streams }, happened: [] }
  if (inPause && !state.isPaused) return { state, happened: [] }
  const next = { ...state, streams, text, isCut: inPause }
  const interrupts = isOver(next) && says(next)
  return interrupts ? { state: { ...next, tutor: 'interrupted' }, happened: ['interrupted'] } : { state: next, happened: [] }
}

/** How long a silence must be after these words; `isCut`: which were understood as if they were all. */
export function patienceMs({ text, isCut }: Pick<TurnTaking, 'text' | 'isCut'>, silenceMs: number): number {
  if (text === null || text.trim() === '') return silenceMs
  if (isUnfinished(text)) return Math.min(patienceMsMax, Math.max(silenceMs * 2, silenceMs + 700))
  return isWholeClause(text, { isCut }) ? Math.max(silenceMsMin, silenceMs * 0.7) : silenceMs
}

/** Before the tutor's voice, there is nothing to agree with. */
const says = ({ text, isAwaited }: TurnTaking): boolean => text !== null && text.trim() !== '' && (isAwaited || !isBackchannel(text))

/** The tutor is about to answer what was said before this utterance. */
export function awaited(state: TurnTaking): Taken {
  if (state.phase === 'quiet' || state.tutor !== 'untouched') return { state, happened: [] }
  const next: TurnTaking = { ...state, isAwaited: true, tutor: 'held' }
  return says(next) ? { state: { ...next, tutor: 'interrupted' }, happened: ['held', 'interrupted'] } : { state: next, happened: ['held'] }
}

function spokenOver(state: TurnTaking, silenceMs: number, before: readonly Happening[]): Taken {
  const burstIsOver = state.silentMs >= burstGapMs
  const isNothing = !says(state) && state.voicedMs < (state.isAwaited ? coughMsMax : agreementMsMax)
  if (burstIsOver && isNothing) return { state: { ...quiet, streams: state.streams, latest: state.latest }, happened: [...before, ...(state.tutor === 'held' ? (['dropped', 'resumed'] as const) : (['dropped'] as const))] }
  if (state.tutor === 'held' && !state.streams && (burstIsOver || state.voicedMs >= wordlessMsMax)) return silent({ ...state, tutor: 'interrupted' }, silenceMs, [...before, 'interrupted'])
  if (state.tutor === 'held' && state.streams && state.sinceMs >= wordlessMsMax && (state.text ?? '').trim() === '') return silent({ ...state, tutor: 'resumed' }, silenceMs, [...before, 'resumed'])
  return silent(state, silenceMs, before)
}

function silent(state: TurnTaking, silenceMs: number, happened: readonly Happening[]): Taken {
  if (state.silentMs < patienceMs(state, silenceMs)) return { state, happened }
  // Who goes on for longer than a word has something to say, whether or not it is understood in time.
  const isTheirs = !isOver(state) || (state.isAwaited && state.voicedMs >= agreementMsMax)
  const isUtterance = state.voicedMs >= voicedMsMin && isTheirs
  const settled: readonly Happening[] = state.tutor !== 'held' ? [] : isUtterance ? ['interrupted'] : ['resumed']
  const ends: readonly Happening[] = isUtterance ? [...settled, 'ended'] : ['dropped', ...settled]
  return { state: { ...quiet, streams: state.streams }, happened: [...happened, ...ends] }
}
