/** Passwords by Argon2id (RFC 9106), as PHC strings. Knows how much memory and time one guess is to cost, and how many hashes the process may make at once. */
import { argon2, timingSafeEqual, type Argon2Parameters } from 'node:crypto'
import { Failure } from '../domain/failure.ts'
import type { PasswordHash } from '../ports/password-hash.ts'

/** `memory` in KiB. */
export type Cost = { readonly memory: number; readonly passes: number; readonly parallelism: number }

/** What OWASP asks for: 19 MiB, twice over. More would let fewer sign in at a time on a small server than come after a lesson. */
export const costNow: Cost = { memory: 19_456, passes: 2, parallelism: 1 }

const saltBytes = 16
const tagBytes = 32
/** Threads of Node's are four, and files and names of hosts need some. */
const atOnceMax = 2
/** Some two seconds of work: whoever comes after that is told to come again. */
const waitingMax = 64
/** A string that asks for more is not ours. */
const memoryMax = 1_048_576

type Parsed = { readonly cost: Cost; readonly salt: Buffer; readonly tag: Buffer }

export function argon2id({ random, cost = costNow }: { random(bytes: number): Uint8Array; readonly cost?: Cost }): PasswordHash {
  const inTurn = turns()
  const hash = ({ memory, passes, parallelism }: Cost, message: string, nonce: Uint8Array) => inTurn(() => derived({ message, nonce, memory, passes, parallelism, tagLength: tagBytes }))
  const nobodys: Parsed = { cost, salt: Buffer.from(random(saltBytes)), tag: Buffer.from(random(tagBytes)) }
  return {
    async make(password) {
      const salt = random(saltBytes)
      return phcOf({ cost, salt: Buffer.from(salt), tag: await hash(cost, password, salt) })
    },

    async check(password, phc) {
      const kept = phc === null ? null : parsed(phc)
      const { cost: its, salt, tag } = kept ?? nobodys
      const isSame = timingSafeEqual(await hash(its, password, salt), tag)
      if (!isSame || kept === null) return 'wrong'
      return its.memory < cost.memory || its.passes < cost.passes || its.parallelism < cost.parallelism ? 'outdated' : 'right'
    },
  }
}

const derived = (parameters: Argon2Parameters): Promise<Buffer> =>
  new Promise((resolve, reject) => argon2('argon2id', parameters, (error, tag) => (error ? reject(error) : resolve(tag))))

const phcOf = ({ cost: { memory, passes, parallelism }, salt, tag }: Parsed): string => `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${plain(salt)}$${plain(tag)}`

const plain = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '')

function parsed(phc: string): Parsed {
  const [, memory, passes, parallelism, salt, tag] = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([A-Za-z\d+/]{11,86})\$([A-Za-z\d+/]{43})$/.exec(phc) ?? []
  if (tag === undefined || Number(memory) > memoryMax) throw new Failure('internal', 'A kept password cannot be read.')
  return { cost: { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) }, salt: Buffer.from(salt!, 'base64'), tag: Buffer.from(tag, 'base64') }
}

/** Runs so many at once, the others in the order in which they came. */
function turns() {
  const waiting: (() => void)[] = []
  let running = 0
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= atOnceMax) {
      if (waiting.length >= waitingMax) throw new Failure('busy', 'Too many sign in at this moment. Try again in a few seconds.', { retryAfterMs: 3_000 })
      await new Promise<void>((resolve) => { waiting.push(resolve) })
    } else running += 1
    try {
      return await work()
    } finally {
      // Whoever waits takes over the place.
      const next = waiting.shift()
      if (next) next()
      else running -= 1
    }
  }
}
