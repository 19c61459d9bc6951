/** The tables as Kysely sees them. Instants are milliseconds in int8; days are 'YYYY-MM-DD'. */
import type { ColumnType, Generated } from 'kysely'
import type { Stage } from '../../domain/card-memory.ts'

/** Written as JSON text, read as what it means. */
type JsonWithDefault = ColumnType<unknown, string | undefined, string>
type Json = ColumnType<unknown, string | null, string | null>

export type Tables = {
  learners: {
    learner_id: string
    created_at_ms: number
    settings: Json
    recovery_hash: Uint8Array
    stars_total: Generated<number>
    turns: Generated<number>
    last_day: string | null
    last_day_first_at_ms: number | null
    last_day_time_zone: string | null
    streak_days: Generated<number>
    streak_until: string | null
    version: Generated<number>
    words_total: Generated<number>
    score_sum: Generated<number>
    score_count: Generated<number>
    days_active: Generated<number>
    streak_longest: Generated<number>
    shields: Generated<number>
    plan: Generated<string>
  }
  everyone: { only_row: Generated<boolean>; version: Generated<number>; lineage: Generated<string> }
  sessions: {
    token_hash: Uint8Array
    role: 'learner' | 'operator'
    learner_id: string | null
    created_at_ms: number
    expires_at_ms: number
    session_id: Generated<string>
    name: Generated<string | null>
    scopes: Generated<string[] | null>
  }
  installation: { only_row: Generated<boolean>; operator_token_hash: Uint8Array }
  conversations: {
    conversation_id: string
    learner_id: string
    idempotency_key: string | null
    body_hash: string | null
    started_at_ms: number
    last_at_ms: number
    opening: Json
    scene: Json
    report: Json
    topic: string | null
    mode: Json
    turns: Generated<number>
    scene_ordinal: Generated<number>
  }
  turns: {
    turn_id: string
    learner_id: string
    conversation_id: string
    ordinal: number
    idempotency_key: string
    body_hash: string
    said_at_ms: number
    day: string
    transcript: string
    spoken: boolean
    state: Generated<'claimed' | 'finished'>
    owner: string
    run: Generated<number>
    lease_until_ms: number
    finished_at_ms: number | null
    reply: Json
    heard_ms: number | null
    corrected: string | null
    score: number | null
    suggestion: string | null
    questions: JsonWithDefault
    new_words: JsonWithDefault
    report: Json
    progress: Json
    cost: Json
    degraded: JsonWithDefault
    timing: Json
    variants: Json
  }
  mistakes: {
    mistake_id: string
    turn_id: string
    learner_id: string
    start_at: number
    end_at: number
    original: string
    corrected: string
    kind: string
    counted: boolean
    explanation: string
    withdrawn_at_ms: number | null
  }
  summaries: { conversation_id: string; learner_id: string; turn_id: string; through: number; summary: string | null; written_at_ms: number }
  facts: { learner_id: string; name: string; fact: string; turn_id: string; told_at_ms: number }
  cards: {
    card_id: string
    learner_id: string
    kind: 'word' | 'mistake' | 'phrase'
    front: string
    back: string
    example: string | null
    mistake_id: string | null
    created_at_ms: number
    suspended_at_ms: number | null
    due_at_ms: Generated<number>
    stage: Generated<Stage>
    stability: Generated<number>
    difficulty: Generated<number>
    steps: Generated<number>
    reviews: Generated<number>
    lapses: Generated<number>
    reviewed_at_ms: number | null
  }
  reviews: { learner_id: string; review_id: string; card_id: string; rating: number; reviewed_at_ms: number; received_at_ms: number }
  words: { learner_id: string; word: string; translation: string; example: string; turn_id: string | null; met_at_ms: number }
  stars: { turn_id: string; reason: string; learner_id: string; day: string; stars: number; total_after: number | null; carried: Generated<boolean> }
  mistake_tallies: { learner_id: string; kind: string; mistakes: number }
  achievements: { learner_id: string; code: string; earned_at_ms: number }
  challenges: { learner_id: string; period: 'day' | 'week'; since: string; code: string; completed_at_ms: number }
  scenario_runs: {
    conversation_id: string
    learner_id: string
    scenario: string
    started_at_ms: number
    last_at_ms: number
    objectives: number
    objectives_done: number
    done: boolean
  }
  shields_used: { learner_id: string; day: string }
  telegram_updates: {
    update_id: number
    chat_id: number
    body: Json
    received_at_ms: number
    tries: Generated<number>
    sent: Generated<number>
    sending_after: number | null
    holder: string | null
    lease_until_ms: Generated<number>
    done_at_ms: number | null
  }
  telegram_series: { chat_id: number; latest: number; update_id: number }
  identities: { identity_id: string; learner_id: string; provider: string; subject: string; created_at_ms: number; verified_at_ms: number | null; closed_at_ms: Generated<number | null> }
  push_subscriptions: { learner_id: string; endpoint: string; p256dh_key: string; auth_secret: string; created_at_ms: number }
  secrets: { name: string; secret: string; created_at_ms: number }
  deliveries: { day: string; kind: string; channel: string; outcome: 'sent' | 'dropped' | 'dead'; reason: string; messages: number }
  sign_in_links: { token_hash: Uint8Array; address: string; place_hash: Uint8Array; learner_id: string | null; given: Json; expires_at_ms: number }
  attempts: { name_hash: Uint8Array; tries: number; last_at_ms: number }
  known_devices: { learner_id: string; device_hash: Uint8Array; seen_at_ms: number }
  passwords: { identity_id: string; phc: string; changed_at_ms: number }
  passkeys: {
    identity_id: string
    name: string
    user_handle: Uint8Array
    public_key: Uint8Array
    sign_count: number
    transports: string[]
    used_at_ms: number | null
  }
  passkey_challenges: { challenge_hash: Uint8Array; learner_id: string | null; user_handle: Uint8Array | null; expires_at_ms: number }
  invitations: { invitation_id: string; code_hash: Uint8Array; uses: number; used: Generated<number>; created_at_ms: number; expires_at_ms: number }
  used_proofs: { proof_hash: Uint8Array; expires_at_ms: number }
  notifications: { notification_id: string; learner_id: string; kind: string; facts: Json; dedup_key: string; created_at_ms: number; read_at_ms: number | null }
  outbox: {
    message_id: string
    learner_id: string | null
    kind: string
    facts: Json
    dedup_key: string
    created_at_ms: number
    state: Generated<'waiting' | 'sent' | 'dropped' | 'dead'>
    attempts: Generated<number>
    channel: string | null
    fault: string | null
    settled_at_ms: number | null
  }
  spending: {
    entry_id: string
    learner_id: string | null
    guest: Generated<boolean>
    turn_id: string | null
    run: number
    attempt: number
    task: string
    provider: string
    model: string
    at_ms: number
    day: string
    outcome: 'finished' | 'aborted' | 'failed'
    tokens_in: number
    tokens_cached: number
    tokens_out: number
    characters: number
    heard_ms: number
    spoken_ms: number
    reserved_micro_usd: number
    micro_usd: number
    saved_micro_usd: number
    saved_by_caching: Generated<number>
    saved_by_routing: Generated<number>
    saved_by_window: Generated<number>
    saved_by_recall: Generated<number>
  }
  allowances: { scope: string; scope_name: string; period: string; since: string; limit_micro_usd: number | null; spent_micro_usd: number; reserved_micro_usd: number }
  slices: { holder: string; scope: string; scope_name: string; period: string; since: string; micro_usd: number; told_at_ms: number }
  flags: {
    flag: string
    percentage: Generated<number>
    per_mille: number | null
    levels: string[] | null
    languages: string[] | null
    plans: string[] | null
    learners: Generated<string[]>
    shares: Json
    changed_at_ms: number
  }
  flag_changes: { change_id: string; flag: string; at_ms: number; before: Json; after: Json; changed_by: string | null }
  live_processes: { process_id: string; told_at_ms: number; told: Json }
  live_steps: { at_ms: number; process_id: string; figures: Json }
  paused_tasks: { task: string; paused_at_ms: number }
  providers_off: { provider: string; off_at_ms: number }
  installation_limits: { period: 'day' | 'month'; micro_usd: number | null; set_at_ms: number; set_by: string }
  operator_deeds: { deed_id: Generated<number>; at_ms: number; by: string; deed: string; about: string }
  measurements: { name: string; measured_at_ms: number; value: number }
  timetable: { only_row: Generated<boolean>; ticked_at_ms: number }
  leaderboard: { period: string; metric: string; learner_id: string; alias: string | null; value: number; place: number }
  days: {
    learner_id: string
    day: string
    turns: Generated<number>
    clean_turns: Generated<number>
    scenario_turns: Generated<number>
    words: Generated<number>
    stars: Generated<number>
    score_sum: Generated<number>
    score_count: Generated<number>
  }
  erased: { learner_hash: Uint8Array; erased_at_ms: number }
  merged_learners: { learner_hash: Uint8Array; learner_id: string }
  sounds: { sound_id: string; bytes: Uint8Array; media_type: string; created_at_ms: number }
  speeches: { speech_key: string; sound_id: string; duration_ms: number; words: Json; used_at_ms: number }
  sound_uses: { sound_id: string; used_by: string; learner_id: string }
}
