/**
 * One turn, from what the learner said to what is remembered of it. Read it from the top.
 *
 * Every door runs this same generator and only renders its events. The check begins once the reply was asked for, and the
 * voice waits for it only as long as a recast may. What was said is kept before anybody hears an answer, which is begun meanwhile; everything
 * else at the end.
 */
import { usedUpSentence } from '../domain/allowance.ts'
import type { Degraded } from '../domain/conversation.ts'
import { spokenTo } from '../domain/flag.ts'
import { advance, type SceneState } from '../domain/scenario.ts'
import { isInCzech } from '../domain/tongue-spoken.ts'
import type { Listening } from '../ports/ear.ts'
import type { Purse } from '../ports/purse.ts'
import type { Answerable, Claim, ClaimedTurn } from '../ports/store.ts'
import { check, correct, judged } from './correct.ts'
import { headStart } from './head-start.ts'
import { hear } from './hear.ts'
import { interleave } from './interleave.ts'
import { remember, type Remembering } from './remember.ts'
import { reply, type Authorship } from './reply.ts'
import { speak, voiceMissing, type Said } from './speak.ts'
import { stopwatch, type Stopwatch } from './stopwatch.ts'
import type { Signals, Tutor, TurnEvent, Utterance } from './tutor.ts'

const letGoMs = [0, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000] as const

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
  const { foreseen, heardBy } = heard
  const answering = (of: Answerable, ending: Signals) => answer(tutor, purse, of, utterance, ending)
  const begun = foreseen && headStart((dropped) => answering({ ...heard, ...foreseen }, { turn: either(signals.turn, dropped), voice: either(signals.voice, dropped) }))
  let claim: Claim | null = null
  try {
    // The answer has further to go than the claim.
    if (begun) await tutor.clock.soon()
    claim = await heard.claim()
  } finally {
    if (!isAsForeseen(claim)) begun?.drop()
  }
  if (claim.state !== 'mine') return yield { type: 'remembered', turn: claim.turn }
  const { turn } = claim
  purse.belongsTo(turn.turnId, turn.run)
  try {
    yield* noting(watch, [], told(turn))
    const degraded: Degraded[] = []
    const answered = yield* noting(watch, degraded, begun && isAsForeseen(claim) ? begun.events : answering(turn, signals))
    signals.takenBack?.throwIfAborted()
    yield* remember(tutor, turn, { ...answered, purse, degraded, heardBy, heardMs, timing: watch.timing })
  } catch (error) {
    void letGo(tutor, turn)
    throw error
  }
}

/** The store may be what failed: it is asked until it answers, or the lease has run out by itself. */
async function letGo({ store, clock }: Tutor, { turnId, run }: ClaimedTurn): Promise<void> {
  for (const waitMs of letGoMs) {
    await clock.sleep(waitMs)
    const isDone = await store.turns.letGo(turnId, run, clock.now()).then(() => true, () => false)
    if (isDone) return
  }
}

const either = (...signals: AbortSignal[]): AbortSignal => AbortSignal.any(signals)

const isAsForeseen = (claim: Claim | null): boolean => claim?.state === 'mine' && claim.asForeseen

async function* told({ turnId, conversation, transcript, spoken }: ClaimedTurn): AsyncGenerator<TurnEvent, void> {
  yield { type: 'heard', turnId, conversationId: conversation.conversationId, transcript, spoken }
}

type Answered = Pick<Remembering, 'said' | 'checked' | 'scene' | 'interrupted' | 'variants'>

async function* answer(tutor: Tutor, purse: Purse, of: Answerable, utterance: Utterance, signals: Signals): AsyncGenerator<TurnEvent, Answered> {
  // Nothing goes before what the voice waits for.
  const checking = tutor.clock.soon().then(() => check(tutor, purse, listeningOf(tutor, of), signals.turn)).then((checked) => judged(checked, () => isSaidInCzech(tutor, of)))
  const scene = sceneAfter(tutor, of)
  // As it is when the answer begins: what is changed meanwhile holds for the next.
  const variants = tutor.variantsOf(of.learner)
  const lines = reply(tutor, purse, { ...of, length: variants['reply-length'] ?? 'usual' }, scene, checking.then(({ correction }) => correction), signals.voice)
  const said = yield* interleave(speak(tutor, purse, { learner: spokenTo(of.learner, variants) }, lines, utterance, signals.voice), correct(checking, tutor.ear.name, purse))
  const interrupted = signals.voice.aborted && !signals.turn.aborted
  if (!interrupted) yield* falteringOf(said, purse, signals.turn)
  return { said, checked: await checking, scene, interrupted, variants }
}

/** What the ear is told of the turn. */
function listeningOf({ language }: Tutor, { learner, transcript, spoken }: Answerable): Listening {
  const { level, motherTongue, gender, corrections } = learner.settings
  return { text: transcript, language, level, motherTongue, gender, corrections, spoken }
}

function isSaidInCzech({ content, language }: Tutor, { learner, transcript }: Answerable): boolean {
  const { smallTalk: { signs }, glossary, commonForms } = content.in(language)
  return isInCzech({ utterance: transcript, signs, motherTongue: learner.settings.motherTongue, knows: (form) => glossary.has(form) || commonForms?.has(form) === true })
}

/** Where the scenario stands after this utterance; a scenario that is no longer in the content is over. */
function sceneAfter(tutor: Tutor, turn: Answerable): SceneState | null {
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
