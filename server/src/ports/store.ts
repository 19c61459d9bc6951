/** Keeps everything. Instants are milliseconds since 1970, UTC; days are `YYYY-MM-DD`. */
import type { Conversation, Cost, Degraded, NewWord, Reply, Sentence, Sound, Turn } from '../domain/conversation.ts'
import type { Challenge, WeekChallengeCode } from '../domain/challenge.ts'
import type { Corrections } from '../domain/correction.ts'
import type { Achievement } from '../domain/achievement.ts'
import type { Card, CardChanges, CardKind, CardState, KeptCard, LoggedCard } from '../domain/card.ts'
import type { Review } from '../domain/card-memory.ts'
import type { IdentityProvider } from '../domain/credential.ts'
import type { Variants } from '../domain/flag.ts'
import type { CardId, ConversationId, LearnerId, MistakeId, SoundId, TurnId } from '../domain/identity.ts'
import type { Learner, Settings, SettingsChange } from '../domain/learner.ts'
import type { ModeState } from '../domain/mode.ts'
import type { LastDay } from '../domain/progress.ts'
import type { SceneReport, SceneState } from '../domain/scenario.ts'
import type { SessionAbout, TokenScope } from '../domain/session.ts'
import type { Timing } from '../domain/timing.ts'
import type { DoorStore } from './door-store.ts'
import type { IdentityStore } from './identity-store.ts'
import type { PersonalData } from './personal-data.ts'
import type { ProgressStore } from './progress-store.ts'

export type Role = 'learner' | 'operator'

/** Tokens and codes come hashed: 32 bytes of SHA-256. */
export type NewSession = { readonly tokenHash: Uint8Array; readonly nowMs: number; readonly expiresAtMs: number }

/** `learnerVersion`: what the learner's things are at; null for an operator. */
type FoundSession = { readonly role: Role; readonly learnerId: LearnerId | null; readonly learnerVersion: number | null; readonly expiresAtMs: number; readonly scopes: readonly TokenScope[] | null }

/** `isThis`: the one that asks. */
export type ListedSession = SessionAbout & { readonly sessionId: string; readonly createdAtMs: number; readonly expiresAtMs: number; readonly isThis: boolean }

/** A learner, where there is to be a new one. */
type Newcomer = { readonly learnerId: LearnerId; readonly settings: Settings; readonly recoveryHash: Uint8Array; readonly nowMs: number }

export type SessionStore = {
  /** A new learner with a session of their own. */
  createGuest(guest: NewSession & Partial<SessionAbout> & { readonly learnerId: LearnerId; readonly settings: Settings; readonly recoveryHash: Uint8Array }): Promise<void>
  /** Another session for a learner. Throws `not-found` when there is no such learner. */
  begin(learnerId: LearnerId, session: NewSession & SessionAbout & { readonly sessionId: string }): Promise<void>
  /** A session for an operator, who is nobody's learner. */
  createOperator(session: NewSession): Promise<void>
  /** Another session for whoever the recovery code belongs to; null when it is nobody's. */
  recover(session: NewSession & Partial<SessionAbout> & { readonly recoveryHash: Uint8Array }): Promise<LearnerId | null>
  /** Who a token belongs to; null when nobody, or when it has expired. */
  find(tokenHash: Uint8Array, nowMs: number): Promise<FoundSession | null>
  /** Whose identity this is with a provider that vouches for it; a new learner's where it is nobody's. `subject` is who they are there. */
  learnerOf(identity: Newcomer & { readonly provider: string; readonly subject: string; readonly isVerified: boolean }): Promise<{ readonly learnerId: LearnerId; readonly isNew: boolean }>
  extend(tokenHash: Uint8Array, expiresAtMs: number): Promise<void>
  revoke(tokenHash: Uint8Array): Promise<void>
  /** A learner's that have not expired, newest first; `tokenHash` is whoever asks. */
  list(learnerId: LearnerId, tokenHash: Uint8Array, nowMs: number): Promise<readonly ListedSession[]>
  /** Ends one of a learner's; false when it is not one of theirs. */
  end(learnerId: LearnerId, sessionId: string): Promise<boolean>
  /** Ends all of a learner's but `tokenHash`; how many there were. */
  endOthers(learnerId: LearnerId, tokenHash: Uint8Array): Promise<number>
  /** The hash of the operator's token, kept as `offer` when there was none before. `created` tells which. */
  operatorToken(offer: Uint8Array): Promise<{ readonly hash: Uint8Array; readonly created: boolean }>
}

export type Day = { readonly day: string; readonly turns: number; readonly words: number; readonly stars: number; readonly scoreMean: number | null }

