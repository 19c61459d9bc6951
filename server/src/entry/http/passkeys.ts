/** Passkeys: registering them and signing in by them. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type Type from 'typebox'
import type { PasskeyAnswer, PasskeyRequest } from '@mluv/protocol/sign-in.ts'
import { Failure } from '../../domain/failure.ts'
import { passkeySite, type PasskeySite } from '../../domain/passkey-site.ts'
import type { KeptPasskey } from '../../ports/door-store.ts'
import type { House } from '../house.ts'
import { instant } from '../render.ts'
import { enter } from './arrived.ts'
import { learnerOf, ownerOf, refuseOtherPages } from './identity.ts'
import { aboutOf } from './session.ts'

export const passkeys = (house: House) => ({
  begin: (request: FastifyRequest) => house.doors.passkeys.beginRegistration(learnerOf(request), siteOf(house, request)),

  async register(request: FastifyRequest<{ Body: Type.Static<typeof PasskeyRequest> }>, reply: FastifyReply) {
    const { name, answer } = request.body
    return reply.status(201).send(shown(await house.doors.passkeys.register(learnerOf(request), name.trim(), answer, siteOf(house, request))))
  },

  list: async (request: FastifyRequest) => ({ items: (await house.doors.passkeys.list(learnerOf(request))).map(shown) }),

  async beginSignIn(request: FastifyRequest) {
    refuseOtherPages(house, request.raw)
    return house.doors.passkeys.beginSignIn(request.ip, siteOf(house, request))
  },

  async signIn(request: FastifyRequest<{ Body: Type.Static<typeof PasskeyAnswer> }>, reply: FastifyReply) {
    refuseOtherPages(house, request.raw)
    const caller = await ownerOf(house, request)
    return enter(house, request, reply, await house.doors.passkeys.signIn(request.body, request.ip, siteOf(house, request), { caller, about: aboutOf(request) }))
  },
})

/** Whether there can be passkeys where this request was sent to. */
export const hasPasskeys = (house: House, request: FastifyRequest): boolean => passkeySite(house.publicUrl, request.headers.host ?? '') !== null

function siteOf(house: House, request: FastifyRequest): PasskeySite {
  const site = passkeySite(house.publicUrl, request.headers.host ?? '')
  if (site === null) throw new Failure('unavailable', `Passkeys need a name of a host: ${house.publicUrl === null ? 'open this page at http://localhost instead of an address in figures, or' : 'whoever runs this installation'} sets PUBLIC_URL to an address with https.`)
  return site
}

const shown = ({ passkeyId, name, createdAtMs, usedAtMs }: KeptPasskey) => ({ passkeyId, name, createdAt: instant(createdAtMs), usedAt: usedAtMs === null ? null : instant(usedAtMs) })
