/** What browsers and authenticators say of passkeys (WebAuthn), made and checked. What they send is anything until it was checked here. */
import type { PasskeySite } from '../domain/passkey-site.ts'

/** `credentialId` in base64url; `publicKey` as COSE has it; `signCount` is what the authenticator counted last, 0 where it does not count. */
export type Credential = { readonly credentialId: string; readonly publicKey: Uint8Array; readonly signCount: number; readonly transports: readonly string[] }

export type Registering = { readonly challenge: Uint8Array; readonly userHandle: Uint8Array; readonly userName: string; readonly known: readonly Pick<Credential, 'credentialId' | 'transports'>[] }

export type Passkeys = {
  /** What the page gives to `navigator.credentials.create`: for an authenticator that finds it again without a name, and asks who holds it. */
  toRegister(registering: Registering, site: PasskeySite): Promise<object>
  /** What the page gives to `navigator.credentials.get`. */
  toSignIn(challenge: Uint8Array, site: PasskeySite): Promise<object>
  /** Which challenge an answer is to, and which credential's it says it is; null for what is no answer. */
  claimed(answer: unknown): { readonly challenge: Uint8Array; readonly credentialId: string; readonly userHandle: Uint8Array | null } | null
  /** What was registered; null where it was not for this site and challenge, or not by somebody whom the authenticator verified. */
  registered(answer: unknown, challenge: Uint8Array, site: PasskeySite): Promise<Credential | null>
  /** The authenticator's count; null where it did not sign this challenge for this site, having verified who holds it, or has counted back. Null for a credential takes as long, and is null. */
  signed(answer: unknown, challenge: Uint8Array, site: PasskeySite, credential: Credential | null): Promise<number | null>
}
