/** Who and what appears in the store's promises: learners, what they say, and how it ends. */
import assert from 'node:assert/strict'
import type { Corrections } from '../../src/domain/correction.ts'
import { scoreOf } from '../../src/domain/correction.ts'
import { codeOf, type FailureCode } from '../../src/domain/failure.ts'
import type { ConversationId, LearnerId, MistakeId, TurnId } from '../../src/domain/identity.ts'
import type { Settings } from '../../src/domain/learner.ts'
import type { Turn } from '../../src/domain/conversation.ts'
import type { ClaimedTurn, Claiming, Outcome, Store } from '../../src/ports/store.ts'
import { givenClock } from '../given-clock.ts'
import { settings } from '../rehearsal.ts'

/** What a driver's test gives besides the store. */
export type Given = {
  /** How many statements the store sends while `work` runs. */
  readonly statements: (work: () => Promise<unknown>) => Promise<number>
}

export const clock = givenClock()
export const nowMs = clock.now()
export const leaseMs = 75_000
export const dayMs = 86_400_000

/** Everybody made here. */
export const learners: LearnerId[] = []

export async function newLearner(store: Store, more: Partial<Settings> = {}): Promise<LearnerId> {
  const learnerId = clock.newId() as LearnerId
  learners.push(learnerId)
  await store.sessions.createGuest({ learnerId, settings: { ...settings, ...more }, tokenHash: clock.random(32), recoveryHash: clock.random(32), nowMs, expiresAtMs: nowMs + dayMs })
  return learnerId
}

export const claiming = (learnerId: LearnerId, key: string, more: Partial<Claiming> = {}): Claiming => ({
  turnId: clock.newId() as TurnId, newConversationId: clock.newId() as ConversationId, learnerId, conversationId: null, key, bodyHash: 'body',
  transcript: 'Já jdu do škola.', spoken: false, owner: 'one', nowMs, leaseUntilMs: (more.nowMs ?? nowMs) + leaseMs, foreseen: null, ...more,
})

/** A claim that must succeed. */
export async function claimed(store: Store, ...asked: Parameters<typeof claiming>): Promise<ClaimedTurn> {
  const claim = await store.turns.claim(claiming(...asked))
  assert.ok(claim.state === 'mine', claim.state)
  return claim.turn
}

export const mistake = (start: number, original: string, corrected: string): Corrections['mistakes'][number] => ({
  id: clock.newId() as MistakeId, start, end: start + original.length, original, corrected, kind: 'case', counted: true, explanation: 'Because.',
})

/** Corrections of *Já jdu do škola.* */
export function corrections(...mistakes: Corrections['mistakes']): Corrections {
  return { corrected: mistakes.length > 0 ? 'Já jdu do školy.' : 'Já jdu do škola.', score: scoreOf('Já jdu do škola.', mistakes), suggestion: null, mistakes, questions: [] }
}

export const outcome = ({ turnId, run }: { readonly turnId: TurnId; readonly run: number }, more: Partial<Outcome> = {}): Outcome => ({
  turnId, run, nowMs, reply: { sentences: [{ text: 'Aha!', translation: 'I see!', sound: null }] }, heardMs: null, corrections: corrections(),
  wordsOffered: [], scene: null, report: null, settingsLearnt: {},
  cost: { microUsd: 0, savedMicroUsd: 0, tutor: 'offline', heardBy: null, spokenBy: null }, leavesOut: null, degraded: [], timing: null, variants: null, ...more,
})

/** A whole turn. */
export async function turned(store: Store, learnerId: LearnerId, key: string, asked: Partial<Claiming> = {}, ended: Partial<Outcome> = {}): Promise<Turn> {
  return store.turns.finish(outcome(await claimed(store, learnerId, key, asked), ended))
}

export async function refuses(code: FailureCode, work: Promise<unknown>): Promise<void> {
  const error = await work.then(() => null, (thrown: unknown) => thrown)
  assert.equal(error === null ? 'nothing refused' : codeOf(error), code)
}
