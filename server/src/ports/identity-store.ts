/** Who vouches for whom: what a learner signs in with. */
import type { IdentityProvider } from '../domain/credential.ts'
import type { LearnerId } from '../domain/identity.ts'

/** `subject` is who they are there. */
export type IdentityName = { readonly provider: IdentityProvider; readonly subject: string }
export type Identity = IdentityName & { readonly identityId: string; readonly createdAtMs: number; readonly verifiedAtMs: number | null }

export type IdentityStore = {
  /** Whose it is; null when nobody's. */
  find(name: IdentityName): Promise<(Identity & { readonly learnerId: LearnerId }) | null>
  /** Makes it this learner's; what is theirs already stays as it is, and what was not verified is from then on. Throws `conflict` when it is somebody else's. */
  link(learnerId: LearnerId, identity: Identity): Promise<void>
  /** A learner's, oldest first. */
  list(learnerId: LearnerId): Promise<readonly Identity[]>
}
