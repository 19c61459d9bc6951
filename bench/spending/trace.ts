/**
 * A month of 400 learners: who says what when, what is answered, and how many mistakes are in it. The same for the same seed.
 * Levels and habits differ: beginners say little and much of it wrong, some come daily and some twice a week, most of them in the evening.
 */
import type { Level } from '../../server/src/domain/language.ts'
import { dice, type Dice } from '../seeding/dice.ts'
import { tutorSays, utterance } from '../seeding/speech.ts'

export type Said = {
  readonly atMs: number
  readonly learner: number
  readonly level: Level
  /** Of this learner. */
  readonly conversation: number
  readonly utterance: string
  readonly reply: string
  readonly mistakes: number
}

export const days = 30
const dayMs = 86_400_000

/** In a hundred learners. */
const levelShares: readonly (readonly [Level, number])[] = [['A1', 25], ['A2', 30], ['B1', 25], ['B2', 15], ['C1', 5]]
const sentencesOf: Readonly<Record<Level, number>> = { A1: 1, A2: 1, B1: 2, B2: 2, C1: 3, C2: 3 }
/** Counted mistakes in a hundred sentences. */
const mistakesIn: Readonly<Record<Level, number>> = { A1: 90, A2: 70, B1: 50, B2: 30, C1: 15, C2: 5 }
/** What everybody says again and again: less than one utterance in ten. */
const everyday = ['Ahoj!', 'Dobrý den.', 'Nerozumím.', 'Ano.', 'Ne.', 'Nevím.', 'Děkuju.', 'Jak se máš?', 'Mám se dobře.', 'Na shledanou.'] as const
const everydayShare = 0.08
const links = [', protože', ', když', ' a potom', ', ale', ', i když'] as const

/** In the order in which it was said. */
export function trace(learners: number, seed: number): Said[] {
  const all = Array.from({ length: learners }, (_, learner) => lifeOf(learner, dice(seed * 100_003 + learner))).flat()
  return all.sort((one, other) => one.atMs - other.atMs)
}

function lifeOf(learner: number, roll: Dice): Said[] {
  const level = levelOf(roll)
  const daysAWeek = 1 + roll.below(7)
  const turnsMean = 4 + roll.below(14)
  const said: Said[] = []
  let conversation = 0
  for (let day = 0; day < days; day += 1) {
    if (roll.below(7) >= daysAWeek) continue
    // Two in three come between five and ten in the evening.
    const hour = roll.next() < 0.66 ? 17 + roll.next() * 5 : 7 + roll.next() * 10
    let atMs = day * dayMs + hour * 3_600_000
    const turns = Math.max(1, Math.round(turnsMean * (0.5 + roll.next())))
    conversation += 1
    for (let turn = 0; turn < turns; turn += 1, atMs += 12_000 + roll.below(30_000)) {
      const { text, mistakes } = saidBy(level, roll)
      said.push({ atMs, learner, level, conversation, utterance: text, reply: replyOf(roll), mistakes })
    }
  }
  return said
}

function levelOf(roll: Dice): Level {
  let at = roll.below(100)
  for (const [level, share] of levelShares) {
    if (at < share) return level
    at -= share
  }
  return 'A1'
}

function saidBy(level: Level, roll: Dice): { readonly text: string; readonly mistakes: number } {
  if (roll.next() < everydayShare) return { text: roll.pick(everyday), mistakes: 0 }
  const sentences = Array.from({ length: 1 + roll.below(sentencesOf[level]) }, () => (level < 'B1' || roll.next() < 0.4 ? utterance(roll) : linked(roll)))
  return { text: sentences.join(' '), mistakes: sentences.filter(() => roll.below(100) < mistakesIn[level]).length }
}

/** Two clauses. */
const linked = (roll: Dice): string => `${utterance(roll).slice(0, -1)}${roll.pick(links)} ${utterance(roll).replace(/^./, (letter) => letter.toLowerCase())}`

/** Three short sentences, thirty words at most, the last of them a question: what the prompt asks for. */
const replyOf = (roll: Dice): string => `${tutorSays[roll.below(8)]!.text} ${utterance(roll)} ${tutorSays[8 + roll.below(tutorSays.length - 8)]!.text}`

const reasons = [
  'After "do" the genitive is needed, so the ending changes.', 'The verb has to agree with its subject.', 'This verb is followed by the accusative.',
  'The adjective has to agree with the noun in gender and case.', 'In the past tense "jsem" stands in the second place.',
] as const

/** What a model that checks would answer: the sentence, and for each mistake what its prompt asks for. */
export function answered({ utterance: text, mistakes, atMs }: Said): string {
  const words = text.match(/\p{L}+/gu) ?? []
  const named = Array.from({ length: mistakes }, (_, at) => {
    const original = words[(at * 3 + 2) % words.length]!
    return { original, corrected: `${original}u`, kind: 'case', explanation: reasons[(Math.floor(atMs) + at) % reasons.length], sure: true }
  })
  return JSON.stringify({ czech: true, corrected: text, mistakes: named, suggestion: mistakes > 1 ? text : null })
}
