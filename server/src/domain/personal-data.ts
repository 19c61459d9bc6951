/** What is kept of a learner, said to the learner: what each kind of thing is, and how what is kept reads to people. */

/** By the names of the tables, in English; docs/your-data.md has them too. */
export const kindsTold: Readonly<Record<string, string>> = {
  learners: 'You: since when, how you want to be taught, and your totals.',
  achievements: 'Marks you earned, and when.',
  cards: 'Cards you keep, and how well you remember each.',
  challenges: 'Days and weeks whose challenge you met.',
  conversations: 'Your talks: how each began, its scene, its topic.',
  days: 'Your days: turns, words, stars and scores.',
  facts: 'What you told of yourself, as the tutor noted it.',
  known_devices: 'Browsers you signed in from.',
  passkey_challenges: 'Passkeys you are about to make.',
  passkeys: 'Your passkeys, by the names you gave them.',
  passwords: 'That you have a password, and since when.',
  sign_in_links: 'Letters with a link to sign in by that are still good.',
  identities: 'Who vouches for you, and by which name there.',
  memberships: 'Groups you are in.',
  mistake_tallies: 'How often you made which kind of mistake.',
  mistakes: 'Your mistakes, as they were explained to you.',
  notifications: 'Notices that wait for you, or that you read.',
  outbox: 'Messages that were sent to you, or were to be.',
  push_subscriptions: 'Browsers that are told what is news.',
  reviews: 'Each time you reviewed a card.',
  scenario_runs: 'Scenes you played.',
  sessions: 'Where you are signed in: since when, and until when.',
  shields_used: 'Days that a shield kept your streak over.',
  sound_uses: 'The tutor’s speech that was made for you: each can be heard at /api/v1/audio/ and its name.',
  sources: 'Texts you gave to learn from.',
  spending: 'What models and voices cost on your account.',
  stars: 'Stars you earned, and for what.',
  summaries: 'Your talks in few words, as the tutor remembers them.',
  turns: 'What you said, and what the tutor answered.',
  words: 'Words you met.',
}

/** `said_at_ms: 1772323200000` as `saidAt: "2026-03-01T00:00:00.000Z"`. */
export function plainly(row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => (isInstant(name) ? [camel(name.slice(0, -3)), instantOf(value)] : [camel(name), value])))
}

export const camel = (name: string): string => name.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())

const isInstant = (name: string): boolean => /(^|_)at_ms$/.test(name)
const instantOf = (value: unknown): unknown => (typeof value === 'number' ? new Date(value).toISOString() : value)
