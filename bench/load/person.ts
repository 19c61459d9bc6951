/** One learner: what they hold from one deed to the next, and how each deed is done. */
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { uuidv7 } from '../../server/src/domain/identity.ts'
import { caller, type Answered, type Caller } from '../measuring/caller.ts'
import type { Dice } from '../seeding/dice.ts'
import { writeWav } from '../simulator/wav.ts'
import { monotonicMs } from '../measuring/monotonic.ts'
import { openSession, type Session } from '../turning/session.ts'
import { spokenAs, turnPlan } from '../turning/turn-plan.ts'
import { turns, type Deed } from './scenarios.ts'

/** Of a turn that was answered: when it had been said, when it first sounded, when it was whole. */
export type Said = { readonly key: string; readonly turnId: string; readonly saidMs: number; readonly soundedMs: number | null; readonly wholeMs: number; readonly degraded: readonly string[] }
/** What is noted before it is sent, so that what is never answered is known, too. */
export type Noting = { turn(key: string): void; review(reviewId: string): void; reviewed(reviewId: string): void }

export type Person = {
  /** Nothing is kept from a visit that was somebody else's. */
  beNew(): void
  /** Resolves with the turn where it was one. Rejects with the cause. `again`: what was tried before under the same name, so that it happens once. */
  act(deed: Deed, again?: boolean): Promise<Said | null>
  /** Whether the line is open that was opened. */
  isThere(): boolean
  /** Goes to the next process, and opens the line there if there was one. */
  goElsewhere(): Promise<void>
  leave(): void
  /** Reads what is kept of what they said, turn by turn, and has all of theirs erased, as every guest may. */
  vanish(): Promise<readonly string[]>
}
/** `urls`: of the processes that serve, the one they go to first. `nextTurn` counts: no two turns say the same. */
type Given = { readonly urls: readonly string[]; readonly token: string | null; readonly roll: Dice; readonly noting: Noting; readonly nextTurn: () => number }
type Held = {
  token: string | null; url: string; line: Caller; session: Session | null; cards: readonly string[]; reviewed: number
  /** What the last turn or review is called, and what was said in it. */
  named: { readonly key: string; readonly turn: number }
}

const words = ['pes', 'kniha', 'voda', 'chleba', 'mluvit', 'pivo', 'dům', 'škola', 'auto', 'káva']
/** So much of an answer somebody listens to before interrupting. */
const piecesHeard = { least: 2, more: 10 }
const pageItems = 50
const boundary = 'mluv-load-boundary'

export function person({ urls, token, roll, noting, nextTurn }: Given): Person {
  const held: Held = { token, url: urls[0]!, line: caller(urls[0]!), session: null, cards: [], reviewed: 0, named: { key: '', turn: 0 } }
  const newId = () => uuidv7(Date.now(), roll.bytes(10))
  const send = (method: string, path: string, body?: unknown, more = '') => held.line.ask(request(held.url, held.token, { method, path, body, more }))
  const api = async (method: string, path: string, body?: unknown) => good(await send(method, `/api/v1${path}`, body))

  const calls = callsOf({ held, roll, noting, send, api })
  const talk = talker({ held, roll, noting })
  const upload = uploader({ held, noting })

  async function* pages<Item>(path: string, list: string): AsyncGenerator<Item> {
    for (let before: string | null = ''; before !== null; ) {
      const page = read(await api('GET', `${path}?limit=${pageItems}${before === '' ? '' : `&before=${encodeURIComponent(before)}`}`)) as { readonly next: string | null } & Readonly<Record<string, readonly Item[]>>
      yield* page[list]!
      before = page.next
    }
  }

  return {
    beNew: () => void Object.assign(held, { token: null, cards: [], reviewed: 0 }),
    async act(deed, again = false) {
      if (!again) held.named = { key: newId(), turn: turns.has(deed) ? nextTurn() : 0 }
      if (deed === 'upload') return upload()
      if (deed === 'write' || deed === 'speak' || deed === 'interrupt') return talk(deed)
      await calls[deed]()
      return null
    },
    isThere: () => held.session?.isOpen() ?? true,
    async goElsewhere() {
      held.line.close()
      held.url = urls[(urls.indexOf(held.url) + 1) % urls.length]!
      held.line = caller(held.url)
      if (held.session === null) return
      held.session.close()
      held.session = await openSession(held.url, held.token!)
    },
    leave() {
      held.session?.close()
      held.line.close()
    },
    async vanish() {
      if (held.token === null) return []
      const kept: string[] = []
      for await (const { conversationId } of pages<{ conversationId: string }>('/conversations', 'items'))
        for await (const { turnId } of pages<{ turnId: string }>(`/conversations/${conversationId}`, 'turns')) kept.push(turnId)
      await api('DELETE', '/learner', { confirm: true })
      held.token = null
      return kept
    },
  }
}

type Call = Exclude<Deed, 'write' | 'speak' | 'interrupt' | 'upload'>
type Hands = Pick<Given, 'roll' | 'noting'> & {
  readonly held: Held
  readonly send: (method: string, path: string, body?: unknown, more?: string) => Promise<Answered>
  readonly api: (method: string, path: string, body?: unknown) => Promise<Answered>
}

