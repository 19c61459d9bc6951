/** The store, with what is asked of it again and again remembered: sessions, who is ahead, sounds, and which text has been spoken. */
import { createHash } from 'node:crypto'
import { everyone } from '../../domain/artefact.ts'
import type { Cache } from '../../ports/cache.ts'
import type { Store } from '../../ports/store.ts'

type Played = { readonly bytes: Uint8Array; readonly mediaType: string }

export function cachedStore(store: Store, cache: Cache): Store {
  const { sessions, sounds, leaderboard } = store
  return {
    ...store,
    sessions: {
      ...sessions,
      async find(tokenHash, nowMs) {
        const found = await cache.get({ artefact: 'session', owner: Buffer.from(tokenHash).toString('hex'), name: '' }, async () => {
          const value = await sessions.find(tokenHash, nowMs)
          const { learnerId, learnerVersion, expiresAtMs } = value ?? { expiresAtMs: 0 }
          return { value, version: expiresAtMs, untilMs: expiresAtMs, ...(learnerId && { also: { owner: learnerId, version: learnerVersion ?? 0 } }) }
        })
        return found && found.expiresAtMs > nowMs ? found : null
      },
    },
    leaderboard: {
      ...leaderboard,
      read: (period, metric, limit) => cache.get({ artefact: 'leaderboard', owner: everyone, name: `${period} ${metric} ${limit}` }, async () => ({ value: await leaderboard.read(period, metric, limit), untilMs: null })),
    },
    sounds: {
      ...sounds,
      async keep(sound) {
        const soundId = await sounds.keep(sound)
        const value = alone(sound)
        // What was just made is asked for at once.
        await cache.get({ artefact: 'sound', owner: everyone, name: soundId }, async () => ({ value, untilMs: null }))
        return soundId
      },
      find: (soundId) => cache.get({ artefact: 'sound', owner: everyone, name: soundId }, async () => {
        const found = await sounds.find(soundId)
        return { value: found && alone(found), untilMs: null }
      }),
      recall: (speechKey) => cache.get(spoken(speechKey), async () => ({ value: await sounds.recall(speechKey), untilMs: null })),
    },
  }
}

/** A small buffer is a part of a large one (`Buffer.poolSize`), which it would keep. */
const alone = ({ bytes, mediaType }: Played): Played => ({ bytes: new Uint8Array(bytes), mediaType })

/** The key holds the text that is spoken, and may be long. */
const spoken = (speechKey: string) => ({ artefact: 'speech', owner: everyone, name: createHash('sha256').update(speechKey).digest('base64url') }) as const
