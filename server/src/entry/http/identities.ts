/** What somebody signs in with: seen, and taken away. */
import type { FastifyRequest } from 'fastify'
import { Failure } from '../../domain/failure.ts'
import { isId } from '../../domain/identity.ts'
import type { House } from '../house.ts'
import { instant } from '../render.ts'
import { learnerOf } from './identity.ts'

export const identities = ({ doors }: House) => ({
  async list(request: FastifyRequest) {
    const items = await doors.identities.list(learnerOf(request))
    return { items: items.map(({ identityId, provider, subject, createdAtMs, verifiedAtMs }) => ({ identityId, provider, subject, createdAt: instant(createdAtMs), isVerified: verifiedAtMs !== null })) }
  },

  async unlink(request: FastifyRequest<{ Params: { id: string } }>) {
    if (!isId(request.params.id)) throw new Failure('not-found', 'You do not sign in with this.')
    return doors.identities.unlink(learnerOf(request), request.params.id)
  },

  async telegramLink(request: FastifyRequest) {
    const { url, expiresAtMs } = doors.joining().linkFor(learnerOf(request))
    return { url, expiresAt: instant(expiresAtMs) }
  },

  newCode: (request: FastifyRequest) => doors.identities.newCode(learnerOf(request)),
})
