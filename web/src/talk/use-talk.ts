/** Brings the conversation, the line to the tutor and the loudspeaker together for the page. Decides nothing they can decide. */
import type { ConversationView, Opening } from '@mluv/protocol/conversations.ts'
import type { Sentence, TurnCorrections } from '@mluv/protocol/turn.ts'
import { useEffect, useReducer, useRef, useState } from 'react'
import { ask } from '../api.ts'
import type { Trouble } from '../api.ts'
import { soundsOf } from './browser-sounds.ts'
import { connection } from './connection.ts'
import type { Connection, Listening } from './connection.ts'
import type { Link, Socket } from './line.ts'
import { liveVoice } from './live-voice.ts'
import type { LiveVoice, Sounding } from './live-voice.ts'
import { loudspeaker } from './loudspeaker.ts'
import type { Loudspeaker } from './loudspeaker.ts'
import { pendingIn } from './pending.ts'
import type { Drawer, Utterance } from './pending.ts'
import { soundIn } from './sound-in.ts'
import { silence, talkAfter } from './turn.ts'
import type { Talk, TalkEvent, Waiting } from './turn.ts'

/** What the learner wants to say, before it has a name. */
export type Saying = { readonly kind: 'text'; readonly text: string; readonly spoken?: boolean } | { readonly kind: 'sound'; readonly sound: Uint8Array<ArrayBuffer>; readonly format: 'file' }

/** What is done with a microphone that is open. */
export type MicrophoneLine = Pick<Connection, 'hear' | 'unlisten'>

export type TalkRoom = {
  readonly learnerId: string
  readonly talk: Talk
  readonly link: Link
  readonly sounding: Sounding | null
  /** The browser lets nothing sound before the learner touches the page. */
  readonly blocked: boolean
  /** What was refused for good, with the text to mend. */
  readonly refusal: { readonly text: string; readonly trouble: Trouble } | null
  open(view: Opening | ConversationView, aloud: boolean): void
  /** False when too many of the learner's sentences wait already. */
  say(saying: Saying): boolean
  /** Listens to a microphone until it is shut, or `onUnheard` tells that nobody listens any longer. Null when too much waits. */
  listen(how: Pick<Listening, 'mode' | 'silenceMs'>, onUnheard: () => void): MicrophoneLine | null
  retry(key: string): void
  drop(key: string): void
  interrupt(): void
  replay(turnId: string | null, sentences: readonly Sentence[], from: number, rate: number): void
  unblock(): void
  positionMs(): number
  readEarlier(): Promise<void>
  recorrect(turnId: string, corrections: TurnCorrections): void
}

type Parts = {
  readonly line: Connection
  readonly speaker: Loudspeaker
  /** Who says the tutor's sentences. */
  voice: LiveVoice
  /** Has a voice of this browser say them, or with null the server's. */
  speakBy(wanted: BrowsersVoice | null): Promise<void>
  readonly address: (audioUrl: string) => string
  /** Stops what sounds; what was said before is not answered aloud any longer. True where something sounded. */
  hush(): boolean
  /** The answer to this is said aloud. */
  hope(key: string): void
  /** Who is told that the microphone is not listened to. */
  onUnheard: () => void
  positionMs(): number
  close(): void
}

/** By its name, and how fast the learner wants it. */
export type BrowsersVoice = { readonly name: string; readonly rate: number }

type Sound = { readonly now: Sounding | null; readonly blocked: boolean }

/** Where the room shows what happens in it. */
type Board = {
  readonly note: (event: TalkEvent) => void
  readonly onLink: (link: Link) => void
  readonly onSound: (sound: Sound) => void
  readonly onRefusal: (refusal: TalkRoom['refusal']) => void
}

