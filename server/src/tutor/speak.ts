/**
 * The reply, said and spoken. A sentence is `said` as soon as it is written, however far behind the voice is; its sound
 * follows when it is made, in order. The voice looks ahead: while one sentence sounds, the next is being made.
 */
import { usedUpSentence } from '../domain/allowance.ts'
import type { Sentence } from '../domain/conversation.ts'
import type { Purse } from '../ports/purse.ts'
import type { ClaimedTurn } from '../ports/store.ts'
import type { Line } from './reply.ts'
import type { TurnEvent } from './tutor.ts'
import { soundOf, type Voice, type Voiced } from './voice.ts'

/** Sentences whose sound is in the making at once. */
const ahead = 2

export const voiceMissing = 'The voice is missing this time; the words are here.'
const voiceStandsIn = 'The usual voice did not answer; another one stands in.'

/** `voiced`: whether every sentence was meant to sound to the end; `by`: whose voice it was. */
export type Said<End> = { readonly sentences: readonly Sentence[]; readonly end: End | null; readonly voiced: boolean; readonly by: string | null }

export async function* speak<End>(tutor: Voice, purse: Purse, turn: ClaimedTurn, lines: AsyncGenerator<Line, End>, wanted: boolean, signal: AbortSignal): AsyncGenerator<TurnEvent, Said<End>> {
  const sentences: Sentence[] = []
  /** Said and not yet given to the voice: as many as a reply has sentences, at most. */
  const waiting: { readonly sentence: number; readonly line: Line }[] = []
  const making: { readonly sentence: number; readonly voiced: Promise<Voiced | Error> }[] = []
  let voiced = wanted && tutor.voice !== null
  let end: End | null = null
  let by: string | null = null
  let writing: Promise<IteratorResult<Line, End>> | null = lines.next()
  const aborted = once(signal)
  try {
    while (!signal.aborted) {
      while (voiced && making.length < ahead && waiting.length > 0) {
        const { sentence, line } = waiting.shift()!
        making.push({ sentence, voiced: soundOf(tutor, purse, turn.learner, line, signal) })
      }
      const first = making[0]
      if (!writing && !first) break
      const step = await Promise.race([
        aborted.then(() => null),
        ...(writing ? [writing.then((written) => ({ written }))] : []),
        ...(first ? [first.voiced.then((sounding) => ({ sentence: first.sentence, sounding }))] : []),
      ])
      if (step === null) break
      if ('sounding' in step) {
        making.shift()
        if (step.sounding instanceof Error) {
          if (!signal.aborted && voiced) yield { type: 'faltered', degraded: { part: 'voice', reason: voiceMissing }, error: step.sounding }
          voiced = false
        } else {
          const { sound } = step.sounding
          if (step.sounding.by !== tutor.voice?.name && by !== step.sounding.by) yield { type: 'faltered', degraded: { part: 'voice', reason: purse.usedUp ? `${usedUpSentence(purse.usedUp)} Another voice stands in.` : voiceStandsIn }, error: null }
          by = step.sounding.by
          sentences[step.sentence] = { ...sentences[step.sentence]!, sound }
          yield { type: 'spoken', sentence: step.sentence, sound }
        }
      } else if (step.written.done) {
        end = step.written.value
        writing = null
      } else {
        const line = step.written.value
        const sentence = sentences.push({ text: line.text, translation: line.translation, sound: null }) - 1
        yield { type: 'said', sentence, text: line.text, translation: line.translation }
        waiting.push({ sentence, line })
        writing = lines.next()
      }
    }
    return { sentences, end, voiced, by }
  } finally {
    aborted.clear()
    // A writer that is still waiting for its provider ends with the signal; nobody needs to wait for it.
    void lines.return(null as End).catch(() => {})
  }
}

/** A promise of the abort, whose listener can be taken away. */
function once(signal: AbortSignal): Promise<void> & { clear(): void } {
  const { promise, resolve } = Promise.withResolvers<void>()
  const listen = () => resolve()
  if (signal.aborted) resolve()
  else signal.addEventListener('abort', listen, { once: true })
  return Object.assign(promise, { clear: () => signal.removeEventListener('abort', listen) })
}
