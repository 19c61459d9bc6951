/** How content is written down: the shape of every YAML file. Whatever is not named here is a fault, so that a typing error is found. */
import Type from 'typebox'
import { achievements, type AchievementCode } from '../domain/achievement.ts'
import { periods } from '../domain/allowance.ts'
import { challengeCodes, weekChallengeCodes } from '../domain/challenge.ts'
import { toldKinds } from '../domain/channel.ts'
import { chatButtons, chatChoices, chatCommands, chatTexts } from '../domain/chat-texts.ts'
import { mistakeKinds } from '../domain/correction.ts'
import { levels } from '../domain/language.ts'
import { genders, styles } from '../domain/learner.ts'
import { personalKinds } from '../domain/personal-data.ts'
import { askedTasks, doorNames, otherRemains, places, privacyTexts } from '../domain/privacy.ts'
import { pools, signs } from '../domain/small-talk.ts'

export const closed = { additionalProperties: false }
export const Text = Type.String({ minLength: 1 })
export const Code = Type.String({ pattern: '^[a-z][a-z0-9-]*$' })
export const Stems = Type.Array(Text, { minItems: 1 })
export const Level = Type.Enum([...levels])
const tongues = { cs: Text, en: Text, uk: Text, ru: Text }
export const Translated = Type.Object(tongues, closed)

const marks = {
  simpler: Type.Optional(Text),
  from: Type.Optional(Level),
  style: Type.Optional(Type.Enum([...styles])),
  known: Type.Optional(Stems),
  after: Type.Optional(Code),
  needs: Type.Optional(Code),
  expects: Type.Optional(Type.Enum(['name'])),
}
/** A line, and what follows from a yes or a no to it: a line that asks nothing of the kind again. */
const FollowUp = Type.Object({ ...tongues, ...marks }, closed)
const Line = Type.Object({ ...tongues, ...marks, yes: Type.Optional(FollowUp), no: Type.Optional(FollowUp) }, closed)
export type WrittenLine = Type.Static<typeof Line>
export const Lines = Type.Array(Line, { minItems: 1 })

const Cue = Type.Object({ when: Stems, say: Lines, no: Type.Optional(Lines), me: Type.Optional(Lines), ask: Type.Optional(Lines), glad: Type.Optional(Type.Boolean()) }, closed)
export type WrittenCue = Type.Static<typeof Cue>
export const CuesFile = Type.Array(Cue, { minItems: 1 })

export const TopicFile = Type.Object({ code: Code, title: Translated, leads: Lines, ask: Lines, me: Lines, cues: CuesFile }, closed)
export type TopicFile = Type.Static<typeof TopicFile>

export const GeneralFile = Type.Object({
  signs: Type.Object(Object.fromEntries(signs.map((sign) => [sign, Stems])), closed),
  pools: Type.Object(Object.fromEntries(pools.map((pool) => [pool, Lines])), closed),
}, closed)

const Branch = Type.Object({ when: Stems, say: Lines, go: Type.Optional(Code) }, closed)
const Objective = Type.Object({ code: Code, text: Translated, when: Stems, here: Type.Optional(Type.Boolean()), answers: Type.Optional(Stems), say: Type.Optional(Lines) }, closed)
const Phase = Type.Object({ code: Code, objectives: Type.Array(Objective, { minItems: 1 }), ask: Lines, branches: Type.Array(Branch), hints: Type.Array(Translated, { minItems: 1 }) }, closed)

export const ScenarioFile = Type.Object({
  code: Code,
  title: Translated,
  level: Level,
  address: Type.Enum(['ty', 'vy']),
  roles: Type.Object({ tutor: Translated, learner: Translated }, closed),
  opening: Lines,
  phases: Type.Array(Phase, { minItems: 1 }),
  branches: Type.Array(Branch),
  nods: Lines,
  asked: Lines,
  lost: Lines,
  meanwhile: Lines,
  closing: Lines,
  words: Type.Array(Type.Object({ word: Text, translation: Translated, example: Text }, closed)),
  culture: Type.Array(Translated),
}, closed)
export type ScenarioFile = Type.Static<typeof ScenarioFile>

export const PersonasFile = Type.Array(Type.Object({
  code: Code, name: Text, address: Type.Enum(['ty', 'vy']), gender: Type.Enum([...genders]), character: Text, openings: Type.Array(Lines, { minItems: 1 }),
}, closed), { minItems: 1 })

const Draft = Type.Object({ subject: Translated, text: Translated }, closed)
const named = <Name extends string>(names: readonly Name[]) => Type.Object(Object.fromEntries(names.map((name) => [name, Translated])) as Record<Name, typeof Translated>, closed)
export const NoticesFile = Type.Object({
  reminder: Draft, 'reminder-streak': Draft, challenge: Draft, phrase: Draft, 'weekly-report': Draft, achievement: Draft, budget: Draft, 'budget-used-up': Draft, periods: named(periods), challenges: named(challengeCodes),
  weekChallenges: named(weekChallengeCodes),
  mistakes: named(mistakeKinds), achievements: named(Object.keys(achievements) as AchievementCode[]), closing: Translated, off: Translated, practise: Translated, 'switch-off': Translated, 'switched-off': Translated,
  unsubscribe: named(['title', 'ask', 'kind', 'all', 'done', 'unknown']), kinds: named(toldKinds),
}, closed)

/** The letter by which somebody signs in. */
export const SignInFile = named(['subject', 'text', 'asked', 'unknown-browser', 'closing'])

/** What a browser shows at an address where there is nothing. */
export const AbsentFile = named(['title', 'text', 'home'])

export const TelegramFile = Type.Object({ commands: named(chatCommands), texts: named(chatTexts), buttons: named(chatButtons), choices: named(chatChoices) }, closed)

/** What happens with a learner's words, and what is kept of them. */
export const PrivacyFile = Type.Object({
  texts: named(privacyTexts), tasks: named(askedTasks), places: named(places), doors: named(doorNames), kinds: named(personalKinds), remains: named(otherRemains),
}, closed)

/** One a day is offered: fitting to say as it stands. */
export const PhrasesFile = Type.Array(Type.Object({ level: Level, ...tongues }, closed), { minItems: 1 })

export const LevelsFile = Type.Array(Type.Object({ level: Level, sentence: Translated }, closed), { minItems: 3, maxItems: 3 })

/** word | level | forms | en | uk | ru | example */
const Row = Type.String({ pattern: '^[^|]+\\|\\s*(?:A1|A2|B1|B2|C1|C2)\\s*\\|[^|]*\\|[^|]+\\|[^|]+\\|[^|]+\\|[^|]+$' })
/** Words that are only translated; `offered` says whether as new words, too. */
export const GlossaryFile = Type.Object({ offered: Type.Boolean(), words: Type.Array(Row) }, closed)
export const VocabularyFile = Type.Object({ topic: Type.Optional(Code), nouns: Type.Array(Row), activities: Type.Array(Row), others: Type.Array(Row) }, closed)
