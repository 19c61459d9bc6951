/**
 * The owner of every turn that runs here. It drains each to its end whatever becomes of the door that began it: doors
 * attach from a sequence number, leave and come back; only an interruption, the deadline or shutdown ends a turn early.
 *
 *     waiting ──▶ running ──▶ ended ──(keptMs)──▶ forgotten
 *        a learner's turns run one after the other, in the order they came
 */
import { Failure } from '../domain/failure.ts'
import { sameBody } from '../domain/idempotency.ts'
import type { LearnerId, TurnId } from '../domain/identity.ts'
import type { Sentence, Sound, Turn } from '../domain/conversation.ts'
import type { Clock } from '../ports/clock.ts'
import type { Half } from '../ports/store.ts'
import { course, type CourseEvent, type NumberedEvent } from './course.ts'
import { deadline } from './deadline.ts'
import { forAWhile } from './for-a-while.ts'
import { speechMsMax } from './speech.ts'
import type { Signals, TurnEvent, Utterance } from './tutor.ts'

/** The longest a turn may take, end to end. */
const turnMsMax = 60_000
/** How long the events of an ended turn are kept for a door that comes back. */
const keptMs = 120_000
const waitingMax = 4
/** Turns known at once, the ended ones included: those are forgotten early when there are too many. */
const turnsMax = 5000

export type LiveTurn = {
  /** Known for good once `heard` has happened: a turn that is run again keeps its name. */
  readonly turnId: TurnId
  readonly learnerId: LearnerId
  /** Tells turns of this process apart in binary frames. */
  readonly turnNumber: number
  /** Events after `afterSeq`, as they happen, to the end. Leaving early changes nothing. */
  follow(afterSeq: number, signal?: AbortSignal): AsyncGenerator<NumberedEvent, void>
  /** The learner speaks over the tutor, of whose reply so much has sounded: the voice stops; what was heard is kept, unless the turn has ended. Returns how much of the reply it is. */
  interrupt(heardMs?: number): number
  /** `ms` of `sentence` have sounded at the learner's. Returns how much of the reply that is, in all. */
  played(sentence: number, ms: number): number
  /** Resolves when the turn has ended, however. */
  readonly ended: Promise<void>
  /** The sound of a sentence that was spoken. */
  soundOf(sentence: number): Sound | null
  readonly running: boolean
}

export type Take = (utterance: Utterance, signals: Signals, heardMs: () => number | null) => AsyncIterable<TurnEvent>

export type LiveTurns = {
  /** Begins a turn, or finds the one that the same key began. Throws `conflict` for another body, `busy` when too many wait. */
  begin(utterance: Utterance): LiveTurn
  find(learnerId: LearnerId, turnId: TurnId): LiveTurn | null
  /**
   * Ends a turn of which nothing has sounded, since the learner goes on with what they said; nobody is told how it ended. Gives what they had said, once it
   * has ended: null where it was answered after all. Null, too, where it has ended already, or is not understood yet.
   */
  takeBack(turn: LiveTurn): (() => Half | null) | null
  /** How many run or wait now. */
  running(): number
  /** Ends what runs and waits of a learner's, at once, and forgets what has ended: nobody comes back to it. Resolves when nothing of it runs. */
  forget(learnerId: LearnerId): Promise<void>
  /** Lets what runs finish, for `graceMs` at most, and begins nothing more. */
  close(graceMs: number): Promise<void>
}

export function liveTurns(options: { readonly take: Take; readonly clock: Clock; readonly onEvent?: (event: NumberedEvent, turn: LiveTurn) => void }): LiveTurns {
  const { take, clock, onEvent = () => {} } = options
  const turns = new Map<string, Owned>()
  const lines = new Map<LearnerId, { last: Promise<void>; length: number }>()
  const shutdown = new AbortController()
  let closing = false
  let turnNumber = 0
  const nameOf = (utterance: Pick<Utterance, 'learnerId' | 'key'>) => `${utterance.learnerId} ${utterance.key}`
  const forget = (owned: Owned, name: string) => void (turns.get(name) === owned && turns.delete(name))
  const keep = forAWhile<readonly [Owned, string]>(keptMs, ([owned, name]) => forget(owned, name), clock, shutdown.signal)

  function begin(utterance: Utterance): LiveTurn {
    const name = nameOf(utterance)
    const same = turns.get(name)
    if (same) sameBody(same.bodyHash, utterance.bodyHash)
    const isSaidAgain = same?.abandon() ?? false
    if (same && !same.failed && !same.isTakenBack && !isSaidAgain) return same
    if (closing) throw new Failure('unavailable', 'Mluv is shutting down. Try again in a moment.', { retryAfterMs: 2000 })
    const line = lines.get(utterance.learnerId) ?? { last: Promise.resolve(), length: 0 }
    if (line.length >= waitingMax) throw new Failure('busy', 'One thing at a time: wait for the answer before you say more.', { retryAfterMs: 1000 })
    if (turns.size >= turnsMax && !forgetOldest()) throw new Failure('busy', 'Too many people are talking at once. Try again in a moment.', { retryAfterMs: 1000 })

    const owned = ownTurn(utterance, clock, (turnNumber = (turnNumber + 1) >>> 0), shutdown.signal, onEvent)
    turns.set(name, owned)
    line.length += 1
    const before = line.last
    // What is still being said is listened to while the turn before is answered.
    line.last = ('speech' in utterance.said ? Promise.all([before, owned.run(take, before)]) : before.then(() => owned.run(take, before))).then(async () => {
      line.length -= 1
      if (line.length === 0) lines.delete(utterance.learnerId)
    })
    lines.set(utterance.learnerId, line)
    void owned.ended.then(() => (owned.wasNothing ? forget(owned, name) : keep([owned, name])))
    return owned
  }

  function forgetOldest(): boolean {
    const ended = turns.entries().find(([, turn]) => !turn.running)
    return ended !== undefined && turns.delete(ended[0])
  }

  return {
    begin,
    find: (learnerId, turnId) => turns.values().find((turn) => turn.learnerId === learnerId && turn.isOf(turnId)) ?? null,
    takeBack: (turn) => turns.values().find((owned) => owned === turn)?.takeBack() ?? null,
    running: () => turns.values().reduce((count, turn) => count + Number(turn.running), 0),
    async forget(learnerId) {
      const theirs = [...turns].filter(([, turn]) => turn.learnerId === learnerId)
      await Promise.all(theirs.map(([name, turn]) => {
        turns.delete(name)
        return turn.break()
      }))
    },
    async close(graceMs) {
      closing = true
      const all = Promise.all(turns.values().map(({ ended }) => ended))
      const waited = new AbortController()
      await Promise.race([all, clock.sleep(graceMs, waited.signal)])
      waited.abort()
      shutdown.abort(new DOMException('Mluv is shutting down.', 'AbortError'))
      await all
    },
  }
}

