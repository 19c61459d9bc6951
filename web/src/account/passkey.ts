/** Passkeys: the browser's half of the ceremony. */
import type { SignedIn } from '@mluv/protocol/sign-in.ts'
import { ask } from '../api.ts'

/** Browsers from 2025 on read and write the messages of WebAuthn as JSON themselves. */
export const passkeysHere = (): boolean => typeof PublicKeyCredential === 'function' && 'parseCreationOptionsFromJSON' in PublicKeyCredential

/** Null where the learner, or the device, would not. */
export async function signInWithPasskey(): Promise<SignedIn | null> {
  const options = await ask<PublicKeyCredentialRequestOptionsJSON>('POST', '/session/passkey/options')
  const response = await said(navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) }))
  return response && ask<SignedIn>('POST', '/session/passkey', response)
}

/** False where the learner, or the device, would not. */
export async function makePasskey(name: string): Promise<boolean> {
  const options = await ask<PublicKeyCredentialCreationOptionsJSON>('POST', '/passkeys/options')
  const response = await said(navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) }))
  if (response === null) return false
  await ask('POST', '/passkeys', { name, answer: response })
  return true
}

async function said(asked: Promise<Credential | null>): Promise<object | null> {
  const credential = await asked.catch((error: unknown) => {
    if (error instanceof DOMException) return null
    throw error
  })
  return credential && (credential as PublicKeyCredential).toJSON()
}
