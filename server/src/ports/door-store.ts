/** What is kept of the ways in. Secrets come hashed: 32 bytes of SHA-256. */
import type { Limit } from '../domain/attempt.ts'
import type { IdentityName } from './identity-store.ts'
import type { Credential } from './passkeys.ts'
import type { LearnerId } from '../domain/identity.ts'
import type { Settings } from '../domain/learner.ts'

export type SignInLink = {
  readonly tokenHash: Uint8Array
  readonly address: string
  /** The browser or network that asked. */
  readonly placeHash: Uint8Array
  /** Who asked; null where they were nobody here. */
  readonly learnerId: LearnerId | null
  /** What a new learner begins with. */
  readonly given: Partial<Settings>
  readonly expiresAtMs: number
}

export type LinkStore = {
  /** Keeps a link, in place of the one to the same address from the same place. */
  keep(link: SignInLink): Promise<void>
  /** One that has not expired. */
  find(tokenHash: Uint8Array, nowMs: number): Promise<SignInLink | null>
  /** Takes one that has not expired away, with all others to its address; only one caller gets it. Letters arrive there: it is open again. */
  take(tokenHash: Uint8Array, nowMs: number): Promise<SignInLink | null>
}

/** Whose tries, and how many are let through. */
export type Counted = { readonly nameHash: Uint8Array; readonly limit: Limit }

export type AttemptStore = {
  /** Counts a try at each, or at none: how long to wait where one of them says so, else 0. Counted by whatever process asks, one after the other. */
  count(all: readonly Counted[], nowMs: number): Promise<number>
  /** One try less at each: it was no guess. */
  giveBack(all: readonly Counted[]): Promise<void>
}

export type DeviceStore = {
  /** Whether whose identity this is has signed in from there before; false where it is nobody's. */
  isKnown(identity: IdentityName, deviceHash: Uint8Array): Promise<boolean>
  note(learnerId: LearnerId, deviceHash: Uint8Array, nowMs: number): Promise<void>
  /** All of a learner's but this one; null for all. */
  forgetOthers(learnerId: LearnerId, deviceHash: Uint8Array | null): Promise<void>
}

export type NamedPassword = { readonly name: string; readonly phc: string }

export type PasswordStore = {
  find(name: string): Promise<{ readonly learnerId: LearnerId; readonly phc: string } | null>
  /** Oldest first: of two who have become one, both signed in with something. */
  ofLearner(learnerId: LearnerId): Promise<readonly NamedPassword[]>
  /** Gives a learner one name and one password, in place of all they had: `was` is what they had when this was decided. Throws `conflict` where that is so no more, or the name is somebody else's. */
  set(password: NamedPassword & { readonly learnerId: LearnerId; readonly was: readonly NamedPassword[]; readonly identityId: string; readonly nowMs: number }): Promise<void>
  /** The same password, hashed anew. */
  renew(was: string, phc: string): Promise<void>
}

/** `userHandle` is what authenticators know the learner by. */
export type KeptPasskey = Pick<Credential, 'credentialId' | 'transports'> & {
  readonly passkeyId: string
  readonly name: string
  readonly userHandle: Uint8Array
  readonly createdAtMs: number
  readonly usedAtMs: number | null
}

export type PasskeyStore = {
  /** Keeps a challenge: for a learner who registers, in place of the one before, or for whoever signs in. */
  challenge(challenge: { readonly challengeHash: Uint8Array; readonly learnerId: LearnerId | null; readonly userHandle: Uint8Array | null; readonly expiresAtMs: number }): Promise<void>
  /** Takes a challenge away that was this learner's, or null's, and has not expired; only one caller gets it. */
  answered(challengeHash: Uint8Array, learnerId: LearnerId | null, nowMs: number): Promise<{ readonly userHandle: Uint8Array | null } | null>
  /** Oldest first. */
  ofLearner(learnerId: LearnerId): Promise<readonly KeptPasskey[]>
  find(credentialId: string): Promise<(Credential & { readonly userHandle: Uint8Array }) | null>
  /** Throws `conflict` for a credential that is known, and where a learner has too many. */
  keep(passkey: Pick<KeptPasskey, 'passkeyId' | 'name' | 'userHandle'> & { readonly learnerId: LearnerId; readonly credential: Credential; readonly nowMs: number }): Promise<void>
  /** Notes a use; false where the authenticator does not count on from where it was. */
  used(credentialId: string, signCount: number, nowMs: number): Promise<boolean>
}

export type KeptInvitation = { readonly invitationId: string; readonly uses: number; readonly used: number; readonly createdAtMs: number; readonly expiresAtMs: number }

export type InvitationStore = {
  make(invitation: Omit<KeptInvitation, 'used'> & { readonly codeHash: Uint8Array }): Promise<void>
  /** Newest first. */
  list(): Promise<readonly KeptInvitation[]>
  /** False where there is none. */
  drop(invitationId: string): Promise<boolean>
  /** Counts one more newcomer; null where it is unknown, over, or used up. */
  use(codeHash: Uint8Array, nowMs: number): Promise<string | null>
  giveBack(invitationId: string): Promise<void>
}

export type ProofStore = {
  /** Whether a proof that holds once was not used yet; from now on it is, until it would be too old anyway. */
  use(proofHash: Uint8Array, expiresAtMs: number): Promise<boolean>
  /** It was of no use after all. */
  giveBack(proofHash: Uint8Array): Promise<void>
}

export type DoorStore = {
  readonly proofs: ProofStore
  readonly links: LinkStore
  readonly attempts: AttemptStore
  readonly devices: DeviceStore
  readonly passwords: PasswordStore
  readonly passkeys: PasskeyStore
  readonly invitations: InvitationStore
}
