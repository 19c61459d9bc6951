/**
 * Signing in by a link in a letter. Whether somebody has an address is not asked before its link is used: until then
 * everybody is told, sent and made to wait the same.
 */
import type { Clock } from '../ports/clock.ts'
import type { DoorStore, SignInLink } from '../ports/door-store.ts'
import { codeOf, Failure } from '../domain/failure.ts'
import type { LearnerId } from '../domain/identity.ts'
import { firstSettings, type Settings } from '../domain/learner.ts'
import { mailAddress, mailboxOf } from '../domain/mail-address.ts'
import { signInLetter, type SignInTexts } from '../domain/sign-in-letter.ts'
import type { Arrive, Arrived, Coming } from './arrive.ts'
import type { Attempts, Place } from './attempts.ts'
import type { Posting } from './posting.ts'
import { hashOf, newToken } from './secrets.ts'
import { networkOf } from '../domain/network.ts'

/** How long a link can be used. */
const linkMsMax = 15 * 60_000

/** `browser` is what it says of itself; `learnerId` is who asks, where they are somebody here. */
export type LinkAsked = { readonly address: string; readonly given: Partial<Settings>; readonly place: Place; readonly browser: string | null; readonly learnerId: LearnerId | null }

/** `isHere`: whether it was asked for where it is looked at. */
export type LinkSeen = { readonly address: string; readonly isHere: boolean }

export type EmailLink = {
  /** Sends a link; throws `invalid` for what is no address, and `busy` where too many were asked for. */
  ask(asked: LinkAsked): Promise<void>
  /** Whose link it is, without using it. Throws `unauthorized` where it is nobody's, used, or too old. */
  look(token: string, place: Place): Promise<LinkSeen>
  /** Uses it. Where somebody else is here than who asked, they have to say that they are to be one: a letter that another had sent links and merges nothing unasked. */
  confirm(token: string, coming: Coming, invitation: string | null): Promise<Arrived>
}

type Parts = {
  readonly links: DoorStore['links']
  readonly attempts: Attempts
  readonly arrive: Arrive
  readonly posting: Posting
  readonly texts: SignInTexts
  readonly clock: Clock
  readonly publicUrl: string
}

export function emailLink({ links, attempts, arrive, posting, texts, clock, publicUrl }: Parts): EmailLink {
  async function held(token: string): Promise<SignInLink> {
    const link = await links.find(hashOf(token), clock.now())
    if (link === null) throw unknown()
    return link
  }

  return {
    async ask({ address: written, given, place, browser, learnerId }) {
      const address = mailAddress(written)
      if (address === null) throw new Failure('invalid', 'This is not an e-mail address.', { fields: [{ field: '/email', detail: 'Not an e-mail address.' }] })
      await attempts.letter({ provider: 'email', subject: address }, mailboxOf(address), place)
      const [token, nowMs] = [newToken(clock), clock.now()]
      await links.keep({ tokenHash: hashOf(token), address, placeHash: placeHashOf(place), learnerId, given, expiresAtMs: nowMs + linkMsMax })
      const { motherTongue, timeZone } = { ...firstSettings, ...given }
      // Behind the #, it reaches no server, no log and no other site.
      const letter = signInLetter(texts, { motherTongue, timeZone, browser, atMs: nowMs, lastsMs: linkMsMax, link: `${publicUrl.replace(/\/+$/, '')}/#sign-in=${token}` })
      posting.post({ to: address, ...letter, letterId: clock.newId() })
    },

    async look(token, place) {
      const { address, placeHash } = await held(token)
      return { address, isHere: Buffer.compare(placeHash, placeHashOf(place)) === 0 }
    },

    async confirm(token, coming, invitation) {
      const link = await links.take(hashOf(token), clock.now())
      if (link === null) throw unknown()
      const isOther = coming.caller !== null && coming.caller.learnerId !== link.learnerId
      try {
        const joining = { ...coming, ...(isOther && { merges: coming.merges === true }) }
        return await arrive({ provider: 'email', subject: link.address, isVerified: true, given: link.given, invitation }, joining)
      } catch (error) {
        // Nothing came of it, and something else may: with an invitation, or signed out.
        if (codeOf(error) === 'forbidden' || codeOf(error) === 'conflict') await links.keep(link)
        throw error
      }
    },
  }
}

const unknown = (): Failure => new Failure('unauthorized', 'This link was used, is older than 15 minutes, or is not whole. Ask for another letter.')

const placeHashOf = ({ ip, device }: Place): Uint8Array => hashOf(device ?? networkOf(ip))
