/** Everything that is kept of a learner: to take away, and to have erased. */
import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { exported, exportedCards } from '../../account/export.ts'
import { Failure } from '../../domain/failure.ts'
import type { House } from '../house.ts'
import { clearSession, learnerOf } from './identity.ts'

/** Each holds a connection of its own to the database, for as long as its reader takes. */
const exportsMax = 3
const busyMs = 10_000

const forms = {
  json: { make: exported, type: 'application/json; charset=utf-8', name: 'mluv.json' },
  'cards.csv': { make: exportedCards, type: 'text/csv; charset=utf-8', name: 'mluv-cards.csv' },
} as const

export function myData(house: House) {
  let running = 0

  async function* bounded(pieces: AsyncGenerator<string, void>): AsyncGenerator<string, void> {
    if (running >= exportsMax) throw new Failure('busy', 'Others are taking their things just now. Try again in a moment.', { retryAfterMs: busyMs })
    running += 1
    try {
      yield* pieces
    } finally {
      running -= 1
    }
  }

  return {
    async take(request: FastifyRequest<{ Querystring: { as?: keyof typeof forms } }>, reply: FastifyReply) {
      const learnerId = learnerOf(request)
      house.pace.count(learnerId)
      const { make, type, name } = forms[request.query.as ?? 'json']
      const pieces = bounded(make({ personalData: house.store.personalData, clock: house.clock, told: house.content.in(house.language).privacy.kinds }, learnerId))
      // What cannot be read at all is refused before anything is sent.
      const first = await pieces.next()
      if (first.done) throw new Failure('unauthorized', 'This learner is gone. Start anew.')
      reply.type(type).header('Content-Disposition', `attachment; filename="${name}"`).header('Cache-Control', 'no-store')
      return reply.send(Readable.from(continued(first.value, pieces)))
    },

    /** With it goes what this browser keeps of us: pages, sounds that it was told to keep for ever, and the cookie. */
    async forget(request: FastifyRequest, reply: FastifyReply) {
      if (!(await house.forget(learnerOf(request)))) throw new Failure('unauthorized', 'This learner is gone. Start anew.')
      clearSession(house, reply)
      return reply.status(204).header('Clear-Site-Data', '"cache", "storage"').send()
    },
  }
}

async function* continued(first: string, rest: AsyncGenerator<string, void>): AsyncGenerator<Buffer, void> {
  try {
    yield Buffer.from(first)
    for await (const piece of rest) if (piece !== '') yield Buffer.from(piece)
  } finally {
    await rest.return()
  }
}
