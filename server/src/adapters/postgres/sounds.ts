/** The tutor's speech by the hash of its bytes, and which text it says. */
import { createHash } from 'node:crypto'
import type { WordTime } from '../../domain/conversation.ts'
import type { SoundId } from '../../domain/identity.ts'
import type { SoundStore } from '../../ports/store.ts'
import type { Database } from './database.ts'
import type { Tables } from './tables.ts'

/** Less is not worth a write. */
const remadeMsMin = 86_400_000

export const sounds = ({ kysely }: Database<Tables>): SoundStore => ({
  async keep({ bytes, mediaType, nowMs }) {
    const soundId = createHash('sha256').update(bytes).digest('hex') as SoundId
    await kysely
      .insertInto('sounds')
      .values({ sound_id: soundId, bytes, media_type: mediaType, created_at_ms: nowMs })
      // Made again, it is as young as if it had just been made: nobody may clear it away before its turn refers to it.
      .onConflict((row) => row.column('sound_id').doUpdateSet({ created_at_ms: nowMs }).where('sounds.created_at_ms', '<', nowMs - remadeMsMin))
      .execute()
    return soundId
  },

  async find(soundId) {
    const row = await kysely.selectFrom('sounds').select(['bytes', 'media_type']).where('sound_id', '=', soundId).executeTakeFirst()
    return row ? { bytes: row.bytes, mediaType: row.media_type } : null
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
})
