/** The tutor's speech by its hash: whoever knows the name may hear it, and it never changes. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Failure } from '../../domain/failure.ts'
import type { SoundId } from '../../domain/identity.ts'
import type { SoundForm } from '../../ports/audio.ts'
import type { House } from '../house.ts'
import { isAmong } from './etags.ts'

const mediaTypes: Readonly<Record<SoundForm, string>> = { ogg: 'audio/ogg', mp4: 'audio/mp4', wav: 'audio/wav' }
const soundForms = Object.keys(mediaTypes)

export const sounds = (house: House) => ({
  async play(request: FastifyRequest<{ Params: { sha256: string }; Querystring: { as?: string } }>, reply: FastifyReply) {
    const { sha256 } = request.params
    const { as = 'ogg' } = request.query
    if (!soundForms.includes(as)) throw new Failure('invalid', `A sound comes as ${soundForms.join(', ')}.`, { fields: [{ field: '/as', detail: 'Not a form of sound.' }] })
    const form = as as SoundForm
    const sound = /^[0-9a-f]{64}$/.test(sha256) ? await house.store.sounds.find(sha256 as SoundId) : null
    if (!sound) throw new Failure('not-found', 'There is no such sound.')
    const etag = `"${sha256}.${form}"`
    reply.header('Cache-Control', 'public, max-age=31536000, immutable').header('ETag', etag).header('Accept-Ranges', 'bytes').type(mediaTypes[form])
    if (isAmong(etag, request.headers['if-none-match'])) return reply.status(304).send()
    const bytes = form === 'ogg' ? sound.bytes : await house.audio.convert(sound.bytes, form)
    return sendRange(reply, bytes, request.headers.range)
  },
})

/** One range of bytes, as players ask for; anything more elaborate gets the whole (RFC 9110, section 14.2). */
function sendRange(reply: FastifyReply, bytes: Uint8Array, header: string | undefined): FastifyReply {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? []
  if (from === undefined || (from === '' && to === '')) return reply.send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  const start = from === '' ? Math.max(0, bytes.length - Number(to)) : Number(from)
  const end = from === '' || to === '' ? bytes.length - 1 : Math.min(Number(to), bytes.length - 1)
  if (start > end || start >= bytes.length) {
    return reply.status(416).removeHeader('ETag').header('Cache-Control', 'no-store').header('Content-Range', `bytes */${bytes.length}`).type('application/problem+json').send(JSON.stringify({ type: '/docs#invalid', title: 'No such part', status: 416, code: 'invalid', detail: 'The sound is shorter than that.' }))
  }
  return reply.status(206).header('Content-Range', `bytes ${start}-${end}/${bytes.length}`).send(Buffer.from(bytes.slice(start, end + 1)))
}
