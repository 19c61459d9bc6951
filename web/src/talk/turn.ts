/**
 * The conversation as the page knows it: a pure reducer over what the server sends and what the learner does.
 *
 * Every message is idempotent: replayed from the beginning, as after a lost connection or a restarted server, it changes
 * nothing that is already there and doubles nothing.
 */
import type { ConversationView, Opening } from '@mluv/protocol/conversations.ts'
import type { Sentence, Turn, TurnCorrections } from '@mluv/protocol/turn.ts'
import type { TurnMessage } from '@mluv/protocol/voice.ts'
import type { Trouble } from '../api.ts'
import type { Spoken } from './connection.ts'

/** One turn on the page. `unanswered`: known from history, and nothing here is running it. */
export type TurnView = Omit<Turn, 'reply' | 'corrections' | 'saidAt'> & {
  readonly state: 'answering' | 'whole' | 'failed' | 'unanswered'
  readonly turnNumber: number | null
  readonly sentences: readonly Sentence[]
  /** Null until they are ready. */
  readonly corrections: TurnCorrections | null
  readonly trouble: Trouble | null
  /** Of the utterance, where it was said on this page. */
  readonly key: string | null
}

/**
 * What the learner said here and no `heard` has answered yet. `text` is null where it is sound; `understood`: so far, `beginning` among it, which
 * was heard before they went on.
 */
export type Waiting = {
  readonly key: string
  readonly text: string | null
  readonly beginning?: { readonly turnId: string; readonly transcript: string } | undefined
  readonly understood: string
  /** It is still being said. */
  readonly speaking: boolean
  readonly trouble: Trouble | null
  readonly restored: boolean
}

export type Talk = {
  readonly conversationId: string | null
  readonly opening: readonly Sentence[]
  readonly topic: string | null
  readonly scene: Turn['scenario']
  readonly turns: readonly TurnView[]
  readonly earlier: string | null
  readonly waiting: readonly Waiting[]
  /** After the last turn said here; null before the first. What an earlier conversation came to is past. */
  readonly progress: Turn['progress']
}

export type TalkEvent =
  | { readonly type: 'opened'; readonly view: Opening | ConversationView }
  | { readonly type: 'earlier-read'; readonly view: ConversationView }
  | { readonly type: 'uttered'; readonly waiting: Waiting }
  | { readonly type: 'spoken'; readonly key: string; readonly spoken: Spoken }
  | { readonly type: 'dropped'; readonly key: string }
  | { readonly type: 'refused'; readonly key: string; readonly trouble: Trouble }
  | { readonly type: 'retried'; readonly key: string }
  | { readonly type: 'received'; readonly message: TurnMessage; readonly key: string | null }
  | { readonly type: 'taken-back'; readonly turnId: string }
  | { readonly type: 'recorrected'; readonly turnId: string; readonly corrections: TurnCorrections }

export const silence: Talk = { conversationId: null, opening: [], topic: null, scene: null, turns: [], earlier: null, waiting: [], progress: null }

export function talkAfter(talk: Talk, event: TalkEvent): Talk {
  switch (event.type) {
    case 'opened':
      return opened(talk, event.view)
    case 'earlier-read':
      return earlierRead(talk, event.view)
    case 'uttered':
      return talk.waiting.some(({ key }) => key === event.waiting.key) ? talk : { ...talk, waiting: [...talk.waiting, event.waiting] }
    case 'spoken':
      return { ...talk, waiting: spoken(talk.waiting, event.key, event.spoken) }
    case 'dropped':
      return { ...talk, waiting: talk.waiting.filter(({ key }) => key !== event.key) }
    case 'refused':
      return { ...talk, waiting: talk.waiting.map((one) => (one.key === event.key ? { ...one, trouble: event.trouble } : one)) }
    case 'retried':
      return {
        ...talk,
        waiting: talk.waiting.map((one) => (one.key === event.key ? { ...one, trouble: null } : one)),
        turns: talk.turns.map((turn) => (turn.key === event.key && turn.state === 'failed' ? { ...turn, state: 'answering', trouble: null } : turn)),
      }
    case 'received':
      return received(talk, event.message, event.key)
    case 'taken-back':
      return takenBack(talk, event.turnId)
    case 'recorrected':
      return { ...talk, turns: talk.turns.map((turn) => (turn.turnId === event.turnId ? { ...turn, corrections: event.corrections } : turn)) }
  }
}

/** A recording or text of before a reload is not shown beside the very turn it became. */
export function visibleWaiting(talk: Talk): readonly Waiting[] {
  const last = talk.turns.at(-1)
  return talk.waiting.filter((one) => !one.restored || one.trouble !== null || last === undefined || last.transcript.trim() !== one.text?.trim())
}

/** The tutor's last sentences: of the newest turn that has any, else the opening. */
export function lastReply(talk: Talk): { readonly turnId: string | null; readonly sentences: readonly Sentence[] } {
  const turn = talk.turns.findLast(({ sentences }) => sentences.length > 0)
  return turn ? { turnId: turn.turnId, sentences: turn.sentences } : { turnId: null, sentences: talk.opening }
}

/** Words met in this conversation, newest first, each once. */
export function wordsOf(talk: Talk): Turn['newWords'] {
  const seen = new Set<string>()
  return talk.turns.toReversed().flatMap(({ newWords }) => newWords).filter(({ word }) => !seen.has(word) && seen.add(word))
}

