/** Signing in by a link in a letter. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type Type from 'typebox'
import type { EmailConfirmRequest, EmailLookRequest, EmailRequest } from '@mluv/protocol/sign-in.ts'
import type { House } from '../house.ts'
import { enter } from './arrived.ts'
import { markedPlace, placeOf } from './device.ts'
import { ownerOf, refuseOtherPages } from './identity.ts'
import { aboutOf, knownTimeZone } from './session.ts'

export const emailLinks = (house: House) => ({
  async ask(request: FastifyRequest<{ Body: Type.Static<typeof EmailRequest> }>, reply: FastifyReply) {
    refuseOtherPages(house, request.raw)
    const { email, timeZone, motherTongue } = request.body
    if (timeZone !== undefined) knownTimeZone(timeZone)
    const door = house.doors.email()
    const caller = await ownerOf(house, request)
    const given = { ...(timeZone && { timeZone }), ...(motherTongue && { motherTongue }) }
    await door.ask({ address: email, given, place: markedPlace(house, request, reply), browser: aboutOf(request).name, learnerId: caller?.learnerId ?? null })
    return reply.status(202).send()
  },

  async look(request: FastifyRequest<{ Body: Type.Static<typeof EmailLookRequest> }>) {
    refuseOtherPages(house, request.raw)
    const { address, isHere } = await house.doors.email().look(request.body.token, placeOf(request))
    return { email: address, isHere }
  },

  async confirm(request: FastifyRequest<{ Body: Type.Static<typeof EmailConfirmRequest> }>, reply: FastifyReply) {
    refuseOtherPages(house, request.raw)
    const { token, merges, invitation } = request.body
    const caller = await ownerOf(house, request)
    return enter(house, request, reply, await house.doors.email().confirm(token, { caller, about: aboutOf(request), ...(merges !== undefined && { merges }) }, invitation ?? null))
  },
})