type Owned = LiveTurn & {
  readonly bodyHash: string
  readonly failed: boolean
  /** Speech that came to nothing: nobody comes back for it. */
  readonly wasNothing: boolean
  /** Lets go of speech that is still being said: whoever says it again is not heard on the line where it began. True where the speech came to nothing. */
  abandon(): boolean
  run(take: Take, before: Promise<void>): Promise<void>
  takeBack(): (() => Half | null) | null
  readonly isTakenBack: boolean
  /** Whether it is that turn, or will be, since it goes on with what was said in it. */
  isOf(turnId: TurnId): boolean
  /** Ends it, whatever it is about. Resolves when it has. */
  break(): Promise<void>
}

function ownTurn(utterance: Utterance, clock: Clock, turnNumber: number, shutdown: AbortSignal, onEvent: (event: NumberedEvent, turn: LiveTurn) => void): Owned {
  const speech = 'speech' in utterance.said ? utterance.said.speech : null
  const events = course(clock)
  const interruption = new AbortController()
  const breaking = new AbortController()
  const { promise: ended, resolve: end } = Promise.withResolvers<void>()
  let turnId = clock.newId() as TurnId
  let [running, heardMs] = [true, 0]
  let transcript: string | null = null
  const takingBack = new AbortController()

  function note(event: CourseEvent): void {
    // Nobody hears any more of what was taken back, unless it was too late for that.
    if (owned.isTakenBack && event.type !== 'remembered') return
    if (event.type === 'heard') ({ turnId, transcript } = event)
    if (event.type === 'remembered') turnId = event.turn.turnId
    const numbered = events.note(event)
    if (numbered) onEvent(numbered, owned)
  }

  const owned: Owned = {
    get turnId() { return turnId },
    get running() { return running },
    get failed() { return !running && events.last?.type === 'failed' },
    get wasNothing() { return owned.isTakenBack || (speech !== null && owned.failed) },
    abandon() {
      speech?.drop()
      return speech?.isDropped ?? false
    },
    learnerId: utterance.learnerId,
    bodyHash: utterance.bodyHash,
    turnNumber,
    ended,
    interrupt(ms = 0) {
      heardMs = Math.max(heardMs, Math.min(ms, events.soundedMs(Infinity, 0)))
      interruption.abort(new DOMException('The learner spoke.', 'AbortError'))
      return heardMs
    },
    played: (sentence, ms) => (heardMs = Math.max(heardMs, events.soundedMs(sentence, ms))),
    follow: events.follow,
    soundOf: events.soundOf,
    get isTakenBack() { return takingBack.signal.aborted },
    isOf: (id) => !owned.isTakenBack && (turnId === id || speech?.half?.turnId === id),
    takeBack() {
      if (!running || transcript === null) return null
      takingBack.abort(new DOMException('The learner goes on.', 'AbortError'))
      return () => (events.last?.type === 'remembered' ? null : { turnId, transcript: transcript! })
    },
    break() {
      speech?.drop()
      breaking.abort(new DOMException('The learner is gone.', 'AbortError'))
      return ended
    },
    async run(take, before) {
      const limit = deadline(clock, turnMsMax + (speech ? speechMsMax : 0), AbortSignal.any([shutdown, breaking.signal, takingBack.signal]))
      const signals = { turn: limit.signal, voice: AbortSignal.any([limit.signal, interruption.signal]), takenBack: takingBack.signal, before }
      try {
        for await (const event of take(utterance, signals, () => (utterance.acknowledged && utterance.speak ? heardMs : null))) note(event)
      } catch (error) {
        note({ type: 'failed', error })
      } finally {
        running = false
        limit.clear()
        events.end()
        end()
      }
    },
  }
  return owned
}

/** How much of a kept reply has sounded when `ms` of `sentence` have. */
export function playedOf(turn: Turn, sentence: number, ms: number): number {
  const durationOf = ({ sound }: Sentence) => sound?.durationMs ?? 0
  const sentences = turn.reply?.sentences ?? []
  const before = sentences.slice(0, sentence).reduce((sum, each) => sum + durationOf(each), 0)
  const itself = sentences[sentence]
  return before + (itself ? Math.min(ms, durationOf(itself)) : 0)
}
