/**
 * Answers that are read again and again, kept as the bytes they are sent as: rendered, compressed and named by their hash once.
 *
 * They are the learner's own, and asked for anew each time (`private, no-cache`): whoever has them already is told so in a
 * line. `Cache-Control: no-cache` in a request bypasses what is remembered.
 */
import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gunzip, gzipSync } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Found, Named } from '../../ports/cache.ts'
import type { House } from '../house.ts'
import { isAmong } from './etags.ts'

type Answer = { readonly hash: string; readonly isGzipped: boolean; readonly body: Uint8Array }

/** What would not become smaller, or not by much. */
const gzipFromBytes = 1024
const hashLength = 27

/**
 * Every client that compresses understands gzip, over plain http too, where browsers offer no Brotli. At once, which for a page of 16 KB takes 0.14 ms: to
 * have another thread do it takes three times as much, and keeps 250 KB for each that is under way.
 */
const compressed = (plain: Buffer): Uint8Array => alone(gzipSync(plain, { level: 5 }))
const expanded = promisify(gunzip)

/** `view` is what is sent as JSON, found when nothing of that name is remembered; it is kept, and keeps what it knows. */
export async function answer(house: House, request: FastifyRequest, reply: FastifyReply, named: Named, view: () => Promise<Found<unknown>>): Promise<FastifyReply> {
  const fresh = /\bno-cache\b/.test(request.headers['cache-control'] ?? '')
  const { hash, isGzipped, body } = await house.cache.get(named, rendered(view), { fresh })
  reply.header('Cache-Control', 'private, no-cache').header('Vary', 'Accept-Encoding')
  const sendsGzip = isGzipped && /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:\s*(?:,|$)))/.test(String(request.headers['accept-encoding'] ?? ''))
  const [plainTag, gzipTag] = [`"${hash}"`, `"${hash}.gzip"`]
  // Whoever is given the plain form may have it compressed on its way: that is the same, but not byte by byte.
  reply.header('ETag', sendsGzip ? gzipTag : isGzipped ? `W/${plainTag}` : plainTag)
  if ([plainTag, gzipTag].some((tag) => isAmong(tag, request.headers['if-none-match']))) return reply.status(304).send()
  reply.type('application/json; charset=utf-8')
  if (sendsGzip) reply.header('Content-Encoding', 'gzip')
  return reply.send(isGzipped && !sendsGzip ? await expanded(body) : bufferOf(body))
}

/** It is kept to find the answer again, so it knows nothing of the request. */
function rendered(view: () => Promise<Found<unknown>>): () => Promise<Found<Answer>> {
  return async () => {
    const { value, ...of } = await view()
    return { ...of, value: answerOf(Buffer.from(JSON.stringify(value))) }
  }
}

function answerOf(plain: Buffer): Answer {
  const hash = createHash('sha256').update(plain).digest('base64url').slice(0, hashLength)
  const isGzipped = plain.length >= gzipFromBytes
  return { hash, isGzipped, body: isGzipped ? compressed(plain) : alone(plain) }
}

/** A buffer is often a small part of a large one, which it keeps. */
const alone = (part: Buffer): Uint8Array => new Uint8Array(part)

const bufferOf = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
