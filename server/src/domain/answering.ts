/**
 * What the tutor answers without a model: a reaction at once, the learner's sentence said rightly once it is known,
 * and a question. It repeats nothing that it said in the conversation, and says so when it did not understand.
 */
import { questionAfter, reactionTo, type Reaction } from './conversing.ts'
import type { Exchange } from './conversation.ts'
import type { Correction } from './correction.ts'
import type { ReplyLength } from './flag.ts'
import { tongueFor, type Tongue } from './language.ts'
import type { Settings } from './learner.ts'
import { modeQuestions, praiseInMode, questionInMode, reactionInMode } from './leading.ts'
import type { Lesson } from './lesson.ts'
import { wordsOf } from './listening.ts'
import { afterSaying, askedIn, choose, questionsOf, seedOf, type Asked, type Moment } from './line-choice.ts'
import type { Persona } from './persona.ts'
import { farewell, questionInScene, reactionInScene, sceneQuestions, type Scene } from './playing.ts'
import { recast } from './recast.ts'
import type { SmallTalk } from './small-talk.ts'
import { tongueSpoken, type TongueSpoken } from './tongue-spoken.ts'
import { isCzech, unusual } from './unusual.ts'
import type { Lexicon } from './vocabulary.ts'
import type { Said, Wording } from './wording.ts'

/** What is answered, and all that was said before it. */
export type ToAnswer = {
  readonly talk: SmallTalk
  readonly lexicon: Lexicon
  readonly persona: Persona
  readonly settings: Settings
  /** Null in free talk, and once the scene was over before this utterance. */
  readonly scene: Scene | null
  /** Whether a scene was over before this utterance: that it is over is said once. */
  readonly wasPlayed: boolean
  /** Null where no mode was asked for. */
  readonly lesson: Lesson | null
  readonly topic: string | null
  readonly opening: readonly string[]
  readonly exchanges: readonly Exchange[]
  readonly utterance: string
  /** What this reply has said already. */
  readonly said: readonly string[]
  /** As usual where it is absent. */
  readonly length?: ReplyLength
}

export type Answer = {
  /** Said at once. */
  readonly react: readonly Said[]
  /** The rest, once the correction is known or was not known in time: a recast where there is one, and a question. */
  rest(correction: Correction | null): readonly Said[]
}

export function answer(given: ToAnswer): Answer {
  const moment = momentOf(given)
  const opened = given.persona.openings.flat().filter(({ cs }) => cs.endsWith('?')).map((line) => ({ line, topic: null }))
  const questions = [...(given.lesson ? modeQuestions(given.lesson) : []), ...questionsOf(given.talk), ...opened, ...(given.scene ? sceneQuestions(given.scene.scenario) : [])]
  const asked = askedIn(moment.told, questions, moment.wording)
  const over = given.wasPlayed ? choose(given.talk.pools['after-scene'], moment) : null
  const reaction = given.said.length > 0 ? silent : withBefore(over, reactionOf(moment, asked, given))
  const after = afterSaying(moment, reaction.react)
  return {
    react: reaction.react,
    rest: (correction) => {
      const again = correction && reaction.recast ? recast(correction, after) : null
      const praise = correction && given.lesson && !again && reaction.recast ? praiseInMode(after, given.lesson, correction, asked) : null
      const recasted = again ? [again] : praise ? [praise] : []
      const last = ending(afterSaying(after, recasted), reaction, asked, given)
      // What leads over to another topic can be left out; what ends a scene cannot.
      return [...recasted, ...(given.length === 'short' && !given.scene ? last.slice(-1) : last)]
    },
  }
}

const silent: Reaction = { react: [], ask: null, recast: false, follow: [], topic: null }

const withBefore = (said: Said | null, reaction: Reaction): Reaction => (said ? { ...reaction, react: [said, ...reaction.react] } : reaction)

type Played = Pick<ToAnswer, 'scene' | 'lesson'>

function reactionOf(moment: Moment, asked: Asked | null, { scene, lesson }: Played): Reaction {
  const verdict = unusual(moment, asked)
  if (verdict) return { ...silent, ...verdict }
  if (scene) return reactionInScene(moment, scene)
  return lesson ? reactionInMode(moment, lesson, asked) : reactionTo(moment, asked)
}

function ending(moment: Moment, reaction: Reaction, asked: Asked | null, { scene, lesson }: Played): readonly Said[] {
  if (!scene) return lesson ? questionInMode(moment, lesson, reaction, asked) : questionAfter(moment, reaction, asked)
  if (reaction.ask) return [reaction.ask]
  const last = scene.after.done ? farewell(moment, scene) : null
  const said = last ? [last] : []
  return [...said, questionInScene(afterSaying(moment, said), scene)]
}

function momentOf(given: ToAnswer): Moment {
  const { talk, lexicon, settings, utterance } = given
  const lastTold = given.exchanges.at(-1)?.tutor ?? given.opening.join(' ')
  const told = [...given.opening, ...given.exchanges.flatMap(({ tutor, unheard }) => [tutor, unheard ?? '']), ...given.said].join(' ')
  const words = wordsOf(utterance)
  const spoken = tongueSpoken({ utterance, words, signs: talk.signs, motherTongue: settings.motherTongue, isCzech: (word) => isCzech(word, { talk, lexicon }) })
  return {
    talk, lexicon, utterance, lastTold, told, spoken, words,
    wording: wordingFor(given.persona, settings, given.scene?.scenario.address ?? given.lesson?.mode.address, spoken),
    level: settings.level,
    style: settings.style,
    earlier: given.exchanges.map(({ learner }) => learner),
    topic: given.topic,
    seed: seedOf(`${told} ${utterance} ${given.exchanges.length}`),
  }
}

/** Whoever falls back into a tongue of ours is translated into it. */
const tonguesSpoken: Readonly<Partial<Record<TongueSpoken, Tongue>>> = { ukrainian: 'uk', russian: 'ru', english: 'en' }

function wordingFor(persona: Persona, settings: Settings, address: 'ty' | 'vy' | undefined, spoken: TongueSpoken | null): Wording {
  const tongue = (spoken && tonguesSpoken[spoken]) ?? tongueFor(settings.motherTongue)
  return { address: address ?? persona.address, learner: settings.gender, tutor: persona.gender ?? 'masculine', tongue }
}
