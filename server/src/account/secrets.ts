/** What is told once and kept only as a hash. */
import { createHash } from 'node:crypto'
import type { Clock } from '../ports/clock.ts'

const tokenBytes = 32

/** 256 bits of chance, in base64url. */
export const newToken = (clock: Pick<Clock, 'random'>): string => Buffer.from(clock.random(tokenBytes)).toString('base64url')

export const hashOf = (secret: string): Uint8Array => createHash('sha256').update(secret).digest()
