/** A learner who is made along with what they come back by. */
import { sql } from 'kysely'
import type { LearnerId } from '../../domain/identity.ts'
import type { Settings } from '../../domain/learner.ts'

export type NewLearner = { readonly learnerId: LearnerId; readonly settings: Settings; readonly recoveryHash: Uint8Array; readonly nowMs: number }

/** A part of a statement, which gives their `learner_id`. */
export const learnerMade = ({ learnerId, settings, recoveryHash, nowMs }: NewLearner) => sql`
  insert into learners (learner_id, created_at_ms, settings, recovery_hash) values (${learnerId}::uuid, ${nowMs}::bigint, ${JSON.stringify(settings)}, ${recoveryHash}::bytea) returning learner_id`
