/** Whoever has come in: their session as a cookie, and a browser that is known from now on. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Arrived } from '../../account/arrive.ts'
import type { House } from '../house.ts'
import { markedPlace } from './device.ts'
import { setSession } from './identity.ts'

export async function enter(house: House, request: FastifyRequest, reply: FastifyReply, { learnerId, token, how }: Arrived, framed = false): Promise<FastifyReply> {
  await house.doors.know(learnerId, markedPlace(house, request, reply).device)
  setSession(house, reply, token, framed)
  return reply.status(201).send({ learnerId, token, how })
}
