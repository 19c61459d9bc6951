/** What somebody signs in with, and that they are never without a way back. */
import { Failure } from '../domain/failure.ts'
import type { LearnerId } from '../domain/identity.ts'
import type { Clock } from '../ports/clock.ts'
import type { Identity, IdentityStore } from '../ports/identity-store.ts'
import { hashOfCode, newCode } from './secrets.ts'

type Parts = { readonly identities: Pick<IdentityStore, 'list' | 'unlink' | 'giveCode'>; readonly clock: Pick<Clock, 'random'> }

export type OwnIdentities = ReturnType<typeof ownIdentities>

export const ownIdentities = ({ identities, clock }: Parts) => ({
  list: (learnerId: LearnerId): Promise<readonly Identity[]> => identities.list(learnerId),

  /** The recovery code is told where it is all that is left. Throws `not-found` for what is not theirs. */
  async unlink(learnerId: LearnerId, identityId: string): Promise<{ readonly recoveryCode: string | null }> {
    const recoveryCode = newCode(clock)
    const gone = await identities.unlink(learnerId, identityId, hashOfCode(recoveryCode))
    if (gone === null) throw new Failure('not-found', 'You do not sign in with this.')
    return { recoveryCode: gone.isLast ? recoveryCode : null }
  },

  /** Another in place of the one before; whoever came by a provider was told none. */
  async newCode(learnerId: LearnerId): Promise<{ readonly recoveryCode: string }> {
    const recoveryCode = newCode(clock)
    await identities.giveCode(learnerId, hashOfCode(recoveryCode))
    return { recoveryCode }
  },
})
