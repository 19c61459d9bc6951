/** What was wrong with the utterance. Its failure costs the corrections and nothing else. */
import { usedUpSentence } from '../domain/allowance.ts'
import { fairly, scoreOf, type Correction, type Corrections } from '../domain/correction.ts'
import type { LearnerId, MistakeId } from '../domain/identity.ts'
import type { Listening } from '../ports/ear.ts'
import type { Purse } from '../ports/purse.ts'
import { deadline } from './deadline.ts'
import type { Tutor, TurnEvent } from './tutor.ts'

/** How long corrections may take. The voice does not wait for them; the end of the turn does. */
const correctionMsMax = 10_000

export type Checked =
  | { readonly correction: Correction; readonly corrections: Corrections }
  | { readonly correction: null; readonly corrections: null; readonly error: unknown }

/** The same of a turn, where the learner is shown nothing of what is not Czech. */
export type Judged = Checked | { readonly correction: Correction; readonly corrections: null }

/** A check by itself, of no turn: by whom costs nothing where there is no learner to pay for it. Rejects where the learner has nothing left and the operator chose refusal. */
export async function checkAlone(tutor: Pick<Tutor, 'ear' | 'clock' | 'purses'>, learnerId: LearnerId | null, listening: Listening, signal: AbortSignal): Promise<Checked> {
  const purse = learnerId === null ? null : await tutor.purses.open(learnerId)
  try {
    return await check(tutor, purse, listening, signal)
  } finally {
    purse?.close()
  }
}

/** Never rejects. */
export async function check(tutor: Pick<Tutor, 'ear' | 'clock'>, purse: Purse | null, listening: Listening, signal: AbortSignal): Promise<Checked> {
  const limit = deadline(tutor.clock, correctionMsMax, signal)
  try {
    const correction = await orAborted(tutor.ear.check(listening, { signal: limit.signal, ...(purse && { purse }) }), limit.signal)
    return { correction, corrections: shown(listening.text, correction, listening.spoken, () => tutor.clock.newId() as MistakeId) }
  } catch (error) {
    return { correction: null, corrections: null, error }
  } finally {
    limit.clear()
  }
}

/** That nothing was found in what is not Czech says nothing of anybody's Czech. */
export const judged = (checked: Checked, isInCzech: () => boolean): Judged =>
  checked.correction !== null && checked.correction.findings.length === 0 && checked.correction.suggestion === null && !isInCzech() ? { ...checked, corrections: null } : checked

/** What a learner is shown of a correction: named mistakes, fairly counted, and the score they leave. */
function shown(text: string, correction: Correction, spoken: boolean, newId: () => MistakeId): Corrections {
  const mistakes = fairly(text, correction.findings, spoken).map((finding) => ({ id: newId(), ...finding }))
  const questions = fairly(text, correction.questions, spoken)
  return { corrected: correction.corrected, score: scoreOf(text, mistakes), suggestion: correction.suggestion, mistakes, questions }
}

/** An ear that does not notice the signal is left behind. */
async function orAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  const settled = new AbortController()
  const aborted = new Promise<never>((_, reject) => {
    const stop = () => reject(signal.reason as Error)
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true, signal: settled.signal })
  })
  try {
    return await Promise.race([promise, aborted])
  } finally {
    settled.abort()
  }
}

/** `ear` is who was asked: where another one answered, it is said. */
export async function* correct(checking: Promise<Judged>, ear: string, purse: Pick<Purse, 'usedUp'>): AsyncGenerator<TurnEvent, void> {
  const checked = await checking
  // What was refused for want of money is known now, and not before.
  const { usedUp } = purse
  if (checked.correction !== null && checked.correction.by !== ear)
    yield { type: 'faltered', degraded: { part: 'corrections', reason: usedUp ? `${usedUpSentence(usedUp)} Another checker stood in.` : 'The usual checker did not answer; another one stood in.' }, error: null }
  if (checked.correction === null) yield { type: 'faltered', degraded: { part: 'corrections', reason: 'Your sentence could not be checked this time.' }, error: checked.error }
  yield { type: 'corrected', corrections: checked.corrections }
}
