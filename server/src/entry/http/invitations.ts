/** Invitations, for operators. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type Type from 'typebox'
import type { InvitationRequest } from '@mluv/protocol/sign-in.ts'
import { hashOfCode, newCode } from '../../account/secrets.ts'
import { Failure } from '../../domain/failure.ts'
import { isId } from '../../domain/identity.ts'
import type { House } from '../house.ts'
import { instant } from '../render.ts'

const dayMs = 86_400_000
/** 75 bits of chance. */
const codeLength = 15

export const invitations = ({ store: { doors: { invitations: kept } }, clock }: House) => ({
  async make(request: FastifyRequest<{ Body: Type.Static<typeof InvitationRequest> }>, reply: FastifyReply) {
    const { uses, days } = request.body
    const [code, invitationId, createdAtMs] = [newCode(clock, codeLength), clock.newId(), clock.now()]
    const expiresAtMs = createdAtMs + days * dayMs
    await kept.make({ invitationId, codeHash: hashOfCode(code), uses, createdAtMs, expiresAtMs })
    return reply.status(201).send({ invitationId, code, uses, expiresAt: instant(expiresAtMs) })
  },

  list: async () => ({ items: (await kept.list()).map(({ createdAtMs, expiresAtMs, ...rest }) => ({ ...rest, createdAt: instant(createdAtMs), expiresAt: instant(expiresAtMs) })) }),

  async drop(request: FastifyRequest<{ Params: { id: string } }>, reply: FastifyReply) {
    if (!isId(request.params.id) || !(await kept.drop(request.params.id))) throw new Failure('not-found', 'There is no such invitation.')
    return reply.status(204).send()
  },
})