function callsOf({ held, roll, noting, send, api }: Hands): Readonly<Record<Call, () => Promise<unknown>>> {
  return {
    page: async () => good(await send('GET', '/', undefined, 'Accept: text/html\r\n')),
    guest: async () => (held.token = (read(await api('POST', '/session/guest', { timeZone: 'Europe/Prague', motherTongue: 'en' })) as { token: string }).token),
    home: () => api('GET', '/learner/home'),
    settings: () => api('PATCH', '/learner/settings', { level: 'A2', levelChosen: true }),
    open: () => api('POST', '/conversations', {}),
    stats: () => api('GET', '/stats/me'),
    progress: () => api('GET', '/stats/me/progress'),
    leaderboard: () => api('GET', '/leaderboard?period=week'),
    word: () => api('GET', `/words/${encodeURIComponent(roll.pick(words))}`),
    async connect() {
      held.session?.close()
      held.session = null
      held.session = await openSession(held.url, held.token!)
    },
    async due() {
      held.cards = (read(await api('GET', '/cards/due')) as { items: { cardId: string }[] }).items.map(({ cardId }) => cardId)
      if (held.cards.length === 0) held.cards = [(read(await api('POST', '/cards', { kind: 'word', front: `slovo ${held.named.key}`, back: 'a word' })) as { cardId: string }).cardId]
    },
    async review() {
      const cardId = held.cards[(held.reviewed += 1) % held.cards.length]
      if (cardId === undefined) throw new Error('no card was there')
      const reviewId = held.named.key
      noting.review(reviewId)
      await api('POST', '/reviews', [{ cardId, rating: roll.pick([1, 3, 3, 3, 4]), reviewedAt: new Date().toISOString(), reviewId }])
      noting.reviewed(reviewId)
    },
  }
}

const talker = ({ held, roll, noting }: Omit<Hands, 'send' | 'api'>) =>
  async (deed: 'write' | 'speak' | 'interrupt'): Promise<Said> => {
    if (held.session === null) throw new Error('no line was open')
    const { key, turn } = held.named
    noting.turn(key)
    const interruptAfter = deed === 'interrupt' ? piecesHeard.least + roll.below(piecesHeard.more) : undefined
    const { spokenMs, pieces, rememberedMs, turnId, degraded } = await held.session.turn(turnPlan(turn), { key, isWritten: deed === 'write', interruptAfter })
    return { key, turnId, saidMs: spokenMs, soundedMs: pieces[0]?.atMs ?? null, wholeMs: rememberedMs, degraded }
  }

const uploader = ({ held, noting }: Omit<Hands, 'roll' | 'send' | 'api'>) =>
  async (): Promise<Said> => {
    const { key, turn } = held.named
    const form = recorded(turnPlan(turn).utterance)
    const head = request(held.url, held.token, { method: 'POST', path: '/api/v1/lessons/process', more: `Idempotency-Key: ${key}\r\nContent-Type: multipart/form-data; boundary=${boundary}\r\nContent-Length: ${form.length}\r\n` })
    noting.turn(key)
    const saidMs = monotonicMs()
    const { turnId, degraded } = read(good(await held.line.ask(Buffer.concat([Buffer.from(head), form])))) as { turnId: string; degraded: { part: string }[] }
    return { key, turnId, saidMs, soundedMs: null, wholeMs: monotonicMs(), degraded: degraded.map(({ part }) => part) }
  }

/** As over the wire; a body goes as JSON. */
function request(url: string, token: string | null, { method, path, body, more }: { readonly method: string; readonly path: string; readonly body?: unknown; readonly more: string }): string {
  const text = body === undefined ? '' : JSON.stringify(body)
  const about = body === undefined ? '' : `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\n`
  const who = token === null ? '' : `Authorization: Bearer ${token}\r\n`
  return `${method} ${path} HTTP/1.1\r\nHost: ${new URL(url).host}\r\nAccept-Encoding: gzip, br\r\n${who}${about}${more}\r\n${text}`
}

/** Rejects with the status and, where the answer names it, the code of what is wrong. */
function good(answered: Answered): Answered {
  if (answered.status >= 200 && answered.status < 400) return answered
  const [, code = ''] = /"code":"([\w-]+)"/.exec(bodyOf(answered).toString()) ?? []
  throw new Error(`${answered.status} ${code}`.trim())
}

const read = (answered: Answered): unknown => JSON.parse(bodyOf(answered).toString())

function bodyOf({ head, body }: Answered): Buffer {
  const coding = /\r\ncontent-encoding: (\w+)/i.exec(head)?.[1]
  return coding === 'br' ? brotliDecompressSync(body) : coding === 'gzip' ? gunzipSync(body) : body
}

/** A form with what is said, as WAV. */
function recorded(utterance: string): Buffer {
  const pcm = spokenAs(utterance)
  const wav = writeWav({ samples: new Int16Array(pcm.buffer, pcm.byteOffset, pcm.byteLength / 2), sampleRateHz: 16_000 })
  return Buffer.concat([Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="audio"; filename="said.wav"\r\nContent-Type: audio/wav\r\n\r\n`), wav, Buffer.from(`\r\n--${boundary}--\r\n`)])
}
