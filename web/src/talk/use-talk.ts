/** Brings the conversation, the line to the tutor and the loudspeaker together for the page. Decides nothing they can decide. */
import type { ConversationView, Opening } from '@mluv/protocol/conversations.ts'
import type { Sentence, TurnCorrections } from '@mluv/protocol/turn.ts'
import { useEffect, useReducer, useRef, useState } from 'react'
import { ask } from '../api.ts'
import type { Trouble } from '../api.ts'
import { keptSound, soundsOf, unlock } from './browser-sounds.ts'
import { connection } from './connection.ts'
import type { Connection, Line, Link } from './connection.ts'
import { frameShelf } from './frames.ts'
import { loudspeaker } from './loudspeaker.ts'
import type { Clip, Loudspeaker, Sounding } from './loudspeaker.ts'
import { pendingIn } from './pending.ts'
import type { Drawer, Utterance } from './pending.ts'
import { silence, talkAfter } from './turn.ts'
import type { Talk, TalkEvent } from './turn.ts'

/** What the learner wants to say, before it has a name. */
export type Saying = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'sound'; readonly sound: Uint8Array<ArrayBuffer> }

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
  readonly address: (audioUrl: string) => string
  readonly unlockOnce: () => void
  /** Stops what sounds; from now on only the answer to the utterance of this key is said aloud. */
  listenFor(key: string | null): void
  close(): void
}

type Sound = { readonly now: Sounding | null; readonly blocked: boolean }

/** Where the room shows what happens in it. */
type Board = {
  readonly note: (event: TalkEvent) => void
  readonly onLink: (link: Link) => void
  readonly onSound: (sound: Sound) => void
  readonly onRefusal: (refusal: TalkRoom['refusal']) => void
}

/** `aloud`: the opening of the first conversation is said at once. */
export function useTalk(kept: Drawer, learnerId: string, view: Opening | ConversationView, aloud: boolean): TalkRoom {
  const [talk, note] = useReducer(talkAfter, view, (first) => talkAfter(silence, { type: 'opened', view: first }))
  const [link, onLink] = useState<Link>('connecting')
  const [sound, onSound] = useState<Sound>({ now: null, blocked: false })
  const [refusal, onRefusal] = useState<TalkRoom['refusal']>(null)
  const parts = useRef<Parts | null>(null)
  const first = useRef({ view, aloud })

  useEffect(() => {
    const opened = openParts(kept, learnerId, { note, onLink, onSound, onRefusal })
    parts.current = opened
    if (first.current.aloud) sayOpening(opened, first.current.view)
    return () => {
      parts.current = null
      opened.close()
    }
  }, [kept, learnerId])

  return {
    learnerId, talk, link, sounding: sound.now, blocked: sound.blocked, refusal,
    open(next, spoken) {
      parts.current?.speaker.stop()
      note({ type: 'opened', view: next })
      if (spoken && parts.current) sayOpening(parts.current, next)
    },
    say(saying) {
      if (!parts.current || talk.conversationId === null) return false
      onRefusal(null)
      const utterance: Utterance = { ...saying, key: newKey(), conversationId: talk.conversationId }
      parts.current.listenFor(utterance.key)
      parts.current.unlockOnce()
      if (!parts.current.line.say(utterance)) return false
      note({ type: 'uttered', waiting: { key: utterance.key, text: textOf(utterance), trouble: null, restored: false } })
      return true
    },
    retry(key) {
      note({ type: 'retried', key })
      parts.current?.listenFor(key)
      parts.current?.line.retry(key)
    },
    drop(key) {
      note({ type: 'dropped', key })
      parts.current?.line.drop(key)
    },
    interrupt() {
      parts.current?.listenFor(null)
      parts.current?.line.interrupt()
    },
    replay: (turnId, sentences, from, rate) => parts.current?.speaker.replay(clipsOf(parts.current, turnId, sentences, from, rate)),
    unblock: () => parts.current?.speaker.unblock(),
    positionMs: () => parts.current?.speaker.positionMs() ?? 0,
    async readEarlier() {
      const { conversationId, earlier } = talk
      if (conversationId === null || earlier === null) return
      note({ type: 'earlier-read', view: await ask<ConversationView>('GET', `/conversations/${conversationId}?before=${encodeURIComponent(earlier)}`) })
    },
    recorrect: (turnId, corrections) => note({ type: 'recorrected', turnId, corrections }),
  }
}

function openParts(kept: Drawer, learnerId: string, { note, onLink, onSound, onRefusal }: Board): Parts {
  const pending = pendingIn(kept, learnerId)
  for (const utterance of pending.all()) note({ type: 'uttered', waiting: { key: utterance.key, text: textOf(utterance), trouble: null, restored: true } })
  const player = new Audio()
  const { accept, address } = soundsOf(player)
  const frames = frameShelf(keptSound, later)
  const speaker = loudspeaker({
    player,
    onChange: (now, blocked) => onSound({ now, blocked }),
    onPlayed: (turnId, sentence, ms) => line.played(turnId, sentence, ms),
  })
  /** Before the learner has said anything here, whatever is answered is said aloud. */
  let listening: { readonly key: string | null } | null = null
  const line = connection({
    open: openVoice, pending, accept, later, chance: Math.random, onLink, onFrame: frames.keep,
    onMessage(message, key) {
      note({ type: 'received', message, key })
      if (message.type === 'heard') frames.name(message.turnNumber, message.turnId)
      if (message.type !== 'spoken' || (listening && key !== listening.key)) return
      const { turnId, sentence, audioUrl } = message
      frames.when(turnId, sentence, () => speaker.add({ turnId, sentence, audioUrl, rate: 1, live: true, source: () => frames.find(turnId, sentence) ?? address(audioUrl) }))
    },
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
  let unlocked = false
  return {
    line, speaker, address,
    unlockOnce() {
      if (!unlocked) unlock(player)
      unlocked = true
    },
    listenFor(key) {
      listening = { key }
      speaker.stop()
    },
    close() {
      window.removeEventListener('online', wake)
      document.removeEventListener('visibilitychange', wake)
      speaker.stop()
      line.close()
      frames.clear()
    },
  }
}

const textOf = (utterance: Utterance): string | null => (utterance.kind === 'text' ? utterance.text : null)

/** Not `crypto.randomUUID`: it is missing over plain http on a network. */
const newKey = (): string => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')

function openVoice(subprotocol: string): Line {
  const address = new URL('/api/v1/voice', location.href)
  address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:'
  return new WebSocket(address, subprotocol) as Line
}

function later(act: () => void, delayMs: number): () => void {
  const timer = setTimeout(act, delayMs)
  return () => clearTimeout(timer)
}

const sayOpening = (parts: Parts, { opening }: Opening | ConversationView): void => parts.speaker.replay(clipsOf(parts, null, opening.sentences, 0, 1))

/** The sentences from number `from` on, to be heard again. */
function clipsOf({ address }: Parts, turnId: string | null, sentences: readonly Sentence[], from: number, rate: number): readonly Clip[] {
  return sentences.flatMap(({ audioUrl }, at): Clip[] => (audioUrl === null ? [] : [{ turnId, sentence: from + at, audioUrl, rate, live: false, source: () => address(audioUrl) }]))
}