/** `aloud`: the opening of the first conversation is said at once. `textOnly`: nothing is. `by`: a voice of this browser that says it all. */
export function useTalk(kept: Drawer, learnerId: string, view: Opening | ConversationView, aloud: boolean, textOnly: boolean, by: BrowsersVoice | null): TalkRoom {
  const [talk, note] = useReducer(talkAfter, view, (first) => talkAfter(silence, { type: 'opened', view: first }))
  const [link, onLink] = useState<Link>('connecting')
  const [sound, onSound] = useState<Sound>({ now: null, blocked: false })
  const [refusal, onRefusal] = useState<TalkRoom['refusal']>(null)
  const parts = useRef<Parts | null>(null)
  const board: Board = { note, onLink, onSound, onRefusal }
  const first = useRef({ view, aloud: aloud && !textOnly })

  useEffect(() => {
    const opened = openParts(kept, learnerId, { note, onLink, onSound, onRefusal })
    parts.current = opened
    if (first.current.aloud) sayOpening(opened, first.current.view)
    return () => {
      parts.current = null
      opened.close()
    }
  }, [kept, learnerId])

  useEffect(() => {
    if (textOnly && parts.current) interrupt(parts.current)
  }, [textOnly])
  const [name, rate] = [by?.name, by?.rate ?? 1]
  useEffect(() => void parts.current?.speakBy(name === undefined ? null : { name, rate }), [name, rate, learnerId])

  return {
    learnerId, talk, link, sounding: sound.now, blocked: sound.blocked, refusal,
    open(next, spoken) {
      parts.current?.hush()
      note({ type: 'opened', view: next })
      if (spoken && !textOnly && parts.current) sayOpening(parts.current, next)
    },
    say: (saying) => say(parts.current, talk.conversationId, board, textOnly && saying.kind === 'text' ? { ...saying, speak: false } : saying),
    listen: (how, onUnheard) => listen(parts.current, talk.conversationId, board, how, onUnheard),
    retry(key) {
      note({ type: 'retried', key })
      parts.current?.hush()
      parts.current?.hope(key)
      parts.current?.line.retry(key)
    },
    drop(key) {
      note({ type: 'dropped', key })
      parts.current?.line.drop(key)
    },
    interrupt: () => parts.current && interrupt(parts.current),
    replay(turnId, sentences, from, rate) {
      if (!parts.current) return
      replay(parts.current, turnId, sentences, from, rate)
    },
    unblock() {
      parts.current?.voice.unblock()
      parts.current?.speaker.unblock()
    },
    positionMs: () => parts.current?.positionMs() ?? 0,
    async readEarlier() {
      const { conversationId, earlier } = talk
      if (conversationId === null || earlier === null) return
      note({ type: 'earlier-read', view: await ask<ConversationView>('GET', `/conversations/${conversationId}?before=${encodeURIComponent(earlier)}`) })
    },
    recorrect: (turnId, corrections) => note({ type: 'recorrected', turnId, corrections }),
  }
}

function say(parts: Parts | null, conversationId: string | null, { note, onRefusal }: Board, saying: Saying & { readonly speak?: false }): boolean {
  if (!parts || conversationId === null) return false
  onRefusal(null)
  const utterance: Utterance = { ...saying, key: newKey(), conversationId }
  interrupt(parts)
  parts.hope(utterance.key)
  if (!parts.line.say(utterance)) return false
  note({ type: 'uttered', waiting: waitingOf(utterance, false) })
  return true
}

function listen(parts: Parts | null, conversationId: string | null, { note, onRefusal }: Board, how: Parameters<TalkRoom['listen']>[0], onUnheard: () => void): MicrophoneLine | null {
  if (!parts || conversationId === null) return null
  onRefusal(null)
  const key = newKey()
  parts.hope(key)
  parts.onUnheard = onUnheard
  if (!parts.line.listen({ ...how, conversationId, key })) return null
  if (how.mode === 'push') note({ type: 'spoken', key, spoken: { state: 'began' } })
  return parts.line
}

/** The learner has the floor: nothing sounds, and no answer is made any longer. */
const interrupt = ({ hush, line }: Parts): void => line.interrupt(hush())

