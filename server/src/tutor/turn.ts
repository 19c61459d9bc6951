/**
 * One turn, from what the learner said to what is remembered of it. Read it from the top.
 *
 * Every door runs this same generator and only renders its events. The check begins first, and the voice waits for it
 * only as long as a recast may. What was said is kept before it is answered, and everything else at the end.
 */
import { usedUpSentence } from '../domain/allowance.ts'
import type { Degraded } from '../domain/conversation.ts'
import { advance, type SceneState } from '../domain/scenario.ts'
import type { Listening } from '../ports/ear.ts'
import type { Purse } from '../ports/purse.ts'
import type { ClaimedTurn } from '../ports/store.ts'
import { check, correct } from './correct.ts'
import { hear } from './hear.ts'
import { interleave } from './interleave.ts'
import { remember } from './remember.ts'
import { reply, type Authorship } from './reply.ts'
import { speak, voiceMissing, type Said } from './speak.ts'
import { stopwatch, type Stopwatch } from './stopwatch.ts'
import type { Signals, Tutor, TurnEvent, Utterance } from './tutor.ts'

/** `heardMs` is asked at the end: how much of the reply has sounded at the learner's; null where delivery is all that is known. */
export async function* takeTurn(tutor: Tutor, utterance: Utterance, signals: Signals, heardMs: () => number | null): AsyncGenerator<TurnEvent, void> {
  const watch = stopwatch(tutor, utterance)
  const purse = await tutor.purses.open(utterance.learnerId)
  try {
    yield* paidTurn(watch, purse, utterance, signals, heardMs)
  } finally {
    purse.close()
  }
}

async function* paidTurn(watch: Stopwatch, purse: Purse, utterance: Utterance, signals: Signals, heardMs: () => number | null): AsyncGenerator<TurnEvent, void> {
  const { tutor } = watch
  const heard = yield* noting(watch, [], hear(tutor, purse, utterance, signals))
  if (heard.state === 'finished') return yield { type: 'remembered', turn: heard.turn }
  const { turn, heardBy } = heard
  purse.belongsTo(turn.turnId, turn.run)

  const checking = check(tutor, purse, listeningOf(tutor, turn), signals.turn)
  const scene = sceneAfter(tutor, turn)
  const lines = reply(tutor, purse, turn, scene, checking.then(({ correction }) => correction), signals.voice)
  const degraded: Degraded[] = []
  const said = yield* noting(watch, degraded, interleave(speak(tutor, purse, turn, lines, utterance, signals.voice), correct(checking, tutor.ear.name, purse)))
  const interrupted = signals.voice.aborted && !signals.turn.aborted
  if (!interrupted) yield* noting(watch, degraded, falteringOf(said, purse, signals.turn))

  yield* remember(tutor, turn, { said, checked: await checking, purse, scene, degraded, heardBy, heardMs, interrupted, timing: watch.timing })
}

/** What the ear is told of the turn. */
function listeningOf({ language }: Tutor, { learner, transcript, spoken }: ClaimedTurn): Listening {
  const { level, motherTongue, gender, corrections } = learner.settings
  return { text: transcript, language, level, motherTongue, gender, corrections, spoken }
}

/** Where the scenario stands after this utterance; a scenario that is no longer in the content is over. */
function sceneAfter(tutor: Tutor, turn: ClaimedTurn): SceneState | null {
  const { scene } = turn.conversation
  const scenario = scene === null ? undefined : tutor.content.in(tutor.language).scenarios.get(scene.code)
  return scene && scenario ? advance(scenario, scene, turn.transcript) : null
}

/** Passes events on, and keeps when they happened, and what could not be done. */
async function* noting<Result>(watch: Stopwatch, degraded: Degraded[], events: AsyncGenerator<TurnEvent, Result>): AsyncGenerator<TurnEvent, Result> {
  for (;;) {
    const step = await events.next()
    if (step.done) return step.value
    watch.note(step.value)
    if (step.value.type === 'faltered') degraded.push(step.value.degraded)
    yield step.value
  }
}

/** A reply that came from another tutor than was meant, or not to its end, is said as such; so is a voice that was too late. */
async function* falteringOf({ end, sentences, voiced }: Said<Authorship>, { usedUp }: Purse, deadline: AbortSignal): AsyncGenerator<TurnEvent, void> {
  const late: unknown = deadline.aborted ? deadline.reason : null
  if (end?.instead) {
    const why = end.instead.fault === 'over-budget' && usedUp ? usedUpSentence(usedUp).replace(/\.$/, '') : `The model did not answer (${end.instead.fault})`
    yield { type: 'faltered', degraded: { part: 'tutor', reason: `${why}, so ${end.by === 'offline' ? 'Honzík answers from what authors wrote' : 'another one did'}.` }, error: null }
  }
  if (end === null || end.error || sentences.length === 0)
    yield { type: 'faltered', degraded: { part: 'tutor', reason: 'The reply broke off. What you said is kept.' }, error: end?.error ?? late }
  if (late && voiced && sentences.some(({ sound }) => sound === null)) yield { type: 'faltered', degraded: { part: 'voice', reason: voiceMissing }, error: late }
}
