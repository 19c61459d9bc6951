/** What becomes of somebody whom a provider vouches for: they come back, what they sign in with becomes theirs, they turn out to be somebody they are elsewhere, or they are new. */
import type { IdentityProvider } from '../domain/credential.ts'
import { codeOf, Failure } from '../domain/failure.ts'
import type { LearnerId } from '../domain/identity.ts'
import type { Settings } from '../domain/learner.ts'
import type { SessionAbout } from '../domain/session.ts'
import type { Clock } from '../ports/clock.ts'
import type { IdentityStore } from '../ports/identity-store.ts'
import type { SessionStore } from '../ports/store.ts'
import type { Caller, SignIn } from './sign-in.ts'

/** Proved before anything here is asked. `given` is what the provider knows of a new learner's settings, `invitation` what lets one in where that is needed. */
export type Vouched = { readonly provider: IdentityProvider; readonly subject: string; readonly isVerified: boolean; readonly given: Partial<Settings>; readonly invitation?: string | null }

/**
 * Who they were here until now, if anybody. Where that is not whom the provider vouches for, a guest becomes part of that one. `merges`: whether they
 * were asked. True makes one of two accounts, too; false joins nobody who has said or kept anything, nor links anything to them: whoever followed somebody
 * else's link must not lose it into an account of theirs.
 */
export type Coming = { readonly caller: Caller | null; readonly about: SessionAbout; readonly merges?: boolean }

/** `how` it came out: `back`, `linked` to the learner that they were here, `merged` with that learner, or `new`. */
export type Arrived = { readonly learnerId: LearnerId; readonly token: string; readonly how: 'back' | 'linked' | 'merged' | 'new' }

export type Arrive = (vouched: Vouched, coming: Coming) => Promise<Arrived>

type Parts = { readonly identities: IdentityStore; readonly sessions: SessionStore; readonly signIn: SignIn; readonly clock: Clock }

/** The session is a new one, and the caller's is over: whoever knew it before knows nothing of what comes. */
export function arrivals({ identities, sessions, signIn, clock }: Parts): Arrive {
  async function refuseToJoin(here: LearnerId, isKnown: boolean, merges: boolean | undefined): Promise<void> {
    if (merges === true || (merges === undefined && !isKnown)) return
    const isGuest = (await identities.list(here)).length === 0
    if (isGuest && (merges === undefined || !(await identities.hasHistory(here)))) return
    throw new Failure('conflict', isKnown ? 'This belongs to another account. Make one of both, or sign out here first and then sign in with it.' : 'Say first that this is to be yours.')
  }

  async function owner(vouched: Vouched, here: LearnerId | null, merges: boolean | undefined): Promise<Pick<Arrived, 'learnerId' | 'how'>> {
    const { provider, subject, isVerified, given } = vouched
    const known = await identities.find({ provider, subject })
    if (known !== null && (here === null || known.learnerId === here)) return { learnerId: known.learnerId, how: 'back' }
    // It was there when it was proved: what is unlinked meanwhile begins nothing.
    if (known === null && (provider === 'password' || provider === 'passkey')) throw new Failure('unauthorized', 'This is no way in any more.')
    if (here === null) {
      const { learnerId, isNew } = await signIn.identified(provider, subject, given, isVerified, vouched.invitation)
      return { learnerId, how: isNew ? 'new' : 'back' }
    }
    await refuseToJoin(here, known !== null, merges)
    if (known !== null) return { learnerId: known.learnerId, how: (await identities.merge(here, known.learnerId, clock.now())) === 'merged' ? 'merged' : 'back' }
    const nowMs = clock.now()
    try {
      await identities.link(here, { identityId: clock.newId(), provider, subject, createdAtMs: nowMs, verifiedAtMs: isVerified ? nowMs : null })
    } catch (error) {
      // Somebody was quicker: it is known now.
      if (codeOf(error) === 'conflict') return owner(vouched, here, merges)
      throw error
    }
    return { learnerId: here, how: 'linked' }
  }

  return async (vouched, { caller, about, merges }) => {
    const { learnerId, how } = await owner(vouched, caller?.learnerId ?? null, merges)
    const { token } = await signIn.enter(learnerId, about)
    if (caller !== null) await sessions.revoke(caller.tokenHash)
    return { learnerId, token, how }
  }
}
