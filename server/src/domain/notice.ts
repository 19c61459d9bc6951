/**
 * What a learner is told without having asked: facts, which a channel puts into words. Some of it waits in the app for
 * their return; what is pushed goes to them by mail or the like, and only while they want to be reminded.
 */
import type { AchievementCode } from './achievement.ts'
import type { Period, Scope, Threshold } from './allowance.ts'
import type { ChallengeCode } from './challenge.ts'
import type { ToldKind } from './channel.ts'
import type { LearnerId } from './identity.ts'
import type { Translated } from './language.ts'
import type { Settings } from './learner.ts'
import { dayIn, dayOfTurn, type LastDay } from './progress.ts'
import { quietUntilMs } from './quiet.ts'
import type { WeekReport } from './week.ts'

/** A part of a limit that has been spent, in percent; 100 is that something had to be refused. */
export type BudgetFacts = { readonly scope: Scope; readonly period: Period; readonly since: string; readonly percent: Threshold; readonly limitMicroUsd: number; readonly spentMicroUsd: number }

export type NoticeFacts = {
  readonly reminder: { readonly day: string; readonly streakDays: number }
  readonly challenge: { readonly day: string; readonly code: ChallengeCode; readonly needed: number }
  readonly phrase: { readonly day: string; readonly phrase: Translated }
  readonly 'weekly-report': WeekReport
  readonly achievement: { readonly code: AchievementCode }
  readonly 'shield-used': { readonly day: string; readonly streakDays: number; readonly shields: number }
  readonly budget: BudgetFacts
}
export type NoticeKind = keyof NoticeFacts
export type PushedKind = NoticeKind & ToldKind

export type Notice<Kind extends NoticeKind = NoticeKind> = {
  readonly [Each in Kind]: { readonly learnerId: LearnerId; readonly kind: Each; readonly facts: NoticeFacts[Each]; /** The same is told once: by kind, learner and this. */ readonly about: string }
}[Kind]

/** What operators are told, by mail alone, for as long as it takes to reach them. */
export type OperatorNotice = { readonly kind: 'operator-budget'; readonly facts: BudgetFacts; readonly about: string }

const hourMs = 3_600_000

/** Whether a kind waits in the app, and how long after it was written it may still be sent: a late reminder is a nuisance. */
export const noticeKinds: Readonly<Record<NoticeKind, { readonly inApp: boolean; readonly sendMsMax: number | null }>> = {
  reminder: { inApp: false, sendMsMax: 3 * hourMs },
  challenge: { inApp: true, sendMsMax: 8 * hourMs },
  phrase: { inApp: false, sendMsMax: 10 * hourMs },
  'weekly-report': { inApp: true, sendMsMax: 72 * hourMs },
  achievement: { inApp: false, sendMsMax: 24 * hourMs },
  'shield-used': { inApp: true, sendMsMax: null },
  budget: { inApp: true, sendMsMax: 24 * hourMs },
}

/** What is told once a day is not told twice within so long, wherever somebody has travelled: an evening after another, at the earliest hour after the latest, comes later than that. */
const onceADayMs = 15 * hourMs
const onceADay: ReadonlySet<NoticeKind> = new Set(['reminder', 'challenge', 'phrase'])

/** Why a message is not sent after all. `no-channel`: none that its learner wants it by reaches them. */
export type Dropped = 'declined' | 'too-late' | 'already-spoke' | 'already-told' | 'quiet' | 'no-channel'

/** What is known of a message's learner at the moment of sending; `toldAtMs` is when they were last sent one of its kind. */
export type Recipient = { readonly settings: Settings; readonly last: LastDay | null; readonly toldAtMs: number | null }

type OnItsWay = Pick<Notice<PushedKind>, 'kind' | 'facts'> & Recipient & { readonly createdAtMs: number }

export function whyNotSent(message: OnItsWay, nowMs: number): Exclude<Dropped, 'no-channel'> | null {
  const { kind, createdAtMs, settings, last, toldAtMs } = message
  if (!isWanted(kind, settings)) return 'declined'
  const untilMs = createdAtMs + noticeKinds[kind].sendMsMax!
  if (nowMs > untilMs || (kind === 'reminder' && dayIn(settings.timeZone, nowMs) !== (message.facts as NoticeFacts['reminder']).day)) return 'too-late'
  if (kind === 'reminder' && hasSpoken(settings.timeZone, last, nowMs)) return 'already-spoke'
  if (onceADay.has(kind) && toldAtMs !== null && nowMs - toldAtMs < onceADayMs) return 'already-told'
  return (waitsUntilMs(settings, nowMs) ?? nowMs) > untilMs ? 'quiet' : null
}

/** When a message that falls into quiet hours may be sent; null where it may at once. */
export const waitsUntilMs = ({ quietHours, timeZone }: Settings, nowMs: number): number | null => quietUntilMs(quietHours, timeZone, nowMs)

/** Whether a learner wants to be sent such a thing, by whatever channel. */
export const isWanted = (kind: PushedKind, { reminders, notices }: Settings): boolean => reminders && notices[kind].length > 0

/** Whether and when a thing that happens now is sent. */
export function sending(kind: PushedKind, settings: Settings, nowMs: number): { readonly push: boolean; readonly dueAtMs?: number } {
  const dueAtMs = waitsUntilMs(settings, nowMs)
  return { push: isWanted(kind, settings), ...(dueAtMs !== null && { dueAtMs }) }
}

/** Whether a learner has a turn on the day that a turn said now would belong to. */
export const hasSpoken = (timeZone: string, last: LastDay | null, nowMs: number): boolean => last !== null && dayOfTurn(nowMs, timeZone, last) === last.day

/** What became of messages: those too late are among the dropped. */
export type Ends = { readonly sent: number; readonly dropped: number; readonly tooLate: number; readonly dead: number }

/** How much was sent of what could have been: of what was wanted, reached somebody, and was not made idle by their having spoken. What came too late could have come in time. */
export function deliveryRate({ sent, tooLate, dead }: Ends): number | null {
  const all = sent + tooLate + dead
  return all === 0 ? null : sent / all
}
