/** Signing in by a name and a password, and setting them. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type Type from 'typebox'
import type { PasswordRequest, PasswordSetRequest } from '@mluv/protocol/sign-in.ts'
import type { House } from '../house.ts'
import { enter } from './arrived.ts'
import { markedPlace, placeOf } from './device.ts'
import { learnerOf, ownerOf, refuseOtherPages } from './identity.ts'
import { aboutOf } from './session.ts'

export const password = (house: House) => ({
  async signIn(request: FastifyRequest<{ Body: Type.Static<typeof PasswordRequest> }>, reply: FastifyReply) {
    refuseOtherPages(house, request.raw)
    const caller = await ownerOf(house, request)
    const { name, password: written } = request.body
    return enter(house, request, reply, await house.doors.passwords.enter(name, written, placeOf(request), { caller, about: aboutOf(request) }))
  },

  async set(request: FastifyRequest<{ Body: Type.Static<typeof PasswordSetRequest> }>, reply: FastifyReply) {
    const { name, password: written, current = null } = request.body
    const place = markedPlace(house, request, reply)
    const learnerId = learnerOf(request)
    const set = await house.doors.passwords.set({ ...request.caller!, learnerId }, { name, password: written, current }, place)
    await house.doors.know(learnerId, place.device)
    return set
  },
})
