/** Signing in by a passkey: nothing is typed, and whoever watches or keeps a copy of the database has nothing to sign in with. */
import { Failure } from '../domain/failure.ts'
import type { LearnerId } from '../domain/identity.ts'
import type { PasskeySite } from '../domain/passkey-site.ts'
import type { Clock } from '../ports/clock.ts'
import type { DoorStore, KeptPasskey } from '../ports/door-store.ts'
import type { Passkeys } from '../ports/passkeys.ts'
import type { Arrive, Arrived, Coming } from './arrive.ts'
import type { Attempts } from './attempts.ts'
import { hashOf } from './secrets.ts'

const challengeMsMax = 5 * 60_000
const challengeBytes = 32

export type PasskeyDoor = {
  /** What the page gives to the browser, so that the learner's authenticator makes one. */
  beginRegistration(learnerId: LearnerId, site: PasskeySite): Promise<object>
  /** Takes what the authenticator made. Throws `invalid` for whatever is wrong with it, and `conflict` where it is known. */
  register(learnerId: LearnerId, name: string, answer: unknown, site: PasskeySite): Promise<KeptPasskey>
  list(learnerId: LearnerId): Promise<readonly KeptPasskey[]>
  beginSignIn(ip: string, site: PasskeySite): Promise<object>
  /** Throws `unauthorized` for whatever is wrong with the answer. */
  signIn(answer: unknown, ip: string, site: PasskeySite, coming: Coming): Promise<Arrived>
}

type Parts = { readonly store: DoorStore['passkeys']; readonly passkeys: Passkeys; readonly attempts: Attempts; readonly arrive: Arrive; readonly clock: Clock }

export function passkeyDoor({ store, passkeys, attempts, arrive, clock }: Parts): PasskeyDoor {
  async function challenged(learnerId: LearnerId | null, userHandle: Uint8Array | null): Promise<Uint8Array> {
    const challenge = clock.random(challengeBytes)
    await store.challenge({ challengeHash: hashOfBytes(challenge), learnerId, userHandle, expiresAtMs: clock.now() + challengeMsMax })
    return challenge
  }

  return {
    async beginRegistration(learnerId, site) {
      await attempts.one('passkeysOfNetwork', learnerId)
      const known = await store.ofLearner(learnerId)
      // One for all of a learner's: an authenticator shows them as one account.
      const userHandle = known[0]?.userHandle ?? clock.random(challengeBytes)
      return passkeys.toRegister({ challenge: await challenged(learnerId, userHandle), userHandle, userName: `Mluv ${new Date(clock.now()).toISOString().slice(0, 10)}`, known }, site)
    },

    async register(learnerId, name, answer, site) {
      const claimed = passkeys.claimed(answer)
      const asked = claimed && (await store.answered(hashOfBytes(claimed.challenge), learnerId, clock.now()))
      const credential = asked && (await passkeys.registered(answer, claimed.challenge, site))
      if (!credential) throw new Failure('invalid', 'This passkey was not taken. Begin again.')
      const [passkeyId, nowMs, userHandle] = [clock.newId(), clock.now(), asked.userHandle!]
      await store.keep({ passkeyId, learnerId, name, userHandle, credential, nowMs })
      return { passkeyId, name, userHandle, credentialId: credential.credentialId, transports: credential.transports, createdAtMs: nowMs, usedAtMs: null }
    },

    list: (learnerId) => store.ofLearner(learnerId),

    async beginSignIn(ip, site) {
      await attempts.ofNetwork('passkeysOfNetwork', ip)
      return passkeys.toSignIn(await challenged(null, null), site)
    },

    async signIn(answer, ip, site, coming) {
      await attempts.ofNetwork('passkeysOfNetwork', ip)
      const claimed = passkeys.claimed(answer)
      const asked = claimed && (await store.answered(hashOfBytes(claimed.challenge), null, clock.now()))
      if (!asked) throw unproved()
      const kept = await store.find(claimed.credentialId)
      const signCount = await passkeys.signed(answer, claimed.challenge, site, kept)
      const isTheirs = kept !== null && claimed.userHandle !== null && Buffer.compare(kept.userHandle, claimed.userHandle) === 0
      // Of two with the same count one is a copy of the authenticator, whichever came first.
      if (signCount === null || !isTheirs || !(await store.used(kept.credentialId, signCount, clock.now()))) throw unproved()
      return arrive({ provider: 'passkey', subject: kept.credentialId, isVerified: true, given: {} }, coming)
    },
  }
}

const hashOfBytes = (bytes: Uint8Array): Uint8Array => hashOf(Buffer.from(bytes).toString('base64url'))

const unproved = (): Failure => new Failure('unauthorized', 'This passkey is not known here, or was not asked for. Try again, or sign in another way.')
