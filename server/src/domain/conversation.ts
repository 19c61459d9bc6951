/**
 * What is said between a learner and their tutor. One word per thing, here, in SQL and on the wire:
 *
 * - utterance: what the learner said, as text, as it was said; its transcript when it was spoken
 * - sentence: one sentence of the tutor's, with its sound where there is a voice
 * - reply: the tutor's sentences that answer one utterance
 * - turn: one utterance and everything that answers it
 * - conversation: an opening by the tutor and the turns, oldest first
 * - mode: how the tutor leads a conversation, where it was asked for; its lesson is what they go through
 * - heard: of a reply, the part that reached the learner's ear; of an utterance, that it was understood as text
 */
import type { Challenge, WeekChallengeCode } from './challenge.ts'
import type { Corrections } from './correction.ts'
import type { ConversationId, SoundId, TurnId } from './identity.ts'
import type { ModeState } from './mode.ts'
import type { Recollection } from './recollection.ts'
import type { SceneReport, SceneState } from './scenario.ts'
import { opusRateHz, samplesIn, type OpusSound } from './opus.ts'

/** When a word sounds. `start` and `end` count UTF-16 units of the sentence; times are from the start of its sound. */
export type WordTime = { readonly start: number; readonly end: number; readonly startMs: number; readonly endMs: number }
export type Sound = { readonly soundId: SoundId; readonly durationMs: number; readonly words: readonly WordTime[] }

/** 16-bit mono. */
export type PcmSound = { readonly samples: Int16Array; readonly sampleRateHz: number }

/**
 * Some of a sentence's sound as it is being made, which begins `fromSample` samples after the sentence does; of packets, samples
 * are counted at 48 kHz and the run-up is among them.
 */
export type SoundPiece = { readonly fromSample: number } & (PcmSound | OpusSound)

export function durationOf(piece: SoundPiece): number {
  if ('samples' in piece) return (1000 * piece.samples.length) / piece.sampleRateHz
  const heard = (samples: number) => Math.max(0, samples - piece.preSkip)
  return (1000 * (heard(piece.fromSample + samplesIn(piece.packets)) - heard(piece.fromSample))) / opusRateHz
}

export type Sentence = { readonly text: string; readonly translation: string | null; readonly sound: Sound | null }

export type Degraded = { readonly part: 'hearing' | 'tutor' | 'voice' | 'corrections' | 'memory'; readonly reason: string }

export type Reply = { readonly sentences: readonly Sentence[] }

export type NewWord = { readonly word: string; readonly translation: string; readonly example: string }

export type Progress = {
  readonly starsEarned: number
  readonly starsTotal: number
  readonly streakDays: number
  readonly challenge: Challenge
  /** `completedNow`: by this turn. Null in turns of a time when it was not told. */
  readonly weekChallenge: (Challenge<WeekChallengeCode> & { readonly completedNow: boolean }) | null
}

export type Cost = {
  /** Null where a paid provider may have taken part: what it charged is not known. */
  readonly microUsd: number | null
  readonly savedMicroUsd: number | null
  readonly tutor: string
  readonly heardBy: string | null
  readonly spokenBy: string | null
}

export type Turn = {
  readonly turnId: TurnId
  readonly conversationId: ConversationId
  readonly saidAtMs: number
  readonly transcript: string
  readonly spoken: boolean
  /** Null until the turn is finished. */
  readonly reply: Reply | null
  readonly corrections: Corrections | null
  readonly newWords: readonly NewWord[]
  readonly scenario: SceneReport | null
  readonly progress: Progress | null
  readonly cost: Cost | null
  readonly degraded: readonly Degraded[]
}

/**
 * What the next reply knows of a turn: what was said by one side and heard by the other. `unheard` was written but never
 * heard: it is no part of the conversation, and the learner may still have read it, so it is not said again.
 */
export type Exchange = { readonly learner: string; readonly tutor: string; readonly unheard?: string }

export type Conversation = {
  readonly conversationId: ConversationId
  readonly opening: readonly Sentence[]
  readonly scene: SceneState | null
  readonly topic: string | null
  readonly mode: ModeState | null
  /** The latest, oldest first. */
  readonly exchanges: readonly Exchange[]
  /** How many came before those. */
  readonly earlier: number
  /** What is known of the learner besides. */
  readonly recollection: Recollection
}

/**
 * The part of a reply that was heard: whole sentences that ended within `heardMs`, and the words that had begun of the
 * one it broke off in. A sentence without a sound was read, and costs no time. Null: all of it.
 */
export function heardPart(sentences: readonly Sentence[], heardMs: number | null): string {
  if (heardMs === null) return sentences.map(({ text }) => text).join(' ')
  const heard: string[] = []
  let beginMs = 0
  for (const { text, sound } of sentences) {
    if (sound === null) {
      heard.push(text)
      continue
    }
    const playedMs = heardMs - beginMs
    beginMs += sound.durationMs
    if (playedMs >= sound.durationMs) {
      heard.push(text)
      continue
    }
    const last = sound.words.findLast(({ startMs }) => startMs < playedMs)
    if (playedMs > 0 && last) heard.push(text.slice(0, last.end) + '…')
    break
  }
  return heard.join(' ')
}

/** The sentences of a reply that were not heard to their end. */
export function unheardPart(sentences: readonly Sentence[], heardMs: number | null): string {
  let endMs = 0
  const unheard = sentences.filter(({ sound }) => (endMs += sound?.durationMs ?? 0) > (heardMs ?? Infinity))
  return unheard.map(({ text }) => text).join(' ')
}

/** How much text sounds in a second of unhurried speech, where a voice does not tell when its words do. */
const lettersPerSecond = 13

/** The words that had begun `ms` into a sentence; empty where none had. `words` are those whose times are known. */
export function begunPart(text: string, words: readonly WordTime[], ms: number): string {
  const lettersMax = Math.max(0, Math.floor((ms * lettersPerSecond) / 1000))
  const atPace = words.length > 0 ? undefined : /^.*(?=\s)/su.exec(text.slice(0, lettersMax))?.[0]
  const end = words.findLast(({ startMs }) => startMs < ms)?.end
  const begun = (end === undefined ? (atPace ?? '') : text.slice(0, end)).trimEnd()
  return begun === '' ? '' : `${begun}…`
}
