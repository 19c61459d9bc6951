/** Who somebody is: guests and their way back, operators, and the sessions that say so. */
import { timingSafeEqual } from 'node:crypto'
import type { IdentityProvider } from '../domain/credential.ts'
import { Failure } from '../domain/failure.ts'
import type { LearnerId } from '../domain/identity.ts'
import { firstSettings, type Settings } from '../domain/learner.ts'
import { unnamed, type SessionAbout, type TokenScope } from '../domain/session.ts'
import type { Clock } from '../ports/clock.ts'
import type { Role, SessionStore } from '../ports/store.ts'
import { everybody, type Admission } from './admission.ts'
import { hashOf, hashOfCode, newCode, newToken } from './secrets.ts'

/** How long a session lasts without being used, and when using it makes it last again. */
export const sessionMsMax = 180 * 86_400_000
const extendAfterMs = 86_400_000
const hashBytes = 32

/** `scopes`: what they may do; null for everything. */
export type Caller = { readonly role: Role; readonly learnerId: LearnerId | null; readonly tokenHash: Uint8Array; readonly extended: boolean; readonly scopes: readonly TokenScope[] | null }
export type GuestSession = { readonly learnerId: LearnerId; readonly token: string; readonly recoveryCode: string }

export type SignIn = ReturnType<typeof signIn>

/** `isNew`: nobody came from there before. */
export type Identified = { readonly learnerId: LearnerId; readonly isNew: boolean }

type Parts = { readonly sessions: SessionStore; readonly clock: Clock; readonly operatorToken: string | null; readonly admission?: Admission }

/** `operatorToken` is the one from the settings; null where the installation made its own. */
export function signIn({ sessions, clock, operatorToken, admission = everybody }: Parts) {
  return {
    /** A new learner. The recovery code is told this once. Throws `forbidden` where they may not be new. */
    async guest(given: Partial<Settings>, about: SessionAbout = unnamed, invitation: string | null = null): Promise<GuestSession> {
      const learnerId = clock.newId() as LearnerId
      const token = newToken(clock)
      const recoveryCode = newCode(clock)
      const nowMs = clock.now()
      const session = { tokenHash: hashOf(token), nowMs, expiresAtMs: nowMs + sessionMsMax }
      await admission.newcomer(invitation)
      await sessions.createGuest({ ...session, ...about, learnerId, settings: { ...firstSettings, ...given }, recoveryHash: hashOfCode(recoveryCode) })
      return { learnerId, token, recoveryCode }
    },

    /** Another session for the learner whose code this is. Throws `unauthorized` when it is nobody's. */
    async recover(recoveryCode: string, about: SessionAbout = unnamed): Promise<{ readonly learnerId: LearnerId; readonly token: string }> {
      const token = newToken(clock)
      const nowMs = clock.now()
      const learnerId = await sessions.recover({ ...about, recoveryHash: hashOfCode(recoveryCode), tokenHash: hashOf(token), nowMs, expiresAtMs: nowMs + sessionMsMax })
      if (learnerId === null) throw new Failure('unauthorized', 'This code is not known. Check each letter and digit.')
      return { learnerId, token }
    },

    /** The learner whom a provider knows by this subject; a new one where nobody came from there before. Throws `forbidden` where they may not be new. */
    async identified(provider: IdentityProvider, subject: string, given: Partial<Settings>, isVerified = true, invitation: string | null = null): Promise<Identified> {
      // A code that nobody is told: they come back by the provider.
      const recoveryHash = hashOf(Buffer.from(clock.random(hashBytes)).toString('hex'))
      const admitted = await admission.vouchedFor({ provider, subject }, invitation)
      const found = await sessions.learnerOf({ provider, subject, learnerId: clock.newId() as LearnerId, settings: { ...firstSettings, ...given }, recoveryHash, isVerified, nowMs: clock.now() })
      // Somebody with the same name was quicker.
      if (!found.isNew) await admitted.giveBack()
      return found
    },

    /** Another session for a learner whom somebody has vouched for; for `msMax`, where it is to have an end whether it is used or not. */
    async enter(learnerId: LearnerId, about: SessionAbout = unnamed, msMax: number = sessionMsMax): Promise<{ readonly sessionId: string; readonly token: string; readonly expiresAtMs: number }> {
      const [token, sessionId, nowMs] = [newToken(clock), clock.newId(), clock.now()]
      const expiresAtMs = nowMs + msMax
      await sessions.begin(learnerId, { ...about, sessionId, tokenHash: hashOf(token), nowMs, expiresAtMs })
      return { sessionId, token, expiresAtMs }
    },

    /** A session for whoever knows the operator's token. */
    async operator(offered: string): Promise<{ readonly token: string }> {
      const expected = operatorToken === null ? (await sessions.operatorToken(clock.random(hashBytes))).hash : hashOf(operatorToken)
      if (!timingSafeEqual(expected, hashOf(offered))) throw new Failure('unauthorized', "This is not the operator's token.")
      const token = newToken(clock)
      const nowMs = clock.now()
      await sessions.createOperator({ tokenHash: hashOf(token), nowMs, expiresAtMs: nowMs + sessionMsMax })
      return { token }
    },

    /** Whose token this is; null when nobody's. A session in use is extended, once a day. */
    async who(token: string): Promise<Caller | null> {
      const tokenHash = hashOf(token)
      const nowMs = clock.now()
      const found = await sessions.find(tokenHash, nowMs)
      if (!found) return null
      // A program's has the end that it was given.
      const extended = found.scopes === null && found.expiresAtMs < nowMs + sessionMsMax - extendAfterMs
      if (extended) await sessions.extend(tokenHash, nowMs + sessionMsMax)
      return { role: found.role, learnerId: found.learnerId, tokenHash, extended, scopes: found.scopes }
    },

    leave: (caller: Caller): Promise<void> => sessions.revoke(caller.tokenHash),
  }
}

/** A new operator's token, at the first start of an installation; null at every later one. Told this once. */
export async function firstOperatorToken({ sessions, clock }: { readonly sessions: SessionStore; readonly clock: Clock }): Promise<string | null> {
  const offer = newToken(clock)
  const { created } = await sessions.operatorToken(hashOf(offer))
  return created ? offer : null
}