function spoken(waiting: readonly Waiting[], key: string, what: Spoken): readonly Waiting[] {
  switch (what.state) {
    case 'began':
      return waiting.some((one) => one.key === key) ? waiting : [...waiting, { key, text: null, understood: '', speaking: true, trouble: null, restored: false }]
    case 'hearing':
      return waiting.map((one) => (one.key === key ? { ...one, understood: [one.beginning?.transcript, what.transcript].filter(Boolean).join(' ') } : one))
    case 'ended':
      return waiting.map((one) => (one.key === key ? { ...one, speaking: false } : one))
    case 'dropped':
      return waiting.filter((one) => one.key !== key)
  }
}

function takenBack(talk: Talk, turnId: string): Talk {
  const half = talk.turns.find((turn) => turn.turnId === turnId)
  if (!half) return talk
  const { transcript } = half
  const goesOn = (one: Waiting): Waiting => ({ ...one, beginning: { turnId, transcript }, understood: [transcript, one.understood].filter(Boolean).join(' ') })
  const last = talk.waiting.findLast(({ text }) => text === null)
  return { ...talk, turns: talk.turns.filter((turn) => turn !== half), waiting: talk.waiting.map((one) => (one === last ? goesOn(one) : one)) }
}

function opened(talk: Talk, view: Opening | ConversationView): Talk {
  const turns = 'turns' in view ? view.turns.map(fromHistory) : []
  return {
    conversationId: view.conversationId,
    opening: view.opening.sentences,
    topic: view.topic,
    scene: turns.findLast((turn) => turn.scenario !== null)?.scenario ?? view.scenario,
    turns,
    earlier: 'next' in view ? view.next : null,
    waiting: talk.waiting,
    progress: talk.progress,
  }
}

function earlierRead(talk: Talk, view: ConversationView): Talk {
  if (view.conversationId !== talk.conversationId) return talk
  const known = new Set(talk.turns.map(({ turnId }) => turnId))
  return { ...talk, turns: [...view.turns.filter(({ turnId }) => !known.has(turnId)).map(fromHistory), ...talk.turns], earlier: view.next }
}

function received(talk: Talk, message: TurnMessage, key: string | null): Talk {
  const heard = message.type === 'heard' ? message : message.type === 'remembered' ? message.turn : null
  // What was answered after all is no beginning of anything.
  const alone = (one: Waiting): Waiting => (heard && one.beginning?.turnId === message.turnId ? { ...one, beginning: undefined, understood: '' } : one)
  const waiting = talk.waiting.filter((one) => one.key !== key).map(alone)
  if (heard && talk.conversationId !== null && heard.conversationId !== talk.conversationId) return { ...talk, waiting }
  const at = talk.turns.findIndex(({ turnId }) => turnId === message.turnId)
  const before = talk.turns[at] ?? (heard ? unheard(message.turnId, heard.conversationId) : null)
  if (before === null) return talk
  const turn = { ...turnAfter(before, message), key: key ?? before.key }
  const turns = at < 0 ? [...talk.turns, turn] : talk.turns.with(at, turn)
  return { ...talk, turns, waiting, scene: turn.scenario ?? talk.scene, progress: message.type === 'remembered' ? (turn.progress ?? talk.progress) : talk.progress }
}

function turnAfter(turn: TurnView, message: TurnMessage): TurnView {
  switch (message.type) {
    case 'heard':
      return { ...turn, transcript: message.transcript, spoken: message.spoken, turnNumber: message.turnNumber,
        state: turn.state === 'whole' ? 'whole' : 'answering', trouble: null }
    case 'said': {
      const before = turn.sentences[message.sentence]
      if (before?.text === message.text) return turn
      return { ...turn, sentences: placed(turn.sentences, message.sentence, { ...soundless(message.text), translation: message.translation }) }
    }
    case 'spoken': {
      const before = turn.sentences[message.sentence]
      if (!before) return turn
      const { audioUrl, durationMs, words } = message
      return { ...turn, sentences: placed(turn.sentences, message.sentence, { ...before, audioUrl, durationMs, words }) }
    }
    case 'corrected':
      return { ...turn, corrections: message.corrections }
    case 'remembered':
      return { ...fromHistory(message.turn), turnNumber: turn.turnNumber }
    case 'failed':
      return turn.state === 'whole' ? turn : { ...turn, state: 'failed', trouble: message.problem }
  }
}

function fromHistory({ reply, saidAt: _, ...turn }: Turn): TurnView {
  return { ...turn, state: reply ? 'whole' : 'unanswered', turnNumber: null, sentences: reply?.sentences ?? [], trouble: null, key: null }
}

function unheard(turnId: string, conversationId: string): TurnView {
  return { turnId, conversationId, state: 'answering', turnNumber: null, transcript: '', spoken: false, sentences: [], corrections: null, trouble: null, key: null,
    newWords: [], scenario: null, progress: null, cost: null, degraded: [] }
}

const soundless = (text: string): Sentence => ({ text, audioUrl: null, durationMs: null, translation: null, words: [] })

/** With a gap, where a sentence was missed, filled by nothing to show. */
function placed(sentences: readonly Sentence[], at: number, sentence: Sentence): readonly Sentence[] {
  const longer = sentences.length >= at ? sentences : [...sentences, ...Array.from({ length: at - sentences.length }, () => soundless(''))]
  return [...longer.slice(0, at), sentence, ...longer.slice(at + 1)]
}
