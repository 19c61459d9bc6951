/** Who vouches for whom: what a learner signs in with. */
import type { IdentityProvider } from '../domain/credential.ts'
import type { LearnerId } from '../domain/identity.ts'

/** `subject` is who they are there. */
export type IdentityName = { readonly provider: IdentityProvider; readonly subject: string }
export type Identity = IdentityName & { readonly identityId: string; readonly createdAtMs: number; readonly verifiedAtMs: number | null }

export type IdentityStore = {
  /** Whose it is; null when nobody's. */
  find(name: IdentityName): Promise<(Identity & { readonly learnerId: LearnerId }) | null>
  /**
   * Makes it this learner's; what is theirs already stays as it is, and what was not verified is from then on. Throws `conflict` when it is
   * somebody else's, `not-found` when there is no such learner.
   */
  link(learnerId: LearnerId, identity: Identity): Promise<void>
  /** A learner's, oldest first. */
  list(learnerId: LearnerId): Promise<readonly Identity[]>
  /**
   * Takes one of a learner's away; null when it is not one of theirs. Their last goes only with a new way back: `recoveryHash` is of a
   * code that they are about to be told, and counts from then on where it is the last. What was to be sent there is not.
   */
  unlink(learnerId: LearnerId, identityId: string, recoveryHash: Uint8Array): Promise<(Identity & { readonly isLast: boolean }) | null>
  /** Another recovery code for the one before, which is nobody's from then on. */
  giveCode(learnerId: LearnerId, recoveryHash: Uint8Array): Promise<void>
  /** Whether they have said or kept anything yet. */
  hasHistory(learnerId: LearnerId): Promise<boolean>
  /**
   * Makes two learners one, all or nothing of it: whatever is `from`'s is `into`'s, nothing of it lost or doubled, and `from` is gone.
   * Done twice, it happens once. Throws `not-found` when there is no `into`.
   */
  merge(from: LearnerId, into: LearnerId, nowMs: number): Promise<Merged>
}

/** `empty`: there was nothing that `from` had said or kept. `gone`: there is no such learner, any more. */
export type Merged = 'merged' | 'empty' | 'gone'
