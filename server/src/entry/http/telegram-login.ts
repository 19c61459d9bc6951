/** Signing in with Telegram, and what somebody signs in with. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type Type from 'typebox'
import type { MiniAppRequest, TelegramRequest } from '@mluv/protocol/identities.ts'
import type { Coming } from '../../account/arrive.ts'
import type { House } from '../house.ts'
import { enter } from './arrived.ts'
import { ownerOf, refuseOtherPages } from './identity.ts'
import { aboutOf } from './session.ts'

export function telegramLogin(house: House) {
  async function coming(request: FastifyRequest, merges: boolean | undefined): Promise<Coming> {
    refuseOtherPages(house, request.raw)
    return { caller: await ownerOf(house, request), about: aboutOf(request), ...(merges !== undefined && { merges }) }
  }

  return {
    async login(request: FastifyRequest<{ Body: Type.Static<typeof TelegramRequest> }>, reply: FastifyReply) {
      const { fields, merges } = request.body
      return enter(house, request, reply, await house.doors.telegram().login(fields, await coming(request, merges)))
    },

    async miniApp(request: FastifyRequest<{ Body: Type.Static<typeof MiniAppRequest> }>, reply: FastifyReply) {
      const { initData, framed, merges } = request.body
      return enter(house, request, reply, await house.doors.telegram().miniApp(initData, await coming(request, merges)), framed)
    },
  }
}
