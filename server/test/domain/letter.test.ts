import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { loadContent } from '../../src/adapters/content.ts'
import { achievements, type AchievementCode } from '../../src/domain/achievement.ts'
import { challengeCodes } from '../../src/domain/challenge.ts'
import type { LearnerId } from '../../src/domain/identity.ts'
import { firstSettings } from '../../src/domain/learner.ts'
import { letterOf, operatorLetterOf, type NoticeTexts } from '../../src/domain/letter.ts'
import type { Notice, PushedKind } from '../../src/domain/notice.ts'
import { reportOf } from '../../src/domain/week.ts'

const learnerId = '019c0000-0000-7000-8000-000000000001' as LearnerId
const day = '2026-03-16'
const done = { day: '2026-03-10', turns: 7, words: 41, stars: 9, scoreSum: 180, scoreCount: 2 }
const notices: readonly Notice<PushedKind>[] = [
  { learnerId, kind: 'reminder', about: day, facts: { day, streakDays: 0 } },
  { learnerId, kind: 'reminder', about: day, facts: { day, streakDays: 12 } },
  { learnerId, kind: 'phrase', about: day, facts: { day, phrase: { cs: 'Je tu volno?', en: 'Is this seat free?', uk: 'Тут вільно?', ru: 'Здесь свободно?' } } },
  ...(Object.keys(achievements) as AchievementCode[]).map((code) => ({ learnerId, kind: 'achievement' as const, about: code, facts: { code } })),
  ...challengeCodes.map((code) => ({ learnerId, kind: 'challenge' as const, about: day, facts: { day, code, needed: 3 } })),
  ...([50, 100] as const).flatMap((percent) => (['day', 'month'] as const).map((period) => ({
    learnerId, kind: 'budget' as const, about: day, facts: { scope: 'learner' as const, period, since: day, percent, limitMicroUsd: 500_000, spentMicroUsd: 250_000 },
  }))),
  { learnerId, kind: 'weekly-report', about: day, facts: reportOf(day, [done], [{ kind: 'case', mistakes: 3 }, { kind: 'word-order', mistakes: 1 }]) },
  { learnerId, kind: 'weekly-report', about: day, facts: reportOf(day, [], []) },
]
let texts: NoticeTexts
before(async () => { texts = (await loadContent(new URL('../../content', import.meta.url).pathname)).in('cs').notices })
const letter = (notice: Notice<PushedKind>, motherTongue: string, address: 'ty' | 'vy' = 'ty') => letterOf({ ...notice, settings: { ...firstSettings, motherTongue } }, texts, address, { page: 'https://mluv.example', off: null })

describe('a letter', () => {
  it('is whole in every tongue: nothing is left open', () => {
    for (const notice of notices) for (const tongue of ['cs', 'en', 'uk', 'ru', 'de']) for (const address of ['ty', 'vy'] as const) {
      const { subject, text } = letter(notice, tongue, address)
      assert.doesNotMatch(`${subject} ${text}`, /[{}|]|undefined|null/)
      assert.match(subject, /^[^\r\n]{5,70}$/)
      assert.ok(text.includes('https://mluv.example') && text.endsWith('.\n'))
    }
  })

  it('says the figures, and how they were the week before', () => {
    const { text } = letter(notices.at(-2)!, 'en')
    assert.ok(text.startsWith('Last week – days: 1, turns: 7 (the week before 0), words: 41, stars: 9, mean score: 90 (before –). Commonest mistakes: case, word order.'), text)
  })

  it('to an operator says whose budget, how much of it, and until when', () => {
    const facts = { scope: 'guests', period: 'month', since: '2026-03-01', percent: 75, limitMicroUsd: 20_000_000, spentMicroUsd: 15_250_000 } as const
    const half = operatorLetterOf({ facts }, 'https://mluv.example')
    assert.equal(half.subject, 'Mluv: 75 % of the budget of the month for guests is spent')
    assert.ok(half.text.startsWith('Spent since 2026-03-01: $15.25 of $20.00. ') && half.text.includes('https://mluv.example'), half.text)
    const whole = operatorLetterOf({ facts: { ...facts, scope: 'installation', percent: 100 } }, null)
    assert.equal(whole.subject, 'Mluv: the budget of the month for this installation is used up')
    assert.match(whole.text, /Until 2026-04-01, 00:00 UTC/)
  })

  it('speaks of a streak only where there is one', () => {
    assert.notEqual(letter(notices[0]!, 'cs').subject, letter(notices[1]!, 'cs').subject)
    assert.ok(letter(notices[1]!, 'ru').text.startsWith('Дней подряд: 12.'))
  })
})
