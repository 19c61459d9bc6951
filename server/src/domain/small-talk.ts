/**
 * What the tutor can talk about without a model. Written as content; `answering.ts` plays it.
 *
 * - cue: stems that an author has something to say to
 * - topic: cues and questions that belong together, and lines that lead over to them
 * - sign: stems that tell what kind of utterance it is (a greeting, English, "I do not understand")
 * - pool: lines for a kind of moment, one of which is said
 */
import type { Translated } from './language.ts'
import type { Stems } from './listening.ts'
import type { Line } from './scenario.ts'

/** `no` is said instead of `say` where the learner denies it, `me` is the tutor's own case ("And you?"). */
export type Cue = {
  readonly when: Stems
  readonly say: readonly Line[]
  readonly no: readonly Line[]
  readonly me: readonly Line[]
  readonly ask: readonly Line[]
  /** Of a feeling: it is good news, and yields to any bad news in the same breath. */
  readonly glad?: true
}

export type Topic = {
  readonly code: string
  readonly title: Translated
  /** Questions that lead over to this topic from another. */
  readonly leads: readonly Line[]
  readonly ask: readonly Line[]
  readonly me: readonly Line[]
  readonly cues: readonly Cue[]
}

export const signs = [
  'not-understood', 'not-understood-short', 'not-understood-of', 'danger', 'swearing', 'greeting', 'thanks', 'praise', 'sorry', 'goodbye', 'yes', 'no', 'unsure',
  'question', 'and-you', 'liking', 'negation', 'english', 'german', 'romance', 'polish', 'vietnamese', 'ukrainian', 'russian', 'small',
  'past', 'ahead', 'person', 'place', 'opinion',
] as const
export type Sign = (typeof signs)[number]

export const pools = [
  'wordless', 'danger', 'danger-ask', 'slower', 'again', 'easier', 'easy', 'meaning', 'meaning-unknown', 'in-czech', 'in-czech-unknown',
  'english', 'ukrainian', 'russian', 'polish', 'german', 'foreign', 'foreign-script',
  'swearing', 'gibberish', 'lost', 'unknown-word', 'number', 'greeting', 'thanks', 'praise', 'sorry', 'goodbye', 'goodbye-ask', 'yes', 'no', 'unsure',
  'name', 'their-name', 'asked', 'turned', 'noun', 'noun-not', 'activity', 'curious', 'reaction', 'me', 'after-scene', 'echo', 'echo-so', 'quote', 'fragment',
  'bridge', 'onward', 'onward-past', 'onward-ahead', 'onward-person', 'onward-place', 'onward-opinion', 'more',
] as const
export type Pool = (typeof pools)[number]

export type SmallTalk = {
  readonly topics: ReadonlyMap<string, Topic>
  /** Questions learners ask the tutor. */
  readonly answers: readonly Cue[]
  /** Good and bad news, which come before any topic. */
  readonly feelings: readonly Cue[]
  readonly signs: Readonly<Record<Sign, Stems>>
  readonly pools: Readonly<Record<Pool, readonly Line[]>>
}
