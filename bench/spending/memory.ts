/** What is remembered of the learners of a trace, as the product does it: when it is put into few words, what is asked for that, and what a reply is then told. */
import { factsMax, nothingRecollected, recurringFrom, type Recollection } from '../../server/src/domain/recollection.ts'
import { leftOut } from '../../server/src/domain/window.ts'
import type { Told } from '../../server/src/ports/summariser.ts'
import type { Said } from './trace.ts'

type Known = { facts: string[]; lastTalk: string | null; summary: string | null; mistakes: number; talk: Said[]; summarised: number }

/** To be put into few words, and what comes of it. */
export type Summary = { readonly of: Said; readonly told: Told; readonly answer: string }

/** As long as it may be: fifty words. */
const summaryWords = 45
const topics = ['the dog', 'a trip to Brno', 'the new job', 'cooking', 'the old house', 'Czech films', 'the garden', 'a friend', 'the weekend', 'learning Czech'] as const
const filler = 'the learner told how it began, what went well and what did not, and asked what others do; the tutor asked for reasons, and whether it will be so again, which was left open'.split(' ')

const exchangesOf = (talk: readonly Said[]) => talk.map(({ utterance, reply }) => ({ learner: utterance, tutor: reply }))

export function memory() {
  const known = new Map<number, Known>()
  const of = (learner: number): Known => {
    const found = known.get(learner) ?? { facts: [], lastTalk: null, summary: null, mistakes: 0, talk: [], summarised: 0 }
    known.set(learner, found)
    return found
  }

  /** The summary of what nobody has put into few words yet, up to a place in the talk. */
  function summarise(each: Known, through: number): Summary[] {
    const told = each.talk.slice(each.summarised, through)
    if (told.length === 0) return []
    const last = told.at(-1)!
    const topic = topics[(last.learner + last.conversation) % topics.length]!
    const words = [`They talked about ${topic}:`, ...Array.from({ length: summaryWords }, (_, at) => filler[at % filler.length]!)]
    const fact = `Likes ${topic} since day ${last.conversation}`
    const asked: Told = { language: 'cs', summary: each.summary, facts: each.facts, exchanges: exchangesOf(told) }
    each.summary = words.join(' ')
    each.facts = [...each.facts, fact].slice(-factsMax)
    each.summarised = through
    const quote = told[0]!.utterance.split(' ').slice(0, 5).join(' ')
    return [{ of: last, told: asked, answer: JSON.stringify({ summary: each.summary, facts: [{ fact, exchange: 1, quote }] }) }]
  }

  return {
    /** What is put into few words before this is said: the talk before, where this is another. */
    before({ learner, conversation }: Said): Summary[] {
      const each = of(learner)
      if (each.talk.at(-1)?.conversation === conversation || each.talk.length === 0) return []
      const summaries = summarise(each, each.talk.length)
      Object.assign(each, { lastTalk: each.summary, summary: null, talk: [], summarised: 0 })
      return summaries
    },
    told({ learner }: Said): Recollection {
      const { facts, lastTalk, summary, mistakes } = of(learner)
      return { ...nothingRecollected, facts, lastTalk, summary, recurring: mistakes >= recurringFrom ? ['case'] : [] }
    },
    /** What is put into few words after it: what the window leaves out from now on. */
    after(said: Said): Summary[] {
      const each = of(said.learner)
      const before = leftOut(exchangesOf(each.talk), 0)
      each.talk.push(said)
      each.mistakes += said.mistakes
      const now = leftOut(exchangesOf(each.talk), 0)
      return now > before ? summarise(each, now) : []
    },
  }
}
