/**
 * Links by which somebody has messages ended without signing in. A link vouches for itself: it holds a learner and a kind under a seal that only this
 * installation can make, so that nothing is kept of it and it holds for as long as the installation does.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { isToldKind, type ToldKind } from '../domain/channel.ts'
import type { LearnerId } from '../domain/identity.ts'
import { silencing } from '../domain/learner.ts'
import type { Clock } from '../ports/clock.ts'
import type { Reach } from '../ports/reach.ts'
import type { LearnerStore } from '../ports/store.ts'

const secretBytes = 32

export type Unsubscribing = ReturnType<typeof unsubscribing>

export function unsubscribing({ reach, learners, clock }: { readonly reach: Pick<Reach, 'secret'>; readonly learners: Pick<LearnerStore, 'change'>; readonly clock: Clock }) {
  const secret = () => reach.secret('unsubscribe', () => Buffer.from(clock.random(secretBytes)).toString('base64url'), clock.now())
  const sealOf = async (kind: ToldKind, id: string) => createHmac('sha256', await secret()).update(`unsubscribe ${kind} ${id}`).digest('base64url')
  return {
    async tokenFor(learnerId: LearnerId, kind: ToldKind): Promise<string> {
      const id = learnerId.replaceAll('-', '')
      return `${kind}.${id}.${await sealOf(kind, id)}`
    },

    /** Ends messages of the link's kind, or all. Says whether the link holds; not whether there was anything to end. */
    async end(token: string, all: boolean): Promise<boolean> {
      const [kind = '', id = '', given = ''] = token.split('.')
      if (!isToldKind(kind) || !/^[0-9a-f]{32}$/.test(id)) return false
      const [seal, offered] = [Buffer.from(await sealOf(kind, id)), Buffer.from(given)]
      if (seal.length !== offered.length || !timingSafeEqual(seal, offered)) return false
      await learners.change(id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5') as LearnerId, silencing(all ? 'all' : kind))
      return true
    },
  }
}
