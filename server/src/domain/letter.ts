/** A message in words: a letter's subject and text, in the tongue of whoever gets it. */
import type { AchievementCode } from './achievement.ts'
import { dayOf, untilMsOf, type Period } from './allowance.ts'
import type { ChallengeCode, WeekChallengeCode } from './challenge.ts'
import type { ToldKind } from './channel.ts'
import type { MistakeKind } from './correction.ts'
import { tongueFor, type Translated } from './language.ts'
import type { Settings } from './learner.ts'
import type { Notice, OperatorNotice, PushedKind } from './notice.ts'
import { verbatim, worded, type Slots } from './wording.ts'

export type Draft = { readonly subject: Translated; readonly text: Translated }

/** What authors wrote for letters. Numbers stand where they need no plural. */
export type NoticeTexts = {
  readonly reminder: Draft
  /** To somebody who has a streak to lose. */
  readonly 'reminder-streak': Draft
  readonly challenge: Draft
  /** `{czech}` beside what it means; to who reads Czech, it alone. */
  readonly phrase: Draft
  readonly 'weekly-report': Draft
  readonly achievement: Draft
  /** How much of what may be spent is spent, and that it is used up. */
  readonly budget: Draft
  readonly 'budget-used-up': Draft
  readonly periods: Readonly<Record<Period, Translated>>
  readonly challenges: Readonly<Record<ChallengeCode, Translated>>
  readonly weekChallenges: Readonly<Record<WeekChallengeCode, Translated>>
  readonly mistakes: Readonly<Record<MistakeKind, Translated>>
  readonly achievements: Readonly<Record<AchievementCode, Translated>>
  readonly kinds: Readonly<Record<ToldKind, Translated>>
  /** Why one got it, and how it ends. */
  readonly closing: Translated
  /** Before the address at which one can have it ended. */
  readonly off: Translated
  /** Buttons below a message in a chat, and what the second one answers. */
  readonly practise: Translated
  readonly 'switch-off': Translated
  readonly 'switched-off': Translated
  /** The page at that address. */
  readonly unsubscribe: Readonly<Record<'title' | 'ask' | 'kind' | 'all' | 'done' | 'unknown', Translated>>
}

export type Letter = { readonly subject: string; readonly text: string }

type ToLearner = Notice<PushedKind> & { readonly settings: Settings }
/** What links to: the page, and the address at which one can have such letters ended; null where there is none. */
type Links = { readonly page: string | null; readonly off: string | null }

export function letterOf(message: ToLearner, texts: NoticeTexts, address: 'ty' | 'vy', { page, off }: Links): Letter {
  const { subject, text } = noteOf(message, texts, address)
  const said = saying(message, address, {})
  const paragraphs = [text, ...(page === null ? [] : [page]), said(texts.closing), ...(off === null ? [] : [`${said(texts.off)}\n${off}`])]
  return { subject, text: `${paragraphs.map((each) => each.trim()).join('\n\n')}\n` }
}

/** In few words, for a chat or a browser: nothing but what there is to tell. */
export function noteOf(message: ToLearner, texts: NoticeTexts, address: 'ty' | 'vy'): Letter {
  const [draft, slots] = draftFor(message, texts)
  const said = saying(message, address, slots)
  return { subject: said(draft.subject), text: said(draft.text).trim() }
}

const saying = ({ settings }: ToLearner, address: 'ty' | 'vy', slots: Slots) => (line: Translated): string => {
  const { text, translation } = worded(line, { address, learner: settings.gender, tutor: 'masculine', tongue: tongueFor(settings.motherTongue) }, slots)
  return translation ?? text
}

function draftFor(message: Notice<PushedKind>, texts: NoticeTexts): [Draft, Slots] {
  switch (message.kind) {
    case 'reminder':
      return [message.facts.streakDays > 0 ? texts['reminder-streak'] : texts.reminder, { days: figure(message.facts.streakDays) }]
    case 'challenge':
      return [texts.challenge, { challenge: texts.challenges[message.facts.code] }]
    case 'phrase':
      return [texts.phrase, { phrase: message.facts.phrase, czech: verbatim(message.facts.phrase.cs) }]
    case 'achievement':
      return [texts.achievement, { achievement: texts.achievements[message.facts.code] }]
    case 'budget': {
      const { percent, period } = message.facts
      return [percent === 100 ? texts['budget-used-up'] : texts.budget, { percent: figure(percent), period: texts.periods[period] }]
    }
    case 'weekly-report': {
      const { week, before, mistakes } = message.facts
      return [texts['weekly-report'], {
        days: figure(week.days), turns: figure(week.turns), words: figure(week.words), stars: figure(week.stars), score: figure(week.scoreMean),
        turnsBefore: figure(before.turns), scoreBefore: figure(before.scoreMean), mistakes: listed(mistakes.map(({ kind }) => texts.mistakes[kind as MistakeKind])),
      }]
    }
  }
}

/** Operators read English: settings and their documents are in it, too. */
export function operatorLetterOf({ facts: { scope, period, since, percent, limitMicroUsd, spentMicroUsd } }: Pick<OperatorNotice, 'facts'>, link: string | null): Letter {
  const [whose, dollars] = [scope === 'guests' ? 'guests' : 'this installation', (microUsd: number) => `$${(microUsd / 1_000_000).toFixed(2)}`]
  const [subject, happens] = percent === 100
    ? [`Mluv: the budget of the ${period} for ${whose} is used up`, `Until ${dayOf(untilMsOf(period, since))}, 00:00 UTC, turns do without what costs something, or are refused, as OVER_BUDGET says.`]
    : [`Mluv: ${percent} % of the budget of the ${period} for ${whose} is spent`, 'When all of it is, turns do without what costs something, or are refused, as OVER_BUDGET says.']
  const paragraphs = [`Spent since ${since}: ${dollars(spentMicroUsd)} of ${dollars(limitMicroUsd)}. ${happens}`, ...(link === null ? [] : [link]), 'What is spent on what: GET /api/v1/budget/usage. Limits are settings: BUDGET_DAY_USD and its siblings.']
  return { subject, text: `${paragraphs.join('\n\n')}\n` }
}

const figure = (value: number | null): Translated => verbatim(value === null ? '–' : String(value))

const listed = (names: readonly Translated[]): Translated => {
  const inTongue = (tongue: keyof Translated) => names.map((name) => name[tongue]).join(', ') || '–'
  return { cs: inTongue('cs'), en: inTongue('en'), uk: inTongue('uk'), ru: inTongue('ru') }
}
