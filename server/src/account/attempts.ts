/** Counts tries where every process counts, before what is tried begins: those that come at once are as many as those that come in a row. */
import { Failure } from '../domain/failure.ts'
import { limits } from '../domain/attempt.ts'
import { isLoopback, networkOf } from '../domain/network.ts'
import type { Clock } from '../ports/clock.ts'
import type { AttemptStore, Counted, DeviceStore } from '../ports/door-store.ts'
import type { IdentityName } from '../ports/identity-store.ts'
import { hashOf } from './secrets.ts'

/** Where a call comes from: its address, and the secret that its browser keeps; null where it keeps none. */
export type Place = { readonly ip: string; readonly device: string | null }

export type LimitName = keyof typeof limits

/** `undo` is for what turned out to be no guess. */
export type Tried = { undo(): Promise<void> }

export type Attempts = ReturnType<typeof attempts>

export function attempts({ attempts: kept, devices, clock }: { readonly attempts: AttemptStore; readonly devices: DeviceStore; readonly clock: Pick<Clock, 'now'> }) {
  async function count(all: readonly Counted[]): Promise<Tried> {
    const waitMs = all.length === 0 ? 0 : await kept.count(all, clock.now())
    if (waitMs > 0) throw new Failure('busy', 'Too many tries. Wait a while, or sign in another way.', { retryAfterMs: waitMs })
    return { undo: () => (all.length === 0 ? Promise.resolve() : kept.giveBack(all)) }
  }

  return {
    /** Of one kind, of one name. */
    one: (limit: LimitName, name: string): Promise<Tried> => count([counted(limit, name)]),

    /** Of whatever network it is. */
    ofNetwork: (limit: LimitName, ip: string): Promise<Tried> => count(isLoopback(ip) ? [] : [counted(limit, networkOf(ip))]),

    /** A guess at somebody's password. A browser that they signed in from before has an allowance of its own: nobody elsewhere can use it up. */
    async guess(identity: IdentityName, { ip, device }: Place): Promise<Tried> {
      const own = await knownFrom(identity, device)
      if (own !== null) return count([counted('guessesOnKnownDevice', identity.subject, own)])
      const network = networkOf(ip)
      return count([
        counted('guessesByStrangers', identity.subject),
        ...(isLoopback(ip) ? [] : [counted('guessesFromNetwork', identity.subject, network), counted('guessesOfNetwork', network)]),
      ])
    },

    /** A letter to somebody. */
    async letter(identity: IdentityName, mailbox: string, { ip, device }: Place): Promise<Tried> {
      const own = await knownFrom(identity, device)
      if (own !== null) return count([counted('lettersFromPlace', mailbox, own)])
      const network = networkOf(ip)
      return count([counted('lettersToMailbox', mailbox), ...(isLoopback(ip) ? [] : [counted('lettersFromPlace', mailbox, network), counted('lettersOfNetwork', network)])])
    },
  }

  async function knownFrom(identity: IdentityName, device: string | null): Promise<string | null> {
    return device !== null && (await devices.isKnown(identity, hashOf(device))) ? device : null
  }
}

const counted = (limit: LimitName, ...names: readonly string[]): Counted => ({ nameHash: hashOf(JSON.stringify([limit, ...names])), limit: limits[limit] })
