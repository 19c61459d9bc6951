/** Cards in files: brought from elsewhere, and taken elsewhere. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { CardsBrought, CardsFileQuery } from '@mluv/protocol/cards.ts'
import { tableOf } from '../../domain/card-table.ts'
import { Failure } from '../../domain/failure.ts'
import { bringCards, type BroughtFile } from '../../study/bring-cards.ts'
import type { House } from '../house.ts'
import { learnerOf } from './identity.ts'
import { unread } from './recording.ts'

/** A package with pictures and sounds may well be larger: then it is exported without them. */
const fileBytesMax = 20 * 2 ** 20
const formLimits = { fileSize: fileBytesMax, files: 1, fields: 0, fieldNameSize: 100, parts: 1, headerPairs: 20 } as const
/** What is told of what was left out. */
const leftOutTold = 50

export const cardFiles = (house: House) => ({
  async bring(request: FastifyRequest): Promise<CardsBrought> {
    if (!request.isMultipart()) throw new Failure('unsupported', 'Send the cards as a form (multipart/form-data) with a file called "file".')
    const learnerId = learnerOf(request)
    house.pace.count(learnerId)
    const file = await fileOf(request).catch(unread)
    const { leftOut, ...brought } = await bringCards({ cards: house.store.cards, deckFile: house.deckFile, clock: house.clock }, learnerId, file)
    return { ...brought, leftOut: leftOut.length, why: leftOut.slice(0, leftOutTold) }
  },

  async take(request: FastifyRequest<{ Querystring: CardsFileQuery }>, reply: FastifyReply) {
    const learnerId = learnerOf(request)
    house.pace.count(learnerId)
    const cards = await house.store.cards.all(learnerId)
    reply.header('Cache-Control', 'no-store')
    if (request.query.as === 'csv') return reply.type('text/csv; charset=utf-8').header('Content-Disposition', 'attachment; filename="mluv-cards.csv"').send(tableOf(cards))
    return reply.type('application/octet-stream').header('Content-Disposition', 'attachment; filename="mluv.apkg"').send(Buffer.from(await house.deckFile.write(cards, house.clock.now())))
  },
})

async function fileOf(request: FastifyRequest): Promise<BroughtFile> {
  const part = await request.file({ limits: formLimits })
  if (part?.fieldname !== 'file') throw new Failure('invalid', 'The form has no file called "file".', { fields: [{ field: '/file', detail: 'No file.' }] })
  return { bytes: await part.toBuffer(), name: part.filename ?? '' }
}
