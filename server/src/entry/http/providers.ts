/** How the providers fare. */
import type { LlmHealth, ProviderState } from '@mluv/protocol/providers.ts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Failure } from '../../domain/failure.ts'
import type { House } from '../house.ts'
import { deedOf } from './deeds.ts'

export const providers = (house: House) => ({
  health: async (): Promise<LlmHealth> => ({
    providers: house.fares().map(({ task, restMs, firstPieceMs, success, ...fare }) => ({
      ...fare, task: task as ProviderState['task'], restMs: Math.round(restMs), firstPieceMs: firstPieceMs === null ? null : Math.round(firstPieceMs), success: Math.round(success * 100) / 100,
    })),
  }),

  /** Heard of by every process within seconds. */
  async turn(request: FastifyRequest<{ Params: { name: string }; Body: { on: boolean } }>, reply: FastifyReply): Promise<FastifyReply> {
    const { params: { name }, body: { on } } = request
    const fares = house.fares().filter(({ provider }) => provider === name)
    if (fares.length === 0) throw new Failure('not-found', 'There is no such provider here: GET /llm/health lists them.')
    if (fares.every(({ model }) => model === null)) throw new Failure('conflict', 'This one costs nothing and answers when nobody else does: it stays.')
    await house.controls.turn(name, on, deedOf(house, request, on ? 'turn on' : 'turn off', name))
    return reply.status(204).send()
  },
})