function openParts(kept: Drawer, learnerId: string, { note, onLink, onSound, onRefusal }: Board): Parts {
  const pending = pendingIn(kept, learnerId)
  for (const utterance of pending.all()) note({ type: 'uttered', waiting: waitingOf(utterance, true) })
  const player = new Audio()
  const { voice, speaker, positionMs, lend } = sounds(player, onSound, (...heard) => line.played(...heard))
  const unwanted = new Set<string>()
  const hoped = new Set<string>()
  const sound = soundIn((...piece) => parts.voice.take(...piece), () => line.reopen())
  const line = connection({
    open: openVoice, pending, later, chance: Math.random, onSound: sound.take, takes: sound.takes, have: (turnId) => parts.voice.have(turnId),
    onLink(link) {
      onLink(link)
      // Nobody will say any more that it was nothing.
      if (link === 'lost') parts.voice.resume()
    },
    onMessage(message, key) {
      const { voice } = parts
      note({ type: 'received', message, key })
      if (message.type === 'heard') voice.name(message.turnNumber, message.turnId)
      if (message.type === 'heard' && key !== null && unwanted.has(key)) voice.stop(message.turnId)
      if (message.type === 'said') voice.said(message.turnId, message.sentence, message.text)
      if (message.type === 'spoken') sound.after(() => parts.voice.whole(message.turnId, message.sentence, message))
    },
    onVoice(what, turnId) {
      const { voice } = parts
      if (what === 'held') voice.hold()
      if (what === 'resumed') voice.resume()
      if (what === 'interrupted') voice.stop(turnId)
    },
    onTakenBack: (turnId) => note({ type: 'taken-back', turnId }),
    onSpoken: (key, spoken) => note({ type: 'spoken', key, spoken }),
    onUnheard: () => parts.onUnheard(),
    onRefused(utterance, trouble, gone) {
      if (!utterance) return
      if (!gone) return note({ type: 'refused', key: utterance.key, trouble })
      note({ type: 'dropped', key: utterance.key })
      onRefusal({ text: textOf(utterance) ?? '', trouble })
    },
  })
  const wake = (): void => line.wake()
  window.addEventListener('online', wake)
  document.addEventListener('visibilitychange', wake)
  const parts: Parts = {
    line, speaker, voice, address: soundsOf(player),
    onUnheard: () => {},
    hush() {
      for (const key of hoped) unwanted.add(key)
      hoped.clear()
      speaker.stop()
      return parts.voice.stop()
    },
    hope(key) {
      unwanted.delete(key)
      hoped.add(key)
      sound.after(() => {})
      parts.voice.unblock()
    },
    speakBy: async (wanted) => speakBy(parts, wanted ? await lend(wanted) : voice),
    positionMs: () => positionMs(parts.voice),
    close() {
      window.removeEventListener('online', wake)
      document.removeEventListener('visibilitychange', wake)
      speaker.stop()
      parts.voice.close()
      voice.close()
      line.close()
    },
  }
  return parts
}

function speakBy(parts: Parts, voice: LiveVoice | null): void {
  if (!voice || parts.voice === voice) return
  parts.voice.stop()
  parts.voice = voice
}

/** The voice as it comes, and what is heard again; of both, one sounds. */
function sounds(player: HTMLAudioElement, onSound: Board['onSound'], onPlayed: (turnId: string, sentence: number, ms: number) => void) {
  const silent: Sound = { now: null, blocked: false }
  let [live, again] = [silent, silent]
  const tell = (): void => onSound(again.now ? again : live)
  const onLive = (now: Sounding | null, blocked: boolean): void => {
    live = { now, blocked }
    tell()
  }
  const voice = liveVoice({ open: () => new AudioContext(), later, onPlayed, onChange: onLive })
  const speaker = loudspeaker({ player, onChange(now, blocked) {
    again = { now, blocked }
    tell()
  } })
  return {
    voice, speaker,
    positionMs: (by: LiveVoice) => (again.now ? speaker : by).positionMs(),
    async lend({ name, rate }: BrowsersVoice): Promise<LiveVoice | null> {
      const { browserVoice, speechBy } = await import('./browser-voice.ts')
      const speech = speechBy(name)
      return speech && browserVoice({ speech, rate, onPlayed, onChange: onLive })
    },
  }
}

const waitingOf = (utterance: Utterance, restored: boolean): Waiting => ({ key: utterance.key, text: textOf(utterance), understood: '', speaking: false, trouble: null, restored })

const textOf = (utterance: Utterance): string | null => (utterance.kind === 'text' ? utterance.text : null)

/** Not `crypto.randomUUID`: it is missing over plain http on a network. */
const newKey = (): string => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')

function openVoice(subprotocol: string): Socket {
  const address = new URL('/api/v1/voice', location.href)
  address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:'
  return new WebSocket(address, subprotocol) as Socket
}

function later(act: () => void, delayMs: number): () => void {
  const timer = setTimeout(act, delayMs)
  return () => clearTimeout(timer)
}

const sayOpening = (parts: Parts, { opening }: Opening | ConversationView): void => replay(parts, null, opening.sentences, 0, 1)

/** The sentences from number `from` on, heard again. */
function replay({ voice, speaker, address }: Parts, turnId: string | null, sentences: readonly Sentence[], from: number, rate: number): void {
  voice.stop()
  const again = sentences.map((of, at) => ({ turnId, sentence: from + at, rate, of }))
  if (voice.replay) return voice.replay(again)
  speaker.replay(again.flatMap(({ of: { audioUrl }, ...one }) => (audioUrl === null ? [] : [{ ...one, address: address(audioUrl) }])))
}
