/** Everything that is kept of a turn, in one short transaction. */
import { begunPart, heardPart, type Degraded, type Sentence } from '../domain/conversation.ts'
import type { Variants } from '../domain/flag.ts'
import { genderHeard } from '../domain/learner.ts'
import { reportOf, type SceneState } from '../domain/scenario.ts'
import { tongueFor } from '../domain/language.ts'
import type { Timing } from '../domain/timing.ts'
import { wordsToLearn } from '../domain/vocabulary.ts'
import { leftOut } from '../domain/window.ts'
import { Failure } from '../domain/failure.ts'
import type { Purse } from '../ports/purse.ts'
import type { ClaimedTurn, Outcome } from '../ports/store.ts'
import type { Judged } from './correct.ts'
import type { Authorship } from './reply.ts'
import type { Said } from './speak.ts'
import type { Tutor, TurnEvent } from './tutor.ts'

/** A store that does not answer is asked again after each of these. */
const retriesMs = [200, 1000, 3000] as const

type Memory = Pick<Tutor, 'language' | 'mind' | 'content' | 'store' | 'clock'>
export type Remembering = {
  readonly said: Said<Authorship>
  readonly checked: Judged
  readonly purse: Pick<Purse, 'spent'>
  readonly scene: SceneState | null
  readonly degraded: readonly Degraded[]
  /** How much of the reply has sounded by now. */
  readonly heardMs: () => number | null
  readonly interrupted: boolean
  readonly heardBy: string | null
  readonly timing: (stage: 'storing' | 'stored') => Timing
  readonly variants: Variants
}

export async function* remember(tutor: Memory, turn: ClaimedTurn, happened: Remembering): AsyncGenerator<TurnEvent, void> {
  const { said, checked, scene, heardMs, interrupted } = happened
  const sentences = interrupted && said.voiced ? spokenOf(said, heardMs()) : said.sentences
  const { settings } = turn.learner
  const content = tutor.content.in(tutor.language)
  const scenario = scene === null ? undefined : content.scenarios.get(scene.code)
  const gender = settings.gender === null ? genderHeard(checked.correction?.corrected ?? turn.transcript) : null
  const outcome: Outcome = {
    turnId: turn.turnId,
    run: turn.run,
    nowMs: tutor.clock.now(),
    reply: { sentences },
    heardMs: heardMs(),
    corrections: checked.corrections,
    wordsOffered: wordsToLearn(sentences.map(({ text }) => text), content.glossary, settings),
    scene,
    report: scene && scenario ? reportOf(scenario, scene, tongueFor(settings.motherTongue)) : null,
    settingsLearnt: gender === null ? {} : { gender },
    cost: {
      ...happened.purse.spent,
      tutor: said.end?.by ?? tutor.mind.name,
      heardBy: happened.heardBy,
      spokenBy: said.by,
    },
    leavesOut: leavesOut(turn, sentences, heardMs()),
    degraded: happened.degraded,
    timing: happened.timing('storing'),
    variants: Object.keys(happened.variants).length > 0 ? happened.variants : null,
  }
  const kept = await finish(tutor, outcome)
  const timing = happened.timing('stored')
  await noteHeard(tutor, turn, outcome.heardMs, heardMs)
  yield { type: 'remembered', turn: kept, timing }
  // Nobody waits for it: a figure is lost with it, and no more. The turn is over for whoever says more of it, such as how much was heard.
  void tutor.store.turns.noteStored(turn.turnId, timing).catch(() => {})
}

/** How many exchanges the next prompt leaves out, where this one makes it more. */
function leavesOut({ conversation: { exchanges, earlier }, transcript }: ClaimedTurn, sentences: readonly Sentence[], heardMs: number | null): number | null {
  const after = leftOut([...exchanges, { learner: transcript, tutor: heardPart(sentences, heardMs) }], earlier)
  return after > leftOut(exchanges, earlier) ? after : null
}

/** What an interruption kept from being spoken never reached the learner's ear; of the sentence that it broke off, what had begun to sound did. */
function spokenOf({ sentences, stopped }: Said<Authorship>, heardMs: number | null): readonly Sentence[] {
  const spoken = sentences.slice(0, sentences.findLastIndex(({ sound }) => sound !== null) + 1)
  const last = stopped?.sentence === spoken.length ? sentences[stopped.sentence] : undefined
  if (!stopped || !last || heardMs === null) return spoken
  const beforeMs = spoken.reduce((sum, { sound }) => sum + (sound?.durationMs ?? 0), 0)
  const text = begunPart(last.text, stopped.words, Math.min(stopped.madeMs, heardMs - beforeMs))
  return text === '' ? spoken : [...spoken, { ...last, text, translation: null }]
}

/** Playback goes on while the turn is being kept; noting it so often leaves nothing out but what comes while it is noted. */
const notedMax = 3

/** What sounded while the turn was being kept. Its loss costs the next prompt a few words of context, no more. */
async function noteHeard(tutor: Memory, { turnId, learner }: ClaimedTurn, kept: number | null, heardMs: () => number | null): Promise<void> {
  let noted = kept
  for (let times = 0; times < notedMax; times += 1) {
    const now = heardMs()
    if (noted === null || now === null || now <= noted) return
    noted = now
    // The turn itself is kept.
    await tutor.store.turns.played(learner.learnerId, turnId, now).catch(() => {})
  }
}

async function finish(tutor: Memory, outcome: Outcome) {
  for (const waitMs of retriesMs) {
    try {
      return await tutor.store.turns.finish(outcome)
    } catch (error) {
      if (!(error instanceof Failure && error.code === 'unavailable')) throw error
      await tutor.clock.sleep(waitMs)
    }
  }
  return tutor.store.turns.finish(outcome)
}
