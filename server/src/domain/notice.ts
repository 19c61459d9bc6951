/**
 * What a learner is told without having asked: facts, which a channel puts into words. Some of it waits in the app for
 * their return; what is pushed goes to them by mail or the like, and only while they want to be reminded.
 */
import type { Period, Scope, Threshold } from './allowance.ts'
import type { ChallengeCode } from './challenge.ts'
import type { LearnerId } from './identity.ts'
import type { Settings } from './learner.ts'
import { dayOfTurn, type LastDay } from './progress.ts'
import type { WeekReport } from './week.ts'

/** A part of a limit that has been spent, in percent; 100 is that something had to be refused. */
export type BudgetFacts = { readonly scope: Scope; readonly period: Period; readonly since: string; readonly percent: Threshold; readonly limitMicroUsd: number; readonly spentMicroUsd: number }

export type NoticeFacts = {
  readonly reminder: { readonly day: string; readonly streakDays: number }
  readonly challenge: { readonly day: string; readonly code: ChallengeCode; readonly needed: number }
  readonly 'weekly-report': WeekReport
  readonly 'shield-used': { readonly day: string; readonly streakDays: number; readonly shields: number }
  readonly budget: BudgetFacts
}
export type NoticeKind = keyof NoticeFacts
export type PushedKind = Exclude<NoticeKind, 'shield-used'>

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
  'weekly-report': { inApp: true, sendMsMax: 72 * hourMs },
  'shield-used': { inApp: true, sendMsMax: null },
  budget: { inApp: true, sendMsMax: 24 * hourMs },
}

/** Why a message is not sent after all. */
export type Dropped = 'declined' | 'too-late' | 'already-spoke'

/** What is known of a message's learner at the moment of sending. */
export type Recipient = { readonly settings: Settings; readonly last: LastDay | null }

export function whyNotSent(kind: PushedKind, createdAtMs: number, { settings, last }: Recipient, nowMs: number): Dropped | null {
  if (!settings.reminders) return 'declined'
  if (nowMs - createdAtMs > noticeKinds[kind].sendMsMax!) return 'too-late'
  if (kind === 'reminder' && hasSpoken(settings.timeZone, last, nowMs)) return 'already-spoke'
  return null
}

/** Whether a learner has a turn on the day that a turn said now would belong to. */
export const hasSpoken = (timeZone: string, last: LastDay | null, nowMs: number): boolean => last !== null && dayOfTurn(nowMs, timeZone, last) === last.day