/** As of a version of the learner: read in the same statement, or before. */
export type Versioned = { readonly version: number }
/** It speaks of the learner's today, and is so until that ends. */
export type OfToday = Versioned & { readonly dayEndsMs: number }

export type Home = OfToday & {
  readonly learner: Learner
  readonly today: string
  readonly starsTotal: number
  readonly streakDays: number
  readonly challenge: Challenge
  readonly weekChallenge: Challenge<WeekChallengeCode>
  readonly shields: number
  /** Cards that are due by the end of the learner's day. */
  readonly cardsDue: number
  readonly achievements: readonly Achievement[]
  /** The last 30 with turns, oldest first. */
  readonly days: readonly Day[]
  readonly conversation: ConversationPage | null
}

export type Stats = OfToday & {
  readonly turns: number
  readonly words: number
  readonly starsTotal: number
  readonly streakDays: number
  readonly daysActive: number
  readonly scoreMean: number | null
  /** Counted mistakes by kind. */
  readonly mistakes: Readonly<Record<string, number>>
}

export type LearnerStore = {
  find(learnerId: LearnerId): Promise<(Learner & Versioned) | null>
  /** Whom a provider vouches for by this name; null when nobody. One statement. */
  vouched(provider: IdentityProvider, subject: string): Promise<(Learner & Versioned) | null>
  /** The settings after the change; null when there is no such learner. */
  change(learnerId: LearnerId, patch: SettingsChange): Promise<(Learner & Versioned) | null>
  /** Everything the first page shows, in one statement. */
  home(learnerId: LearnerId, nowMs: number): Promise<Home | null>
  /** Throws `not-found` when there is no such learner. */
  stats(learnerId: LearnerId, nowMs: number): Promise<Stats>
  /** Throws `not-found` when there is no such learner. */
  days(learnerId: LearnerId, from: string, to: string): Promise<Versioned & { readonly items: readonly Day[] }>
}

export type OpenedConversation = {
  readonly conversationId: ConversationId
  readonly startedAtMs: number
  readonly opening: readonly Sentence[]
  readonly scene: SceneReport | null
  readonly topic: string | null
  /** The mode's code. */
  readonly mode: string | null
}
export type ConversationPage = OpenedConversation & { readonly turns: readonly Turn[]; readonly next: string | null }
export type ConversationSummary = {
  readonly conversationId: ConversationId
  readonly startedAtMs: number
  readonly scenario: string | null
  readonly topic: string | null
  readonly mode: string | null
  readonly turns: number
  readonly lastTranscript: string | null
}

type Page = { readonly before: string | null; readonly limit: number }

export type ConversationStore = {
  /**
   * Opens a conversation; the same key gives the one it opened before. Throws `conflict` when the key was used for
   * another body.
   */
  open(conversation: {
    readonly conversationId: ConversationId
    readonly learnerId: LearnerId
    readonly key: string | null
    readonly bodyHash: string
    readonly nowMs: number
    readonly opening: readonly Sentence[]
    readonly scene: SceneState | null
    readonly report: SceneReport | null
    readonly topic: string | null
    readonly mode: ModeState | null
  }): Promise<OpenedConversation>
  /** Newest first; `before` is the `next` of another page. Throws `invalid` for a cursor that is not ours. */
  list(learnerId: LearnerId, page: Page & { readonly q: string | null }): Promise<{ readonly items: readonly ConversationSummary[]; readonly next: string | null }>
  /** The newest `limit` turns before the cursor, oldest first; null when it is not this learner's. */
  read(learnerId: LearnerId, conversationId: ConversationId, page: Page): Promise<(ConversationPage & Versioned) | null>
}

/** A turn that this process may run, and all it needs to. */
export type ClaimedTurn = {
  readonly turnId: TurnId
  readonly learner: Learner
  readonly conversation: Conversation
  readonly saidAtMs: number
  readonly transcript: string
  readonly spoken: boolean
  /** Which run of the turn this is, from 1; a later run fences off an earlier one. */
  readonly run: number
}

/** All that an answer is made from. */
export type Answerable = Pick<ClaimedTurn, 'learner' | 'conversation' | 'transcript' | 'spoken'>

/** What a turn would be answered from if it were claimed now; of the learner as of `version`. Where no conversation `isBegun`, in a new one. */
export type Foresight = Versioned & Pick<ClaimedTurn, 'learner' | 'conversation'> & { readonly isBegun: boolean; readonly ordinal: number; readonly lastDay: LastDay | null }

