/** A connection whose lines, timers and chance are in the test's hands. */
import assert from 'node:assert/strict'
import type { DownMessage, TurnMessage, UpMessage } from '@mluv/protocol/voice.ts'
import type { Trouble } from '../../src/api.ts'
import { connection } from '../../src/talk/connection.ts'
import type { Link, Socket } from '../../src/talk/line.ts'
import { pendingIn } from '../../src/talk/pending.ts'
import type { Utterance } from '../../src/talk/pending.ts'

export type FakeLine = Socket & {
  bufferedAmount: number
  readonly sent: UpMessage[]
  readonly sounds: number[]
  closed: boolean
  down(message: DownMessage | ArrayBuffer): void
  up(): void
  fall(): void
}

function fakeLine(): FakeLine {
  const line: FakeLine = {
    binaryType: 'blob', bufferedAmount: 0, onopen: null, onmessage: null, onclose: null, sent: [], sounds: [], closed: false,
    send: (data) => void (typeof data === 'string' ? line.sent.push(JSON.parse(data) as UpMessage) : line.sounds.push(data.length)),
    close() {
      line.closed = true
    },
    down: (message) => line.onmessage?.({ data: message instanceof ArrayBuffer ? message : JSON.stringify(message) }),
    up() {
      line.onopen?.()
      line.down({ type: 'ready', learnerId: 'eva' })
    },
    fall: () => line.onclose?.(),
  }
  return line
}

export function setUp(waiting: readonly Utterance[] = []) {
  const kept = new Map<string, string>()
  const pending = pendingIn({ getItem: (place) => kept.get(place) ?? null, setItem: (place, value) => void kept.set(place, value), removeItem: (place) => void kept.delete(place) }, 'eva')
  for (const utterance of waiting) pending.add(utterance)
  const lines: FakeLine[] = []
  const timers = new Set<{ readonly act: () => void; readonly delayMs: number }>()
  const links: Link[] = []
  const messages: [TurnMessage['type'], string | null][] = []
  const sounds: ArrayBuffer[] = []
  const voice: string[] = []
  const spoken: string[] = []
  const refusals: [string | null, Trouble['code'], boolean][] = []
  const talk = connection({
    pending, chance: () => 1,
    have: (turnId) => (turnId === 't1' ? { sentence: 0, ms: 300 } : undefined),
    onVoice: (what, turnId) => voice.push(`${what} ${turnId}`),
    onTakenBack: (turnId) => voice.push(`taken-back ${turnId}`),
    onSpoken: (key, what) => spoken.push(`${key} ${what.state}${what.state === 'hearing' ? ` ${what.transcript}` : ''}`),
    onUnheard: () => spoken.push('unheard'),
    open() {
      const line = fakeLine()
      lines.push(line)
      return line
    },
    later(act, delayMs) {
      const timer = { act, delayMs }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
    onLink: (link) => links.push(link),
    onMessage: (message, key) => messages.push([message.type, key]),
    onSound: (bytes) => sounds.push(bytes),
    takes: () => 'opus',
    onRefused: (utterance, trouble, gone) => refusals.push([utterance?.key ?? null, trouble.code, gone]),
  })
  const ring = (delayMs: number): void => {
    const due = [...timers].find((timer) => timer.delayMs === delayMs)
    assert.ok(due, `no timer of ${delayMs} ms among ${[...timers].map((timer) => timer.delayMs).join(', ')}`)
    timers.delete(due)
    due.act()
  }
  return { talk, pending, lines, timers, links, messages, sounds, voice, spoken, refusals, ring, line: () => lines.at(-1)! }
}

export const text = (key: string): Utterance => ({ kind: 'text', key, conversationId: 'c1', text: 'Ahoj' })
export const said = (line: FakeLine): (string | undefined)[] => line.sent.flatMap((message) => (message.type === 'say' ? [message.key] : []))
export const problem = (code: Trouble['code'] & DownMessageCode) => ({ type: 'x', title: 'x', status: 400, code, detail: 'x' })
type DownMessageCode = Extract<DownMessage, { type: 'refused' }>['problem']['code']
