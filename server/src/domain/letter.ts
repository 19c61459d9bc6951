/** A message in words: a letter's subject and text, in the tongue of whoever gets it. */
import { dayOf, untilMsOf, type Period } from './allowance.ts'
import type { ChallengeCode } from './challenge.ts'
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
  readonly 'weekly-report': Draft
  /** How much of what may be spent is spent, and that it is used up. */
  readonly budget: Draft
  readonly 'budget-used-up': Draft
  readonly periods: Readonly<Record<Period, Translated>>
  readonly challenges: Readonly<Record<ChallengeCode, Translated>>
  readonly mistakes: Readonly<Record<MistakeKind, Translated>>
  /** Why one got it, and how it ends. */
  readonly closing: Translated
}

export type Letter = { readonly subject: string; readonly text: string }

export function letterOf(message: Notice<PushedKind> & { readonly settings: Settings }, texts: NoticeTexts, address: 'ty' | 'vy', link: string | null): Letter {
  const { settings } = message
  const tongue = tongueFor(settings.motherTongue)
  const [draft, slots] = draftFor(message, texts)
  const said = (line: Translated) => {
    const { text, translation } = worded(line, { address, learner: settings.gender, tutor: 'masculine', tongue }, slots)
    return translation ?? text
  }
  const paragraphs = [said(draft.text), ...(link === null ? [] : [link]), said(texts.closing)]
  return { subject: said(draft.subject), text: `${paragraphs.map((each) => each.trim()).join('\n\n')}\n` }
}

function draftFor(message: Notice<PushedKind>, texts: NoticeTexts): [Draft, Slots] {
  switch (message.kind) {
    case 'reminder':
      return [message.facts.streakDays > 0 ? texts['reminder-streak'] : texts.reminder, { days: figure(message.facts.streakDays) }]
    case 'challenge':
      return [texts.challenge, { challenge: texts.challenges[message.facts.code] }]
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
