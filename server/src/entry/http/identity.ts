/** Who asks: by bearer token, or by cookie from our own pages. Nobody else's word is taken for it. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { IncomingMessage } from 'node:http'
import { sessionMsMax, type Caller } from '../../account/sign-in.ts'
import { Failure } from '../../domain/failure.ts'
import type { LearnerId } from '../../domain/identity.ts'
import type { TokenScope } from '../../domain/session.ts'
import type { House } from '../house.ts'

const cookieName = 'mluv_session'

/** Who may call a route; learners where it does not say. `session`: whoever has one. */
export type Who = 'anyone' | 'session' | 'learner' | 'operator'

declare module 'fastify' {
  interface FastifyContextConfig { who?: Who; scope?: TokenScope; crowd?: boolean }
  interface FastifyRequest { caller: Caller | null }
}

export function identify(house: House) {
  return async function (request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { who = 'learner', crowd = false } = request.routeOptions.config
    // Before anything is looked up for them.
    if (crowd) house.crowd.admit(tokenOf(request.raw))
    if (who === 'anyone') return
    request.caller = await callerOf(house, request.raw, request.method !== 'GET' && request.method !== 'HEAD')
    if (request.caller === null) throw new Failure('unauthorized', 'Begin a session first: POST /api/v1/session/guest.')
    if (who !== 'session' && request.caller.role !== who) throw new Failure('forbidden', who === 'operator' ? 'Only an operator may do this.' : 'An operator has no lessons. Begin a session as a guest.')
    mayDo(request.caller, request.routeOptions.config.scope ?? 'account')
    if (request.caller.extended) {
      const token = cookieOf(request.raw)
      if (token !== null) setSession(house, reply, token)
    }
  }
}

/** The caller; null without a session that holds. A cookie counts only from our own pages where `origin` matters. */
export async function callerOf(house: House, request: IncomingMessage, origin: boolean): Promise<Caller | null> {
  const bearer = bearerOf(request)
  if (bearer !== null) return house.signIn.who(bearer)
  const cookie = cookieOf(request)
  if (cookie === null) return null
  if (origin) refuseOtherPages(house, request)
  return house.signIn.who(cookie)
}

/** By which the same person is known again, whether it holds or not. */
export const tokenOf = (request: IncomingMessage): string | null => bearerOf(request) ?? cookieOf(request)

/** Who somebody is here already, where they say who they are by another way; null for nobody. A program that may not change that is refused. */
export async function ownerOf(house: House, { raw }: FastifyRequest): Promise<Caller | null> {
  const caller = await callerOf(house, raw, true)
  if (caller !== null) mayDo(caller, 'account')
  return caller
}

/** Refuses a program what it was not given. */
export function mayDo({ scopes }: Caller, scope: TokenScope): void {
  if (scopes !== null && !scopes.includes(scope)) throw new Failure('forbidden', `This token may not do that: it would need the scope "${scope}".`)
}

/** The learner of a request that `identify` has let pass. */
export function learnerOf(request: FastifyRequest): LearnerId {
  const learnerId = request.caller?.learnerId
  if (!learnerId) throw new Failure('unauthorized', 'Begin a session first: POST /api/v1/session/guest.')
  return learnerId
}

/** Another site's page cannot use our cookie: browsers name the page's origin on every write and every socket. */
export function refuseOtherPages(house: House, request: IncomingMessage): void {
  const { origin, host } = request.headers
  const site = request.headers['sec-fetch-site']
  if (origin === undefined && (site === undefined || site === 'same-origin' || site === 'none')) return
  const ours = house.publicUrl === null ? host : new URL(house.publicUrl).host
  const given = origin !== undefined && URL.canParse(origin) ? new URL(origin).host : null
  if (given !== ours && given !== host) throw new Failure('forbidden', 'This request comes from another site.')
}

const bearerOf = (request: IncomingMessage): string | null => /^Bearer ([\w-]{20,200})$/.exec(request.headers.authorization ?? '')?.[1] ?? null

function cookieOf(request: IncomingMessage): string | null {
  return /(?:^|;\s*)mluv_session=([\w-]{20,200})(?:;|$)/.exec(request.headers.cookie ?? '')?.[1] ?? null
}

/** `framed`: within another site's page, for which browsers keep cookies of their own, or none. */
export function setSession(house: House, reply: FastifyReply, token: string, framed = false): void {
  house.crowd.meet(token)
  reply.header('Set-Cookie', `${cookieName}=${token}; ${framed ? 'Path=/; HttpOnly; SameSite=None; Secure; Partitioned' : cookieAttributes(house)}; Max-Age=${sessionMsMax / 1000}`)
}

export function clearSession(house: House, reply: FastifyReply): void {
  reply.header('Set-Cookie', `${cookieName}=; ${cookieAttributes(house)}; Max-Age=0`)
}

const cookieAttributes = ({ publicUrl }: House): string => `Path=/; HttpOnly; SameSite=Lax${publicUrl?.startsWith('https:') ? '; Secure' : ''}`
