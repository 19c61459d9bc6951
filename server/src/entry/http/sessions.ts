/** Where somebody is signed in, and tokens for programs of theirs. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type Type from 'typebox'
import type { TokenRequest } from '@mluv/protocol/sessions.ts'
import { Failure } from '../../domain/failure.ts'
import { isId } from '../../domain/identity.ts'
import type { House } from '../house.ts'
import { instant } from '../render.ts'
import { learnerOf } from './identity.ts'

const dayMs = 86_400_000

export const sessions = ({ signIn, store, clock }: House) => ({
  async list(request: FastifyRequest) {
    const items = await store.sessions.list(learnerOf(request), request.caller!.tokenHash, clock.now())
    return { items: items.map(({ createdAtMs, expiresAtMs, ...rest }) => ({ ...rest, createdAt: instant(createdAtMs), expiresAt: instant(expiresAtMs) })) }
  },

  async end(request: FastifyRequest<{ Params: { id: string } }>, reply: FastifyReply) {
    const isEnded = isId(request.params.id) && (await store.sessions.end(learnerOf(request), request.params.id))
    if (!isEnded) throw new Failure('not-found', 'There is no such session of yours.')
    return reply.status(204).send()
  },

  async endOthers(request: FastifyRequest, reply: FastifyReply) {
    await store.sessions.endOthers(learnerOf(request), request.caller!.tokenHash)
    return reply.status(204).send()
  },

  async makeToken(request: FastifyRequest<{ Body: Type.Static<typeof TokenRequest> }>, reply: FastifyReply) {
    const { name, scopes, days } = request.body
    const { sessionId, token, expiresAtMs } = await signIn.enter(learnerOf(request), { name: name.trim(), scopes }, days * dayMs)
    return reply.status(201).send({ sessionId, token, expiresAt: instant(expiresAtMs) })
  },
})
