/** An authenticator in software, with a browser around it: ES256, discoverable credentials, a counter. It does what it is told, wrong things too. */
import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'

export type Held = { readonly id: string; readonly userHandle: string; readonly rpId: string; readonly key: KeyObject; count: number }

/** What is not as it should be. */
export type Wrong = {
  readonly origin?: string
  readonly rpId?: string
  readonly type?: string
  readonly crossOrigin?: boolean
  /** Bits of the flags: 1 is that somebody was there, 4 that they were verified. */
  readonly flags?: number
  readonly challenge?: string
  readonly count?: number
  readonly userHandle?: string
  readonly attestation?: Uint8Array
}

const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest()
const flagsGood = 1 | 4

const clientData = (type: string, challenge: string, { origin, crossOrigin = false }: { readonly origin: string; readonly crossOrigin?: boolean | undefined }) =>
  Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin }))

function authData(rpId: string, flags: number, count: number, attested: Uint8Array = new Uint8Array()): Buffer {
  const counter = Buffer.alloc(4)
  counter.writeUInt32BE(count)
  return Buffer.concat([sha256(rpId), Buffer.of(flags | (attested.length > 0 ? 0x40 : 0)), counter, attested])
}

export function authenticator(origin: string, { counts = true }: { readonly counts?: boolean } = {}) {
  return {
    /** As `navigator.credentials.create`. */
    create(options: unknown, wrong: Wrong = {}): { readonly answer: object; readonly held: Held } {
      const { challenge, rp, user } = options as { readonly challenge: string; readonly rp: { readonly id: string }; readonly user: { readonly id: string } }
      const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      const { x, y } = publicKey.export({ format: 'jwk' })
      const id = randomBytes(16)
      const cose = Buffer.concat([Buffer.from('a5010203262001215820', 'hex'), Buffer.from(x!, 'base64url'), Buffer.from('225820', 'hex'), Buffer.from(y!, 'base64url')])
      const attested = Buffer.concat([Buffer.alloc(16), Buffer.of(0, id.length), id, cose])
      const data = authData(wrong.rpId ?? rp.id, wrong.flags ?? flagsGood, 0, attested)
      const length = Buffer.alloc(2)
      length.writeUInt16BE(data.length)
      // { fmt: 'none', attStmt: {}, authData }
      const attestation = wrong.attestation ?? Buffer.concat([Buffer.from('a363666d74646e6f6e656761747453746d74a068617574684461746159', 'hex'), length, data])
      const response = {
        clientDataJSON: clientData(wrong.type ?? 'webauthn.create', wrong.challenge ?? challenge, { origin, ...wrong }).toString('base64url'),
        attestationObject: Buffer.from(attestation).toString('base64url'), transports: ['internal'],
      }
      const held: Held = { id: id.toString('base64url'), userHandle: user.id, rpId: rp.id, key: privateKey, count: 0 }
      return { held, answer: { id: held.id, rawId: held.id, type: 'public-key', response, clientExtensionResults: {} } }
    },

    /** As `navigator.credentials.get`. */
    get(options: unknown, held: Held, wrong: Wrong = {}): object {
      const { challenge } = options as { readonly challenge: string }
      if (counts) held.count += 1
      const client = clientData(wrong.type ?? 'webauthn.get', wrong.challenge ?? challenge, { origin, ...wrong })
      const data = authData(wrong.rpId ?? held.rpId, wrong.flags ?? flagsGood, wrong.count ?? held.count)
      const signature = sign('sha256', Buffer.concat([data, sha256(client)]), held.key)
      return {
        id: held.id, rawId: held.id, type: 'public-key', clientExtensionResults: {},
        response: { clientDataJSON: client.toString('base64url'), authenticatorData: data.toString('base64url'), signature: signature.toString('base64url'), userHandle: wrong.userHandle ?? held.userHandle },
      }
    },
  }
}
