/** What every door opens onto. */
import type { Arrive } from '../account/arrive.ts'
import type { Doors } from '../account/doors.ts'
import type { SignIn } from '../account/sign-in.ts'
import type { Unsubscribing } from '../account/unsubscribe.ts'
import type { Budget } from '../domain/allowance.ts'
import type { ChannelName } from '../domain/channel.ts'
import type { Sentence } from '../domain/conversation.ts'
import type { SignUp } from '../domain/credential.ts'
import type { LearnerId } from '../domain/identity.ts'
import type { WordForm } from '../domain/czech/inflection.ts'
import type { Language } from '../domain/language.ts'
import type { Learner } from '../domain/learner.ts'
import type { PrivacyFacts } from '../domain/privacy.ts'
import type { Log } from '../log.ts'
import type { Active } from '../ports/active.ts'
import type { Archive } from '../ports/archive.ts'
import type { Audio } from '../ports/audio.ts'
import type { Books } from '../ports/books.ts'
import type { Cache } from '../ports/cache.ts'
import type { Clock } from '../ports/clock.ts'
import type { Controls } from '../ports/controls.ts'
import type { Content } from '../ports/content.ts'
import type { DatabaseSizes } from '../ports/database-sizes.ts'
import type { DeckFile } from '../ports/deck-file.ts'
import type { Listening } from '../ports/ear.ts'
import type { Flags } from '../ports/flags.ts'
import type { Live } from '../ports/live.ts'
import type { ProviderHealth } from '../ports/provider-health.ts'
import type { Queue } from '../ports/queue.ts'
import type { Reach } from '../ports/reach.ts'
import type { Store } from '../ports/store.ts'
import type { Trace } from '../ports/trace.ts'
import type { Checked } from '../tutor/correct.ts'
import type { LiveTurns } from '../tutor/live-turns.ts'
import type { Opened, ToOpen } from '../tutor/open.ts'
import type { Measures } from './metrics/measures.ts'
import type { Reporter } from './metrics/reporter.ts'
import type { Seen } from './metrics/seen.ts'
import type { Crowd } from './crowd.ts'
import type { Pace } from './pace.ts'

/** How learners are told things when they are not here. */
export type Bell = {
  readonly reach: Reach
  readonly unsubscribing: Unsubscribing
  /** By which channels this installation can tell anything. */
  readonly offers: Readonly<Record<ChannelName, boolean>>
  /** What browsers know this installation's messages by. */
  pushKey(): Promise<string>
}

export type House = {
  readonly language: Language
  readonly store: Store
  readonly queue: Queue
  readonly books: Books
  /** What is in force, and what the settings alone would have. */
  readonly budget: Budget
  readonly settingsBudget: Budget
  readonly controls: Controls
  /** How all processes are, and this one. */
  readonly live: Live
  readonly reporter: Reporter
  readonly database: Pick<DatabaseSizes, 'tables'>
  readonly active: Active
  readonly bell: Bell
  readonly flags: Flags
  readonly cache: Cache
  readonly turns: LiveTurns
  readonly signIn: SignIn
  readonly arrive: Arrive
  readonly doors: Doors
  /** Aborted once this process is told to stop: it ends what runs, and begins nothing that lasts. */
  readonly leaving: AbortSignal
  readonly content: Content
  readonly archive: Archive
  readonly audio: Pick<Audio, 'convert' | 'join' | 'unwrap' | 'decoder'>
  readonly deckFile: DeckFile
  readonly clock: Clock
  readonly log: Log
  /** What doors record what they let in into; null where nothing is recorded. */
  readonly trace: Trace | null
  /** `null`: for nobody, by whom costs nothing. */
  check(learnerId: LearnerId | null, listening: Listening, signal: AbortSignal): Promise<Checked>
  /** What was said in a recording, and no turn of it. */
  hear(learnerId: LearnerId, recording: Uint8Array, signal: AbortSignal): Promise<string>
  /** The forms of a head word; none where it has none that are surely its own. */
  formsOf(headWord: string): Promise<readonly WordForm[]>
  /** Erases a learner; false where there is no such learner. */
  forget(learnerId: LearnerId): Promise<boolean>
  /** One sentence as the learner's tutor says it; without its sound where there is none in time. */
  pronounce(learner: Learner, text: string): Promise<Sentence>
  open(learner: Learner, asked: ToOpen): Promise<Opened>
  /** Who hears, speaks and answers here. */
  readonly abilities: { readonly hears: boolean; readonly speaks: boolean; readonly voice: string | null; readonly tutor: string }
  readonly fares: ProviderHealth['fares']
  /** What the doors count, and all that is told of this process. */
  readonly seen: Seen
  readonly measures: Measures
  /** Whoever has it may be told; null where only operators are. */
  readonly metricsToken: string | null
  /** Who is let in where there are too many. */
  readonly crowd: Crowd
  /** Turns and checks of one learner. */
  readonly pace: Pace
  /** New guests of one address. */
  readonly guestPace: Pace
  /** Who may be new. */
  readonly signUp: SignUp
  readonly publicUrl: string | null
  /** Where the source of what runs here is; null where it is not told. */
  readonly sourceUrl: string | null
  /** What is told of what happens with learners' words. */
  readonly privacy: PrivacyFacts
  readonly trustProxy: boolean
  /** The folder of the built page. */
  readonly pageFolder: string
  readonly version: string
}
