/** A message in words: a letter's subject and text, in the tongue of whoever gets it. */
import type { ChallengeCode } from './challenge.ts'
import type { MistakeKind } from './correction.ts'
import { tongueFor, type Translated } from './language.ts'
import type { Settings } from './learner.ts'
import type { Notice, PushedKind } from './notice.ts'
import { verbatim, worded, type Slots } from './wording.ts'

export type Draft = { readonly subject: Translated; readonly text: Translated }

/** What authors wrote for letters. Numbers stand where they need no plural. */
export type NoticeTexts = {
  readonly reminder: Draft
  /** To somebody who has a streak to lose. */
  readonly 'reminder-streak': Draft
  readonly challenge: Draft
  readonly 'weekly-report': Draft
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
    case 'weekly-report': {
      const { week, before, mistakes } = message.facts
      return [texts['weekly-report'], {
        days: figure(week.days), turns: figure(week.turns), words: figure(week.words), stars: figure(week.stars), score: figure(week.scoreMean),
        turnsBefore: figure(before.turns), scoreBefore: figure(before.scoreMean), mistakes: listed(mistakes.map(({ kind }) => texts.mistakes[kind as MistakeKind])),
      }]
    }
  }
}

const figure = (value: number | null): Translated => verbatim(value === null ? '–' : String(value))

const listed = (names: readonly Translated[]): Translated => {
  const inTongue = (tongue: keyof Translated) => names.map((name) => name[tongue]).join(', ') || '–'
  return { cs: inTongue('cs'), en: inTongue('en'), uk: inTongue('uk'), ru: inTongue('ru') }
}
