/** The tutor's speech by the hash of its bytes, and which text it says. */
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { WordTime } from '../../domain/conversation.ts'
import type { SoundId } from '../../domain/identity.ts'
import type { SoundStore } from '../../ports/store.ts'
import type { Database } from './database.ts'
import type { Tables } from './tables.ts'

/** Less is not worth a write. */
const remadeMsMin = 86_400_000

/** A sound waits for no disk: the turn that refers to it does, and what was written before it is there when it is. */
const unflushed = sql`with unflushed as materialized (select set_config('synchronous_commit', 'off', true))`

export const sounds = ({ kysely }: Database<Tables>): SoundStore => ({
  async keep({ bytes, mediaType, nowMs, says, madeFor = null }) {
    const soundId = createHash('sha256').update(bytes).digest('hex') as SoundId
    const isWanted = madeFor === null ? sql`true` : sql`not exists (select from erased where learner_hash = sha256(convert_to(${madeFor}::text, 'UTF8')))`
    // Made again, a sound is as young as if it had just been made: nobody may clear it away before its turn refers to it.
    const kept = sql`
      insert into sounds (sound_id, bytes, media_type, created_at_ms) select ${soundId}, ${bytes}::bytea, ${mediaType}, ${nowMs}::bigint from unflushed where ${isWanted}
      on conflict (sound_id) do update set created_at_ms = excluded.created_at_ms where sounds.created_at_ms < excluded.created_at_ms - ${remadeMsMin}`
    // Named as a use of its own: a turn that is broken off refers to nothing that was made for it.
    const made = sql`
      insert into sound_uses (sound_id, used_by, learner_id) select ${soundId}, learner_id, learner_id from learners, unflushed where learner_id = ${madeFor}::uuid on conflict do nothing`
    await (says
      ? sql`${unflushed}, kept as (${kept}), made as (${made})
        insert into speeches (speech_key, sound_id, duration_ms, words, used_at_ms)
        select ${says.key}, ${soundId}, ${says.durationMs}::int, ${JSON.stringify(says.words)}::jsonb, ${nowMs}::bigint from unflushed where ${isWanted} on conflict do nothing`
      : sql`${unflushed}, made as (${made}) ${kept}`
    ).execute(kysely)
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
})
