/**
 * Making one of whoever is on the page and of a chat with the bot: by a link that opens the bot, holds for a while and is used once. It vouches for itself, under a
 * seal that only the bot's owner can make; nothing is kept of it but that it was used. Who opens it may be somebody else than who made it: they are asked before anything is joined.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { codeOf, Failure } from '../domain/failure.ts'
import type { LearnerId } from '../domain/identity.ts'
import type { Clock } from '../ports/clock.ts'
import type { ProofStore } from '../ports/door-store.ts'
import type { IdentityStore } from '../ports/identity-store.ts'
import { hashOf } from './secrets.ts'

const linkMsMax = 15 * 60_000
const provider = 'telegram'
/** Whose it is, until which second, and the seal. Telegram takes 64 letters, and as many below a button. */
const [idBytes, endBytes, sealBytes] = [16, 4, 20]

export type TelegramJoin = {
  /** The bot's name, by which a link is opened; Telegram says it. */
  introduce(botName: string): void
  /** Throws `unavailable` until the bot has a name. */
  linkFor(learnerId: LearnerId): { readonly url: string; readonly expiresAtMs: number }
  /** Whether this was sealed here, and whether it still holds; null for anything else. */
  read(token: string): 'holds' | 'over' | null
  /** Makes the chat theirs whose link it is, with all that was said in it. Done again, it is done already. Throws `unauthorized` for what holds no more. */
  join(token: string, chat: string): Promise<void>
}

type Parts = { readonly token: string; readonly proofs: ProofStore; readonly identities: Pick<IdentityStore, 'find' | 'link' | 'merge'>; readonly clock: Pick<Clock, 'now' | 'newId'> }
type Joining = { readonly learnerId: LearnerId; readonly expiresAtMs: number; readonly proofHash: Uint8Array }

export function telegramJoin({ token: botToken, proofs, identities, clock }: Parts): TelegramJoin {
  const key = createHmac('sha256', botToken).update('join').digest()
  const sealOf = (said: Uint8Array) => createHmac('sha256', key).update(said).digest().subarray(0, sealBytes)
  let bot: string | null = null

  function opened(token: string): Joining | null {
    const bytes = Buffer.from(token, 'base64url')
    const [said, seal] = [bytes.subarray(0, idBytes + endBytes), bytes.subarray(idBytes + endBytes)]
    if (seal.length !== sealBytes || !timingSafeEqual(seal, sealOf(said))) return null
    const learnerId = said.toString('hex', 0, idBytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5') as LearnerId
    // Of the bytes: letters can say the same in several ways.
    return { learnerId, expiresAtMs: said.readUInt32BE(idBytes) * 1000, proofHash: hashOf(bytes.toString('base64url')) }
  }

  async function joined({ learnerId }: Joining, chat: string): Promise<void> {
    const known = await identities.find({ provider, subject: chat })
    const nowMs = clock.now()
    if (known === null) await identities.link(learnerId, { identityId: clock.newId(), provider, subject: chat, createdAtMs: nowMs, verifiedAtMs: nowMs })
    else await identities.merge(known.learnerId, learnerId, nowMs)
  }

  return {
    introduce: (botName) => void (bot = botName),

    linkFor(learnerId) {
      if (bot === null) throw new Failure('unavailable', 'Telegram has not answered yet. Try again in a moment.', { retryAfterMs: 3_000 })
      const expiresS = Math.floor((clock.now() + linkMsMax) / 1000)
      const said = Buffer.alloc(idBytes + endBytes)
      said.write(learnerId.replaceAll('-', ''), 'hex')
      said.writeUInt32BE(expiresS, idBytes)
      return { url: `https://t.me/${bot}?start=${Buffer.concat([said, sealOf(said)]).toString('base64url')}`, expiresAtMs: expiresS * 1000 }
    },

    read(token) {
      const joining = opened(token)
      return joining && (clock.now() < joining.expiresAtMs ? 'holds' : 'over')
    },

    async join(token, chat) {
      const joining = opened(token)
      if (joining === null) throw over()
      if ((await identities.find({ provider, subject: chat }))?.learnerId === joining.learnerId) return
      if (clock.now() >= joining.expiresAtMs || !(await proofs.use(joining.proofHash, joining.expiresAtMs))) throw over()
      try {
        await joined(joining, chat)
      } catch (error) {
        await proofs.giveBack(joining.proofHash)
        // Whose link it was is somebody else by now, or gone.
        throw codeOf(error) === 'not-found' ? over() : error
      }
    },
  }
}

const over = (): Failure => new Failure('unauthorized', 'This link was used, is older than 15 minutes, or is not whole. Make another one.')