export type Foreseeing = Pick<Claiming, 'learnerId' | 'conversationId' | 'newConversationId' | 'nowMs'>

/** `asForeseen`: whether it is answered from what was foreseen. */
export type Claim =
  | { readonly state: 'mine'; readonly turn: ClaimedTurn; readonly asForeseen: boolean }
  | { readonly state: 'finished'; readonly turn: Turn }
  | { readonly state: 'taken'; readonly turnId: TurnId }

export type Claiming = {
  readonly turnId: TurnId
  readonly learnerId: LearnerId
  /** The learner's current conversation, or a new one called `newConversationId`, when null. */
  readonly conversationId: ConversationId | null
  readonly newConversationId: ConversationId
  readonly key: string
  readonly bodyHash: string
  readonly transcript: string
  readonly spoken: boolean
  readonly owner: string
  readonly nowMs: number
  readonly leaseUntilMs: number
  /** Taken as it is where nothing of the learner's has changed since; null where nothing was foreseen. */
  readonly foreseen: Foresight | null
  /**
   * A turn of `owner`'s that was not answered, since the learner went on with what they said: this one takes its place, under its own key and with this
   * transcript of all of it. Where it is none any more, this one is what it is.
   */
  readonly insteadOf?: Half
}

/** What was said of a sentence, and understood, before its speaker was taken to have said all: a turn that is not answered. */
export type Half = Pick<Claiming, 'turnId' | 'transcript'>

/** What was kept of a turn before it was answered. */
export type Unanswered = Pick<Claiming, 'key' | 'bodyHash' | 'transcript' | 'spoken'> & { readonly conversationId: ConversationId }

export type Outcome = {
  readonly turnId: TurnId
  readonly run: number
  readonly nowMs: number
  readonly reply: Reply
  /** Null when all of it was heard. */
  readonly heardMs: number | null
  readonly corrections: Corrections | null
  /** Words the learner may not know yet: the first three new ones are kept. */
  readonly wordsOffered: readonly NewWord[]
  readonly scene: SceneState | null
  readonly report: SceneReport | null
  /** Fills settings that are null; what the learner chose stays. */
  readonly settingsLearnt: Partial<Settings>
  readonly cost: Cost
  /** How many of the talk's first exchanges the next prompt leaves out, where this turn makes it more; null where it does not. */
  readonly leavesOut: number | null
  readonly degraded: readonly Degraded[]
  /** Null where nobody held a watch. */
  readonly timing: Timing | null
  /** Null where no flag is rolled out to such as the learner. */
  readonly variants: Variants | null
}

export type TurnStore = {
  /** What became of a key: null when it is new. One statement. Throws `conflict` when it was used for another body. */
  lookUp(learnerId: LearnerId, key: string, bodyHash: string): Promise<Turn | null>
  /** Keeps nothing. One statement; null where `conversationId` is not this learner's, or the learner is gone. */
  foresee(foreseeing: Foreseeing): Promise<Foresight | null>
  /**
   * Takes a turn on, all or nothing of it: the utterance is kept, in order, with a lease. A lease that has run out is
   * taken over. Throws `conflict` when the key was used for another body, `not-found` when the conversation is not
   * this learner's.
   */
  claim(claiming: Claiming): Promise<Claim>
  /**
   * Keeps everything else of the turn, all or nothing of it: reply, mistakes, words, stars, day, scene. Done twice, it
   * happens once: the second gets what the first kept. Throws `conflict` when another run holds the turn.
   */
  finish(outcome: Outcome): Promise<Turn>
  /** Notes how much of a finished reply was heard; never less than before. */
  played(learnerId: LearnerId, turnId: TurnId, heardMs: number): Promise<void>
  /** When a turn was stored, which was not known while it was. One statement. */
  noteStored(turnId: TurnId, timing: Timing): Promise<void>
  read(learnerId: LearnerId, turnId: TurnId): Promise<Turn | null>
  /** Null where it is answered, or is not this learner's. One statement. */
  unanswered(learnerId: LearnerId, turnId: TurnId): Promise<Unanswered | null>
  /** Withdraws a mistake, once; null when it is not this learner's. */
  disagree(learnerId: LearnerId, mistakeId: MistakeId, nowMs: number): Promise<{ readonly turnId: TurnId; readonly corrections: Corrections } | null>
  /** Ends the lease of a run that will not finish: whoever says the same again need not wait. */
  letGo(turnId: TurnId, run: number, nowMs: number): Promise<void>
  /** Ends the leases of every other owner: for an installation that this process alone holds. */
  releaseLeases(owner: string, nowMs: number): Promise<void>
}

