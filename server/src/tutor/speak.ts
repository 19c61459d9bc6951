/**
 * The reply, said and spoken. A sentence is `said` as soon as it is written; its sound follows when it is made, in
 * order. The voice looks ahead: while one sentence sounds, the next is being made.
 */
import type { Sentence } from '../domain/conversation.ts'
import type { ClaimedTurn } from '../ports/store.ts'
import type { Line } from './reply.ts'
import type { TurnEvent } from './tutor.ts'
import { soundOf, type Voice, type Voiced } from './voice.ts'

/** Sentences whose sound is in the making at once. */
const ahead = 2

/** `voiced`: whether every sentence was meant to sound to the end; `by`: whose voice it was. */
export type Said<End> = { readonly sentences: readonly Sentence[]; readonly end: End | null; readonly voiced: boolean; readonly by: string | null }

export async function* speak<End>(tutor: Voice, turn: ClaimedTurn, lines: AsyncGenerator<Line, End>, wanted: boolean, signal: AbortSignal): AsyncGenerator<TurnEvent, Said<End>> {
  const sentences: Sentence[] = []
  const making: { readonly sentence: number; readonly voiced: Promise<Voiced | Error> }[] = []
  let voiced = wanted && tutor.voice !== null
  let end: End | null = null
  let by: string | null = null
  let writing: Promise<IteratorResult<Line, End>> | null = lines.next()
  const aborted = once(signal)
  try {
    while ((writing || making.length > 0) && !signal.aborted) {
      const first = making[0]
      const step = await Promise.race([
        aborted.then(() => null),
        ...(writing && making.length < ahead ? [writing.then((written) => ({ written }))] : []),
        ...(first ? [first.voiced.then((sounding) => ({ sentence: first.sentence, sounding }))] : []),
      ])
      if (step === null) break
      if ('sounding' in step) {
        making.shift()
        if (step.sounding instanceof Error) {
          if (!signal.aborted && voiced) yield { type: 'faltered', degraded: { part: 'voice', reason: 'The voice is missing this time; the words are here.' }, error: step.sounding }
          voiced = false
        } else {
          const { sound } = step.sounding
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
        if (voiced) making.push({ sentence, voiced: soundOf(tutor, turn.learner, line, signal) })
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
