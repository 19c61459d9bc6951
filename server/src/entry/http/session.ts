/** Guests, their way back, and operators. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type Type from 'typebox'
import type { GuestRequest, OperatorRequest, RecoverRequest } from '@mluv/protocol/session.ts'
import { Failure } from '../../domain/failure.ts'
import { isLoopback } from '../../domain/network.ts'
import { isTimeZone } from '../../domain/progress.ts'
import type { SessionAbout } from '../../domain/session.ts'
import type { House } from '../house.ts'
import { browserName } from './browser-name.ts'
import { clearSession, refuseOtherPages, setSession } from './identity.ts'

export const session = (house: House) => ({
  async guest(request: FastifyRequest<{ Body: Type.Static<typeof GuestRequest> | undefined }>, reply: FastifyReply) {
    refuseOtherPages(house, request.raw)
    const { timeZone, motherTongue, level, invitation } = request.body ?? {}
    if (timeZone !== undefined) knownTimeZone(timeZone)
    if (!isLoopback(request.ip)) house.guestPace.count(request.ip)
    const made = await house.signIn.guest({ ...(timeZone && { timeZone }), ...(motherTongue && { motherTongue }), ...(level && { level, levelChosen: true }) }, aboutOf(request), invitation ?? null)
    setSession(house, reply, made.token)
    return reply.status(201).send(made)
  },

  async recover(request: FastifyRequest<{ Body: Type.Static<typeof RecoverRequest> }>, reply: FastifyReply) {
    refuseOtherPages(house, request.raw)
    house.guestPace.count(`recover ${request.ip}`)
    const found = await house.signIn.recover(request.body.recoveryCode, aboutOf(request))
    setSession(house, reply, found.token)
    return reply.status(201).send(found)
  },

  async operator(request: FastifyRequest<{ Body: Type.Static<typeof OperatorRequest> }>, reply: FastifyReply) {
    refuseOtherPages(house, request.raw)
    house.guestPace.count(`operator ${request.ip}`)
    const { token } = await house.signIn.operator(request.body.token)
    setSession(house, reply, token)
    return reply.status(201).send({ role: 'operator', token })
  },

  async leave(request: FastifyRequest, reply: FastifyReply) {
    if (request.caller) await house.signIn.leave(request.caller)
    clearSession(house, reply)
    return reply.status(204).send()
  },
})

/** What a session that is begun by this request is called. */
export const aboutOf = (request: FastifyRequest): SessionAbout => ({ name: browserName(request.headers['user-agent'] ?? ''), scopes: null })

export function knownTimeZone(timeZone: string): void {
  if (!isTimeZone(timeZone)) throw new Failure('invalid', 'This time zone is not known.', { fields: [{ field: '/timeZone', detail: 'Not an IANA time zone.' }] })
}
