/** The learner, their settings, and what the first page shows. */
import Type from 'typebox'
import { closed, Corrections, Day, Id, Instant, Level, MicMode, MotherTongue, orNull, silenceMs, TimeZone } from './scalars.ts'
import { Challenge } from './turn.ts'
import { ConversationView } from './conversations.ts'

const Channels = Type.Unsafe<readonly ('telegram' | 'push' | 'mail')[]>(Type.Array(Type.Enum(['telegram', 'push', 'mail']), { maxItems: 3, uniqueItems: true }))
const told = { reminder: Channels, challenge: Channels, phrase: Channels, 'weekly-report': Channels, achievement: Channels, budget: Channels }
const Hour = Type.Integer({ minimum: 0, maximum: 23 })

const settings = {
  motherTongue: MotherTongue,
  gender: orNull(Type.Enum(['feminine', 'masculine'])),
  level: Level,
  persona: Type.String({ minLength: 1, maxLength: 40 }),
  style: Type.Enum(['friendly', 'tutor', 'casual']),
  corrections: Corrections,
  voiceSpeed: Type.Enum([0.6, 0.8, 1, 1.2]),
  micMode: MicMode,
  silenceMs: Type.Integer({ ...silenceMs, multipleOf: 100, description: 'How long you may be silent before you are answered.' }),
  timeZone: TimeZone,
  reminders: Type.Boolean({ description: 'Whether anything is sent to you at all.' }),
  reminderHour: Type.Enum([16, 17, 18, 19, 20, 21]),
  quietHours: Type.Object({ from: Hour, to: Hour }, { ...closed, description: 'Hours by your clock in which nothing is sent, the first included, the last not; the same twice is none.' }),
  onLeaderboards: Type.Boolean(),
  alias: orNull(Type.String({ minLength: 1, maxLength: 40, pattern: String.raw`^[^\s\p{C}](?:[^\p{C}]*[^\s\p{C}])?$`, description: 'What others see on leaderboards; without one, a name that tells nothing.' })),
}

const Notices = Type.Object(told, {
  description: 'By which channels each kind of notice may be sent; the first of telegram, push and mail that reaches you is used.',
})
export const Settings = Type.Object({ ...settings, notices: Notices, levelChosen: Type.Boolean({ description: 'False until a level was chosen or choosing it was skipped.' }) })
export type Settings = Type.Static<typeof Settings>
const change = { ...closed, minProperties: 1 }
export const SettingsPatch = Type.Partial(Type.Object({ ...settings, notices: Type.Partial(Type.Object(told, closed), change), levelChosen: Type.Boolean() }), change)

export const LearnerView = Type.Object({ learnerId: Id, createdAt: Instant, settings: Settings })
export type LearnerView = Type.Static<typeof LearnerView>

export const DayView = Type.Object({ day: Day, turns: Type.Integer(), words: Type.Integer(), stars: Type.Integer(), scoreMean: orNull(Type.Integer()) })
export type DayView = Type.Static<typeof DayView>

export const Home = Type.Object({
  learner: LearnerView,
  today: Day,
  starsTotal: Type.Integer(),
  streakDays: Type.Integer(),
  challenge: Challenge,
  weekChallenge: Challenge,
  shields: Type.Integer({ description: 'Days without a turn that the streak can outlast.' }),
  cardsDue: Type.Integer({ description: 'By the end of your day.' }),
  achievements: Type.Array(Type.Object({ code: Type.String(), earnedAt: Instant })),
  days: Type.Array(DayView, { description: 'The last 30, those with turns, oldest first.' }),
  conversation: orNull(ConversationView),
  levelExamples: Type.Array(Type.Object({ level: Level, sentence: Type.String(), translation: Type.String() })),
  abilities: Type.Object({
    hears: Type.Boolean({ description: 'Whether recordings can be transcribed here.' }),
    speaks: Type.Boolean(),
    voice: orNull(Type.String({ description: 'Who is asked first to speak; null where nobody can.' })),
    tutor: Type.String(),
  }),
})
export type Home = Type.Static<typeof Home>

export const StatsMe = Type.Object({
  turns: Type.Integer(), words: Type.Integer(), starsTotal: Type.Integer(), streakDays: Type.Integer(), daysActive: Type.Integer(),
  scoreMean: orNull(Type.Integer()),
  mistakes: Type.Record(Type.String(), Type.Integer(), { description: 'Counted mistakes by kind.' }),
})
export const StatsDays = Type.Object({ items: Type.Array(DayView) })

export const LeaderboardQuery = Type.Object({
  period: Type.Optional(Type.Enum(['week', 'month', 'all'])),
  metric: Type.Optional(Type.Enum(['stars', 'streak', 'turns'])),
  limit: Type.Optional(Type.String()),
})
const placing = { place: Type.Integer(), name: Type.String({ description: 'The alias somebody chose, or a name that tells nothing.' }), value: Type.Integer() }
export const Leaderboard = Type.Object({
  items: Type.Array(Type.Object(placing)),
  you: orNull(Type.Object(placing, { description: 'Where you stand, if you agreed to be seen.' })),
})
export type Leaderboard = Type.Static<typeof Leaderboard>

export const ExportQuery = Type.Object({ as: Type.Optional(Type.Enum(['json', 'zip', 'cards.csv'])) }, closed)
/** Said on purpose: nothing brings it back. */
export const ForgetRequest = Type.Object({ confirm: Type.Literal(true) }, closed)
