/** Passkeys by SimpleWebAuthn, which is loaded when the first is asked for. What it makes of an answer that proves nothing is not told apart: it is null. */
import type { AuthenticationResponseJSON, RegistrationResponseJSON, WebAuthnCredential } from '@simplewebauthn/server'
import type { PasskeySite } from '../domain/passkey-site.ts'
import type { Credential, Passkeys } from '../ports/passkeys.ts'

/** EdDSA, ES256, RS256. */
const algorithms = [-8, -7, -257]
/** How long the browser waits for the learner; the challenge itself holds a little longer. */
const askedMsMax = 4 * 60_000

/** A public key whose secret everybody knows (it is 1): what is checked against it is refused in any case. */
const nobodys: Credential = {
  credentialId: 'AAAAAAAAAAAAAAAAAAAAAA',
  publicKey: Buffer.from('a50102032620012158206b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c2962258204fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5', 'hex'),
  signCount: 0,
  transports: [],
}

export function webauthn(): Passkeys {
  return {
    async toRegister({ challenge, userHandle, userName, known }, { rpId }) {
      const { generateRegistrationOptions } = await import('@simplewebauthn/server')
      return generateRegistrationOptions({
        rpName: 'Mluv', rpID: rpId, userName, userDisplayName: userName, userID: owned(userHandle), challenge: owned(challenge), timeout: askedMsMax, attestationType: 'none', supportedAlgorithmIDs: algorithms,
        excludeCredentials: known.map(({ credentialId, transports }) => ({ id: credentialId, transports: [...transports] })),
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      })
    },

    async toSignIn(challenge, { rpId }) {
      const { generateAuthenticationOptions } = await import('@simplewebauthn/server')
      return generateAuthenticationOptions({ rpID: rpId, challenge: owned(challenge), timeout: askedMsMax, userVerification: 'required' })
    },

    claimed(answer) {
      const { id, response } = answer as Partial<AuthenticationResponseJSON>
      const client = clientDataOf(response?.clientDataJSON)
      if (client === null || typeof id !== 'string' || !/^[\w-]{16,1400}$/.test(id)) return null
      const handle: unknown = response!.userHandle
      return { challenge: client.challenge, credentialId: id, userHandle: typeof handle === 'string' && /^[\w-]{1,86}$/.test(handle) ? Buffer.from(handle, 'base64url') : null }
    },

    async registered(answer, challenge, site) {
      const { verifyRegistrationResponse } = await import('@simplewebauthn/server')
      const response = answer as RegistrationResponseJSON
      if (clientDataOf(response.response.clientDataJSON)?.isFramed !== false) return null
      const verified = await orNull(verifyRegistrationResponse({ response, ...expected(challenge, site), supportedAlgorithmIDs: algorithms }))
      if (!verified?.verified) return null
      const { id, publicKey, counter } = verified.registrationInfo.credential
      const transports: unknown = response.response.transports
      const known = Array.isArray(transports) ? transports.filter((each): each is string => typeof each === 'string' && /^[a-z-]{1,20}$/.test(each)) : []
      return { credentialId: id, publicKey, signCount: counter, transports: known.slice(0, 8) }
    },

    async signed(answer, challenge, site, credential) {
      const { verifyAuthenticationResponse } = await import('@simplewebauthn/server')
      const response = answer as AuthenticationResponseJSON
      if (clientDataOf(response.response.clientDataJSON)?.isFramed !== false) return null
      const { credentialId: id, publicKey, signCount } = credential ?? nobodys
      const known: WebAuthnCredential = { id, publicKey: owned(publicKey), counter: signCount }
      const verified = await orNull(verifyAuthenticationResponse({ response, ...expected(challenge, site), credential: known }))
      return credential !== null && verified?.verified ? verified.authenticationInfo.newCounter : null
    },
  }
}

const expected = (challenge: Uint8Array, { rpId, origin }: PasskeySite) => ({
  expectedChallenge: Buffer.from(challenge).toString('base64url'), expectedOrigin: origin, expectedRPID: rpId, requireUserVerification: true,
})

/** On memory of its own, as the library asks for it. */
const owned = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => Uint8Array.from(bytes)

/** What an answer cannot be read as, and what it does not prove, is one thing: it proves nothing. */
const orNull = <T>(verified: Promise<T>): Promise<T | null> => verified.catch(() => null)

function clientDataOf(encoded: unknown): { readonly challenge: Uint8Array; readonly isFramed: boolean } | null {
  if (typeof encoded !== 'string') return null
  try {
    const { challenge, crossOrigin } = JSON.parse(Buffer.from(encoded, 'base64url').toString()) as { readonly challenge?: unknown; readonly crossOrigin?: unknown }
    return typeof challenge === 'string' && /^[\w-]{43}$/.test(challenge) ? { challenge: Buffer.from(challenge, 'base64url'), isFramed: crossOrigin === true } : null
  } catch {
    // It is no JSON: nothing was claimed.
    return null
  }
}
