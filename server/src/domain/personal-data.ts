/** What is kept of a learner: of which kinds, until when, and how what is kept reads to people. */
import type { Translated } from './language.ts'
import type { Remains } from './retention.ts'

/** By the names of their tables; what each is stands in the content. */
export const personalKinds = [
  'learners', 'identities', 'passwords', 'passkeys', 'passkey_challenges', 'sign_in_links', 'sessions', 'known_devices', 'conversations', 'turns', 'mistakes', 'mistake_tallies', 'facts', 'summaries', 'sound_uses',
  'words', 'cards', 'reviews', 'scenario_runs', 'days', 'stars', 'achievements', 'challenges', 'shields_used', 'notifications', 'outbox', 'push_subscriptions', 'memberships', 'sources', 'merged_learners', 'spending',
] as const
export type PersonalKind = (typeof personalKinds)[number]
export type KindsTold = Readonly<Record<PersonalKind, Translated>>

/** As what the timetable lets a kind go before its learner does; those that are not here are kept as long as their learner is. */
export const goesWith: Readonly<Partial<Record<PersonalKind, Remains>>> = {
  turns: 'turns', mistakes: 'turns', facts: 'turns', summaries: 'turns', sound_uses: 'turns', conversations: 'conversations', sessions: 'sessions', outbox: 'messages', notifications: 'notifications', sign_in_links: 'links', passkey_challenges: 'challenges', known_devices: 'devices',
}

/** `said_at_ms: 1772323200000` as `saidAt: "2026-03-01T00:00:00.000Z"`. */
export function plainly(row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => (isInstant(name) ? [camel(name.slice(0, -3)), instantOf(value)] : [camel(name), value])))
}

export const camel = (name: string): string => name.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())

const isInstant = (name: string): boolean => /(^|_)at_ms$/.test(name)
const instantOf = (value: unknown): unknown => (typeof value === 'number' ? new Date(value).toISOString() : value)
