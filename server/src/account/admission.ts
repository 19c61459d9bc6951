/** Who may be new here: everybody, whoever was invited, or nobody. Who is known comes back in any case. */
import { Failure } from '../domain/failure.ts'
import type { SignUp } from '../domain/credential.ts'
import type { Clock } from '../ports/clock.ts'
import type { InvitationStore } from '../ports/door-store.ts'
import type { IdentityName, IdentityStore } from '../ports/identity-store.ts'
import { hashOfCode } from './secrets.ts'

/** `giveBack`: where they were not new after all. */
export type Admitted = { giveBack(): Promise<void> }

export type Admission = {
  /** Throws `forbidden` for whoever may not be new. The invitation is used by this. */
  newcomer(invitation: string | null): Promise<Admitted>
  /** The same, for whom a provider vouches; nothing is asked of those who are known. */
  vouchedFor(name: IdentityName, invitation: string | null): Promise<Admitted>
}

const free: Admitted = { giveBack: async () => {} }

export const everybody: Admission = { newcomer: async () => free, vouchedFor: async () => free }

type Parts = { readonly signUp: SignUp; readonly invitations: InvitationStore; readonly identities: Pick<IdentityStore, 'find'>; readonly clock: Pick<Clock, 'now'> }

export function admission({ signUp, invitations, identities, clock }: Parts): Admission {
  if (signUp === 'open') return everybody
  async function newcomer(invitation: string | null): Promise<Admitted> {
    if (signUp === 'closed') throw new Failure('forbidden', 'Nobody new is let in here. Who was here before signs in as ever.')
    const invitationId = invitation === null ? null : await invitations.use(hashOfCode(invitation), clock.now())
    // Whether it is unknown, over or used up is told to nobody who tries.
    if (invitationId === null) throw new Failure('forbidden', invitation === null ? 'New learners need an invitation here.' : 'This invitation does not hold. Ask for another one.')
    return { giveBack: () => invitations.giveBack(invitationId) }
  }
  return { newcomer, vouchedFor: async (name, invitation) => ((await identities.find(name)) === null ? newcomer(invitation) : free) }
}
