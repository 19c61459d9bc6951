/** What is told once and kept only as a hash. */
import { createHash } from 'node:crypto'
import type { Clock } from '../ports/clock.ts'

const tokenBytes = 32

/** 256 bits of chance, in base64url. */
export const newToken = (clock: Pick<Clock, 'random'>): string => Buffer.from(clock.random(tokenBytes)).toString('base64url')

export const hashOf = (secret: string): Uint8Array => createHash('sha256').update(secret).digest()

/** Crockford's base 32: no letter that is taken for another. */
const codeLetters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
/** 100 bits of chance. */
const codeLength = 20

/** For people to type: 5 bits of chance a letter, in fives. */
export const newCode = (clock: Pick<Clock, 'random'>, length = codeLength): string =>
  [...clock.random(length)].map((byte) => codeLetters[byte % codeLetters.length]).join('').replace(/(.{5})(?=.)/g, '$1-')

/** However it was typed: case, spaces and dashes do not matter, nor O for 0 and I or L for 1. */
export const hashOfCode = (code: string): Uint8Array => hashOf(code.toUpperCase().replaceAll(/[^0-9A-Z]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1'))
