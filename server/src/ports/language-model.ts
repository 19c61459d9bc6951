/** Who writes the tutor's replies, and what they are told. */
import type { Exchange } from '../domain/conversation.ts'
import type { Correction } from '../domain/correction.ts'
import type { ReplyLength } from '../domain/flag.ts'
import type { Language } from '../domain/language.ts'
import type { Settings } from '../domain/learner.ts'
import type { ModeState } from '../domain/mode.ts'
import type { Recollection } from '../domain/recollection.ts'
import type { SceneState } from '../domain/scenario.ts'
import type { ProviderFault } from '../domain/failure.ts'
import type { Used } from '../domain/price.ts'
import type { Provider } from './provider.ts'
import type { Purse } from './purse.ts'

/** Everything that shapes a reply. */
export type ReplyPrompt = {
  readonly language: Language
  readonly settings: Settings
  /** How much is to be said; as usual where it is absent. */
  readonly length?: ReplyLength
  /** Where the scenario stands after the utterance; null in free talk. */
  readonly scene: SceneState | null
  /** Where it stood before it. */
  readonly sceneBefore: SceneState | null
  /** The topic that was asked for in free talk; null where none was. */
  readonly topic: string | null
  /** How the talk is led; null where no mode was asked for. */
  readonly mode: ModeState | null
  /** What the tutor opened the conversation with. */
  readonly opening: readonly string[]
  /** What was said and heard before, oldest first. */
  readonly exchanges: readonly Exchange[]
  /** How many exchanges came before those. */
  readonly earlier: number
  /** What is known of the learner besides. */
  readonly recollection: Recollection
  readonly utterance: string
  /** What this reply has said already, when another model began it. */
  readonly said: readonly string[]
  /** What was wrong with the utterance, soon: null when it is not known in time. Never rejects. */
  readonly correction: Promise<Correction | null>
}

/** As in `Used`. */
export type Usage = { readonly inputTokens: number; readonly cachedInputTokens: number; readonly cacheWrittenTokens?: number; readonly outputTokens: number }

/**
 * A piece of an answer.
 *
 * - author: who writes from here on, why it was asked, and instead of whom; an unfinished sentence before it is void
 * - text: some of the answer; whoever reads cuts it into sentences
 * - sentence: a whole sentence by itself, with its translation where it is known; `slow` asks the voice to take its time
 * - usage: what was used up, at the end, where the provider tells
 */
export type Written =
  | { readonly type: 'author'; readonly by: string; readonly because?: string; readonly instead?: { readonly provider: string; readonly fault: ProviderFault } }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'sentence'; readonly text: string; readonly translation: string | null; readonly slow?: boolean }
  | { readonly type: 'usage'; readonly usage: Usage; readonly model: string }

/** Writes the tutor's replies. */
export type LanguageModel = Provider & {
  /** No writing of this reply takes more than this; absent where it costs nothing. */
  most?(prompt: ReplyPrompt): Used
  /**
   * Yields `author` first and then the answer as it is written; there is at least one sentence.
   * Throws `ProviderFailure` and nothing else. Stops within 100 ms of `signal` aborting.
   */
  write(prompt: ReplyPrompt, options: { readonly signal: AbortSignal; readonly purse?: Purse }): AsyncIterable<Written>
}
