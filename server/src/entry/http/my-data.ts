/** Everything that is kept of a learner: to take away, and to have erased. */
import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { exported, exportedCards } from '../../account/export.ts'
import { exportedFiles } from '../../account/export-files.ts'
import { Failure } from '../../domain/failure.ts'
import type { LearnerId } from '../../domain/identity.ts'
import type { House } from '../house.ts'
import { clearSession, learnerOf } from './identity.ts'

/** Each holds a connection of its own to the database, for as long as its reader takes. */
const exportsMax = 3
const busyMs = 10_000

const forms = {
  zip: { make: everything, type: 'application/zip', name: 'mluv.zip' },
  json: { make: asDocument, type: 'application/json; charset=utf-8', name: 'mluv.json' },
  'cards.csv': { make: asCards, type: 'text/csv; charset=utf-8', name: 'mluv-cards.csv' },
} as const

type Pieces = AsyncGenerator<string | Uint8Array, void>

export function myData(house: House) {
  let running = 0

  async function* bounded(pieces: Pieces): Pieces {
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
      const pieces = bounded(make(house, learnerId))
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

/** One zip, the same wherever somebody takes it. Nothing where there is no such learner. */
export function everything({ store: { personalData, sounds }, clock, content, language, archive }: House, learnerId: LearnerId): Pieces {
  return archive.pack(exportedFiles({ personalData, sounds, clock, texts: content.in(language).privacy }, learnerId), clock.now())
}

function asDocument({ store: { personalData }, clock, content, language }: House, learnerId: LearnerId): Pieces {
  return exported({ personalData, clock, told: content.in(language).privacy.kinds }, learnerId)
}

function asCards({ store: { personalData } }: House, learnerId: LearnerId): Pieces {
  return exportedCards({ personalData }, learnerId)
}

async function* continued(first: string | Uint8Array, rest: Pieces): AsyncGenerator<Buffer, void> {
  try {
    yield Buffer.from(first as Uint8Array)
    for await (const piece of rest) if (piece.length > 0) yield Buffer.from(piece as Uint8Array)
  } finally {
    await rest.return()
  }
}
