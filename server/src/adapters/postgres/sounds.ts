/** The tutor's speech by the hash of its bytes, and which text it says. */
import { createHash } from 'node:crypto'
import type { WordTime } from '../../domain/conversation.ts'
import type { SoundId } from '../../domain/identity.ts'
import type { SoundStore } from '../../ports/store.ts'
import type { Database } from './database.ts'
import type { Tables } from './tables.ts'

/** Sounds kept at hand, newest last: what was just made is asked for at once. */
const atHandBytesMax = 16 * 1024 * 1024

export function sounds({ kysely }: Database<Tables>): SoundStore {
  const atHand = new Map<SoundId, { readonly bytes: Uint8Array; readonly mediaType: string }>()
  let atHandBytes = 0

  function putAtHand(soundId: SoundId, sound: { readonly bytes: Uint8Array; readonly mediaType: string }): void {
    if (atHand.has(soundId)) return
    atHand.set(soundId, sound)
    atHandBytes += sound.bytes.length
    for (const [oldest, { bytes }] of atHand) {
      if (atHandBytes <= atHandBytesMax) break
      atHand.delete(oldest)
      atHandBytes -= bytes.length
    }
  }

  return {
    async keep({ bytes, mediaType, nowMs }) {
      const soundId = createHash('sha256').update(bytes).digest('hex') as SoundId
      if (atHand.has(soundId)) return soundId
      await kysely.insertInto('sounds').values({ sound_id: soundId, bytes, media_type: mediaType, created_at_ms: nowMs }).onConflict((row) => row.doNothing()).execute()
      putAtHand(soundId, { bytes, mediaType })
      return soundId
    },

    async find(soundId) {
      const near = atHand.get(soundId)
      if (near) return near
      const row = await kysely.selectFrom('sounds').select(['bytes', 'media_type']).where('sound_id', '=', soundId).executeTakeFirst()
      if (!row) return null
      const sound = { bytes: row.bytes, mediaType: row.media_type }
      putAtHand(soundId, sound)
      return sound
    },

    async recall(speechKey) {
      const row = await kysely.selectFrom('speeches').select(['sound_id', 'duration_ms', 'words']).where('speech_key', '=', speechKey).executeTakeFirst()
      return row ? { soundId: row.sound_id as SoundId, durationMs: row.duration_ms, words: row.words as WordTime[] } : null
    },

    async remember(speechKey, { soundId, durationMs, words }, nowMs) {
      await kysely
        .insertInto('speeches')
        .values({ speech_key: speechKey, sound_id: soundId, duration_ms: durationMs, words: JSON.stringify(words), used_at_ms: nowMs })
        .onConflict((row) => row.column('speech_key').doNothing())
        .execute()
    },
  }
}
