/** A browser that is known again: a secret of its own, that tells nothing of who used it, and lets nobody in. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Place } from '../../account/attempts.ts'
import { newToken } from '../../account/secrets.ts'
import type { House } from '../house.ts'

/** As long as browsers keep a cookie. */
const keptMs = 400 * 86_400_000

/** Where the call comes from. */
export const placeOf = (request: FastifyRequest): Place =>
  ({ ip: request.ip, device: /(?:^|;\s*)mluv_device=([\w-]{43})(?:;|$)/.exec(request.headers.cookie ?? '')?.[1] ?? null })

/** The same, with a secret that the browser is given where it has none. */
export function markedPlace(house: House, request: FastifyRequest, reply: FastifyReply): Place & { readonly device: string } {
  const { ip, device } = placeOf(request)
  const kept = device ?? newToken(house.clock)
  reply.header('Set-Cookie', `mluv_device=${kept}; Path=/api/v1; HttpOnly; SameSite=Lax${house.publicUrl?.startsWith('https:') ? '; Secure' : ''}; Max-Age=${keptMs / 1000}`)
  return { ip, device: kept }
}
