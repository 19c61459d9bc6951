/**
 * Speech that is understood in its pauses. While it is waited whether a learner has said all, a recogniser that gives no words before
 * the end has time to hear what was said until then: if nothing follows, that was it, and if something does, all of it is heard anew.
 */
import type { SpeechToText, Transcript } from '../ports/speech-to-text.ts'
import type { Speech } from './speech.ts'

/** Each time that somebody goes on, a call was for nothing: what is said by one who pauses more often is heard at its end. */
const pausesMax = 3

/** `inPause`: of what was said as far as a pause, as if it were all. */
export type Understood = Transcript & { readonly inPause?: true }

type Options = Parameters<SpeechToText['transcribe']>[1]
type Answer = { readonly transcript: Transcript | null } | { readonly error: unknown }

export async function* heardInPauses(hearing: SpeechToText, speech: Speech, options: Options): AsyncGenerator<Understood> {
  const { signal } = options
  for (let pausesLeft = pausesMax; ; pausesLeft -= 1) {
    const stop = new AbortController()
    const isLast = pausesLeft <= 0
    const answering = answerOf(hearing.transcribe(isLast ? speech : speech.untilPause(), { ...options, signal: AbortSignal.any([signal, stop.signal]) }))
    const goingOn = isLast ? null : speech.goesOn(signal)
    // It may fail when nobody waits for it any more.
    goingOn?.catch(() => {})
    try {
      const isPast = goingOn && (await Promise.race([answering, goingOn])) === true
      if (isPast) continue
      const answer = await answering
      if (signal.aborted) return
      if ('error' in answer && !speech.isPaused) throw answer.error
      if (speech.isPaused && 'transcript' in answer && answer.transcript?.text) yield { ...answer.transcript, final: false, inPause: true }
      if (await goingOn) continue
      if (signal.aborted) return
      if ('error' in answer) throw answer.error
      if (answer.transcript) yield answer.transcript
      return
    } finally {
      stop.abort()
    }
  }
}

/** The last that is told of it; null where it was stopped. */
async function answerOf(transcripts: AsyncIterable<Transcript>): Promise<Answer> {
  try {
    let transcript: Transcript | null = null
    for await (const each of transcripts) if (each.final) transcript = each
    return { transcript }
  } catch (error) {
    return { error }
  }
}
