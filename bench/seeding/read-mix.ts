/** What people ask of an installation, over HTTP: who asks is drawn by Zipf, what they ask by how often it is asked. */
import { createHash, randomUUID } from 'node:crypto'
import { uuidv7 } from '../../server/src/domain/identity.ts'
import type { Seeded } from '../measuring/seeded.ts'
import { dice, zipf } from './dice.ts'
import { tokenOf } from './life.ts'

export type Call = { /** Of a hundred reads. */ readonly share: number; /** Somebody's request, always the same one. */ readonly sample: () => string }
type Person = { readonly token: string; readonly conversationId: string; readonly cardId: string | null; readonly soundId: string }

const writeShare = 0.1

/** `practisers`: how many of the learners come at all, some of those with the longest year and some of those with the shortest; everybody when not given. */
export async function readMix(home: Seeded, practisers = home.size.learners) {
  const everyone = await peopleOf(home)
  const people = everyone.filter((_, at) => at % Math.round(everyone.length / practisers) === 0)
  const roll = dice(11)
  const rank = zipf(people.length, 1)
  const anyone = () => people[rank(roll.next())]!
  const requests: Readonly<Record<string, readonly [share: number, request: (of: Person) => string]>> = {
    home: [45, ({ token }) => get('/api/v1/learner/home', token)],
    stats: [20, ({ token }) => get('/api/v1/stats/me', token)],
    due: [15, ({ token }) => get('/api/v1/cards/due', token)],
    conversation: [10, ({ token, conversationId }) => get(`/api/v1/conversations/${conversationId}`, token)],
    leaderboard: [5, ({ token }) => get('/api/v1/leaderboard', token)],
    audio: [5, ({ token, soundId }) => get(`/api/v1/audio/${soundId}`, token)],
  }
  const names = Object.entries(requests).flatMap(([name, [share]]) => Array<string>(share).fill(name))
  const nextName = () => roll.pick(names)
  const nextRead = () => requests[nextName()]![1](anyone())
  return {
    calls: Object.fromEntries(Object.entries(requests).map(([name, [share, request]]) => [name, { share, sample: () => request(people[0]!) }])) as Record<string, Call>,
    writeShare,
    nextName,
    nextRead,
    /** Every page of everybody, those of who asks most last: what was asked for last is forgotten last. */
    everything: () => people.toReversed().flatMap((person) => Object.values(requests).map(([, request]) => request(person))),
    next: () => (roll.next() < writeShare ? write(anyone(), roll.next(), () => uuidv7(Date.now(), roll.bytes(10))) : nextRead()),
  }
}

/** Six in ten review a card, two change a setting, two keep a card. */
function write({ token, cardId }: Person, which: number, newId: () => string): string {
  if (which < 0.6 && cardId !== null) return send('POST', '/api/v1/reviews', token, [{ cardId, rating: 3, reviewedAt: new Date().toISOString(), reviewId: newId() }])
  if (which < 0.8) return send('PATCH', '/api/v1/learner/settings', token, { voiceSpeed: which < 0.7 ? 1 : 0.8 })
  return send('POST', '/api/v1/cards', token, { kind: 'word', front: randomUUID(), back: 'kept' })
}

const common = (token: string): string => `Host: bench\r\nAccept-Encoding: gzip, br\r\nAuthorization: Bearer ${token}\r\n`
const get = (path: string, token: string): string => `GET ${path} HTTP/1.1\r\n${common(token)}\r\n`

function send(method: string, path: string, token: string, body: unknown): string {
  const text = JSON.stringify(body)
  return `${method} ${path} HTTP/1.1\r\n${common(token)}Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`
}

async function peopleOf({ database, size }: Seeded): Promise<Person[]> {
  type Row = { hash: string; conversation_id: string; sound_id: string; card_id: string | null }
  const found = await database.sql<Row[]>`
    select encode(s.token_hash, 'hex') as hash, t.conversation_id, t.sound_id, (select card_id from cards where learner_id = s.learner_id limit 1) as card_id
    from sessions s, lateral (
      select conversation_id, reply #>> '{sentences,1,sound,soundId}' as sound_id from turns where learner_id = s.learner_id order by said_at_ms desc limit 1) t`
  const byHash = new Map(found.map((row) => [row.hash, row]))
  return Array.from({ length: size.learners }, (_, learner) => {
    const token = tokenOf(learner)
    const { conversation_id, sound_id, card_id } = byHash.get(hashOf(token))!
    return { token, conversationId: conversation_id, soundId: sound_id, cardId: card_id }
  })
}

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex')
