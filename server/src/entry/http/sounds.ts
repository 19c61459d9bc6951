/** The tutor's speech by its hash, or by several, one after the other: whoever knows the name may hear it, and it never changes. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Failure } from '../../domain/failure.ts'
import type { SoundId } from '../../domain/identity.ts'
import type { SoundForm } from '../../ports/audio.ts'
import type { House } from '../house.ts'
import { isAmong } from './etags.ts'

const mediaTypes: Readonly<Record<SoundForm, string>> = { ogg: 'audio/ogg', mp4: 'audio/mp4', wav: 'audio/wav' }
/** As many as a reply has sentences. */
const namesOfSounds = /^[0-9a-f]{64}(-[0-9a-f]{64}){0,19}$/
const soundForms = Object.keys(mediaTypes)

export const sounds = (house: House) => ({
  async play(request: FastifyRequest<{ Params: { names: string }; Querystring: { as?: string } }>, reply: FastifyReply) {
    const { names } = request.params
    const { as = 'ogg' } = request.query
    if (!soundForms.includes(as)) throw new Failure('invalid', `A sound comes as ${soundForms.join(', ')}.`, { fields: [{ field: '/as', detail: 'Not a form of sound.' }] })
    const form = as as SoundForm
    const whole = namesOfSounds.test(names) ? await soundOf(house, names.split('-') as SoundId[]) : null
    if (!whole) throw new Failure('not-found', 'There is no such sound.')
    const etag = `"${names}.${form}"`
    // The listener's own: what stands between keeps it for nobody, since it may be erased.
    reply.header('Cache-Control', 'private, max-age=31536000, immutable').header('ETag', etag).header('Accept-Ranges', 'bytes').type(mediaTypes[form])
    if (isAmong(etag, request.headers['if-none-match'])) return reply.status(304).send()
    const bytes = form === 'ogg' ? whole : await house.audio.convert(whole, form)
    return sendRange(reply, bytes, request.headers.range)
  },
})

/** Null where one of them is not there. */
export async function soundOf({ store, audio }: House, ids: readonly SoundId[]): Promise<Uint8Array | null> {
  const parts = await Promise.all(ids.map((id) => store.sounds.find(id)))
  const found = parts.flatMap((part) => part?.bytes ?? [])
  if (found.length < ids.length) return null
  return found.length === 1 ? found[0]! : audio.join(found)
}

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
