/** What a tutor is made of, what a learner brings, and what can happen in a turn. */
import type { Degraded, Sound, SoundPiece, Turn } from '../domain/conversation.ts'
import type { Corrections } from '../domain/correction.ts'
import type { Variants } from '../domain/flag.ts'
import type { ConversationId, LearnerId, TurnId } from '../domain/identity.ts'
import type { Language } from '../domain/language.ts'
import type { Learner } from '../domain/learner.ts'
import type { Timing } from '../domain/timing.ts'
import type { Audio } from '../ports/audio.ts'
import type { Clock } from '../ports/clock.ts'
import type { Content } from '../ports/content.ts'
import type { Ear } from '../ports/ear.ts'
import type { LanguageModel } from '../ports/language-model.ts'
import type { Purses } from '../ports/purse.ts'
import type { SpeechToText } from '../ports/speech-to-text.ts'
import type { Store } from '../ports/store.ts'
import type { TextToSpeech } from '../ports/text-to-speech.ts'
import type { Speech } from './speech.ts'

export type Tutor = {
  readonly language: Language
  /** Null where nobody can transcribe. */
  readonly hearing: SpeechToText | null
  readonly mind: LanguageModel
  /** Null where there is no voice. */
  readonly voice: TextToSpeech | null
  readonly ear: Ear
  readonly audio: Audio
  readonly content: Content
  readonly store: Pick<Store, 'turns' | 'sounds'>
  readonly clock: Clock
  readonly purses: Purses
  /** Which variants of flags somebody has now: known without asking anybody. */
  readonly variantsOf: (learner: Learner) => Variants
  /** Names this process in leases. */
  readonly owner: string
}

/** What a learner said, as a door received it. */
export type Utterance = {
  readonly learnerId: LearnerId
  /** Sent twice, it happens once. */
  readonly key: string
  /** Tells another body under the same key; of speech, which is not known when it begins, all but the sound. */
  readonly bodyHash: string
  readonly conversationId: ConversationId | null
  /** `spoken` text was written by a recogniser at the client; `speech` is still being said. */
  readonly said: { readonly text: string; readonly spoken?: boolean } | { readonly recording: Uint8Array } | { readonly speech: Speech }
  /** Whether the reply is wanted as sound. */
  readonly speak: boolean
  /** Whether sound is wanted while it is being made, besides each sentence's when it is whole. */
  readonly inPieces?: boolean
  /** Whether the door acknowledges playback; where it does not, what is delivered counts as heard. */
  readonly acknowledged: boolean
}

/**
 * What ends early: `voice` when the learner interrupts, too; `turn` only at its deadline or at shutdown. `before` is when the
 * learner's turn before this one is over: it may be listened to earlier, and answered only then. `takenBack` aborts together with `turn`
 * where the learner goes on with what they said: then nothing is kept of the answer.
 */
export type Signals = { readonly voice: AbortSignal; readonly turn: AbortSignal; readonly takenBack?: AbortSignal; readonly before?: Promise<void> }

export type TurnEvent =
  /** What is understood so far; `inPause`: of what was said as far as a pause, as if it were all. */
  | { readonly type: 'hearing'; readonly transcript: string; readonly inPause?: true }
  | { readonly type: 'heard'; readonly turnId: TurnId; readonly conversationId: ConversationId; readonly transcript: string; readonly spoken: boolean }
  | { readonly type: 'said'; readonly sentence: number; readonly text: string; readonly translation: string | null }
  /** Some of a sentence's sound, in order, before it is `spoken`; null where it was let go of and the sentence's own sound is kept. */
  | { readonly type: 'sounding'; readonly sentence: number; readonly piece: SoundPiece | null }
  | { readonly type: 'spoken'; readonly sentence: number; readonly sound: Sound }
  | { readonly type: 'corrected'; readonly corrections: Corrections | null }
  /** Something could not be done; `error` is what to log, never what to show. */
  | { readonly type: 'faltered'; readonly degraded: Degraded; readonly error: unknown }
  /** `timing` is there where it was this turn that was gone through, and not found as it was. */
  | { readonly type: 'remembered'; readonly turn: Turn; readonly timing?: Timing }