export type CardsWanted = { readonly q: string | null; readonly kind: CardKind | null; readonly state: CardState | null; readonly nowMs: number }

/** `isKindKnown`: whether one that asks the same is the same only if it is of this kind, too. */
export type TakenIn = LoggedCard & { readonly isKindKnown: boolean }

export type CardStore = {
  /** Keeps a card; what is kept already stays as it is, and is answered. Throws `not-found` for another's mistake. */
  keep(learnerId: LearnerId, card: Card): Promise<KeptCard>
  /** Newest first, without what is put aside. `only`: those with every word of `q` at the beginning of one of theirs, of this kind, in this state at `nowMs`. */
  list(learnerId: LearnerId, page: Page & { readonly only?: CardsWanted }): Promise<{ readonly items: readonly KeptCard[]; readonly next: string | null }>
  /** One card, due or not; null when it is not this learner's, or was put aside. One statement. */
  find(learnerId: LearnerId, cardId: CardId): Promise<KeptCard | null>
  /** Those due by the end of the learner's day, the longest overdue first, and how many there are in all. Throws `not-found` when there is no such learner. */
  due(learnerId: LearnerId, nowMs: number, limit: number): Promise<OfToday & { readonly items: readonly KeptCard[]; readonly total: number }>
  /**
   * Keeps reviews, each once, and answers the cards as they stand now. A review in the future counts as of `nowMs`; one of a
   * card that is not there (any more) is left out.
   */
  review(learnerId: LearnerId, reviews: readonly (Review & { readonly cardId: CardId })[], nowMs: number): Promise<KeptCard[]>
  /**
   * Keeps those that are not kept yet, with their reviews, all or nothing; gives how many. Each one's memory is the replay of its reviews. Throws
   * `too-large` where there would be more than one may keep.
   */
  takeIn(learnerId: LearnerId, cards: readonly TakenIn[], nowMs: number): Promise<{ readonly taken: number; readonly reviews: number }>
  /** Every card, put aside or not, the first one first, with its reviews in their order. */
  all(learnerId: LearnerId): Promise<LoggedCard[]>
  /** Changes a card and answers it. Throws `not-found` when it is not this learner's, `conflict` when another of theirs asks the same. */
  change(learnerId: LearnerId, cardId: CardId, changes: CardChanges, nowMs: number): Promise<KeptCard>
  /** False when there was none of this learner's. */
  drop(learnerId: LearnerId, cardId: CardId): Promise<boolean>
}

export type LeaderboardPeriod = 'week' | 'month' | 'all'
export type LeaderboardMetric = 'stars' | 'streak' | 'turns'
export type Placing = { readonly place: number; readonly learnerId: LearnerId; readonly alias: string | null; readonly value: number }

export type LeaderboardStore = {
  /** The first places, of those who agreed to be seen, as of the last refresh. A streak is the same in every period. */
  read(period: LeaderboardPeriod, metric: LeaderboardMetric, limit: number): Promise<Placing[]>
  /** Where one learner stands; null where they are not on it. */
  placeOf(learnerId: LearnerId, period: LeaderboardPeriod, metric: LeaderboardMetric): Promise<Placing | null>
  /** Counts everything anew; who reads meanwhile sees what was before. */
  refresh(): Promise<void>
}

/** A text that was spoken; the key names text, voice and speed. */
type Speech = Pick<Sound, 'durationMs' | 'words'> & { readonly key: string }

export type SoundStore = {
  /**
   * The name of the sound, which is the hash of its bytes; the same bytes are kept once. What it `says`, it says from then on. It goes with whom it was
   * made for, unless somebody else was told it; of what was made for somebody who was erased meanwhile nothing is kept.
   */
  keep(sound: { readonly bytes: Uint8Array; readonly mediaType: string; readonly nowMs: number; readonly says?: Speech; readonly madeFor?: LearnerId }): Promise<SoundId>
  find(soundId: SoundId): Promise<{ readonly bytes: Uint8Array; readonly mediaType: string } | null>
  /** The sound that a text was spoken with before. */
  recall(speechKey: string): Promise<Sound | null>
}

export type Store = {
  readonly sessions: SessionStore
  readonly identities: IdentityStore
  readonly doors: DoorStore
  readonly learners: LearnerStore
  readonly progress: ProgressStore
  readonly conversations: ConversationStore
  readonly turns: TurnStore
  readonly cards: CardStore
  readonly leaderboard: LeaderboardStore
  readonly sounds: SoundStore
  readonly personalData: PersonalData
  /** Resolves when the store answers. */
  ping(): Promise<void>
}
