/** Free talk without a model: takes up what the learner said, stays with a topic for a while and leads over to another. */
import { fold, matches, placeOf, strengthOf, wordsOf } from './listening.ts'
import { askedIn, choose, firstOf, next, questionsOf, type Asked, type Moment } from './line-choice.ts'
import type { Cue, Pool, Topic } from './small-talk.ts'
import type { Line } from './scenario.ts'
import { isCzech, type Verdict } from './unusual.ts'
import type { Entry } from './vocabulary.ts'
import { plainly, verbatim, worded, type Said, type Slots } from './wording.ts'

/** A topic is left after so many questions in a row, unless the learner keeps to it. */
const questionsInTopicMax = 5
/** An utterance of more words is more than a bare yes, greeting or thanks. */
const shortWordsMax = 3
/** So many letters of a word tell that a sentence has it, in whatever form. */
const namedByLength = 4

/** `recast`: whether what the learner said was understood well enough to be said again. */
export type Reaction = Verdict & { readonly recast: boolean; readonly follow: readonly Line[]; readonly topic: Topic | null }

const nothingMore = { ask: null, recast: true, follow: [] as readonly Line[], topic: null }

export function reactionTo(moment: Moment, asked: Asked | null): Reaction {
  const { talk, words } = moment
  const content = contentOf(moment, asked?.topic ?? null)
  const isShort = words.length <= shortWordsMax
  const is = (sign: keyof typeof talk.signs) => matches(talk.signs[sign], words)
  const pool = (name: Pool, slots?: Slots) => choose(talk.pools[name], moment, slots)

  const feeling = questionWords.test(words[0] ?? '') ? null : bestOf(talk.feelings, words)
  if (feeling) return { ...nothingMore, react: some(firstOf([() => choose(feeling.say, moment), () => pool('reaction')])), follow: feeling.ask }
  const name = nameIn(moment, asked)
  if (name !== null) return { ...nothingMore, react: some(pool('name', { name: verbatim(name) })) }
  if (is('goodbye') && words.length <= 5) return { ...nothingMore, react: some(pool('goodbye')), ask: choose(talk.pools['goodbye-ask'], moment), recast: false }
  if (isQuestion(moment)) return answered(moment, asked, content)
  for (const sign of ['greeting', 'thanks', 'sorry'] as const) {
    if (is(sign) && (isShort || !content.cue && !content.entry) && words.length <= 6) return { ...nothingMore, react: some(pool(sign)) }
  }
  if (isShort && !content.cue) {
    for (const sign of ['unsure', 'no', 'yes'] as const) if (is(sign) && (sign !== 'no' || !content.entry)) return shortAnswer(sign, moment, asked)
  }
  return content.cue || content.entry ? takenUp(moment, content) : notCaught(moment, asked)
}

/** The question that ends the reply: what follows from the reaction, then the topic's, then another topic's. */
export function questionAfter(moment: Moment, reaction: Reaction, asked: Asked | null): Said {
  const { talk } = moment
  const topic = reaction.topic ?? asked?.topic ?? (moment.topic === null ? null : talk.topics.get(moment.topic)) ?? null
  const isTired = reaction.topic === null && topic !== null && questionsInRow(moment, topic) >= questionsInTopicMax
  const open = (lines: readonly Line[]) => next(lines.filter(({ known }) => known === undefined || ![...moment.earlier, moment.utterance].some((said) => matches(known, wordsOf(said)))), moment)
  const others = rotated([...talk.topics.values()].filter((other) => other !== topic), moment.seed)
  const untouched = others.filter((other) => ![...other.leads, ...other.ask].some(({ cs }) => moment.told.includes(plainly({ cs, en: '', uk: '', ru: '' }, moment.wording).cs)))
  return firstOf([
    () => reaction.ask,
    () => choose(reaction.follow, moment),
    () => (topic && !isTired ? open(topic.ask) : null),
    ...untouched.map((other) => () => open(other.leads)),
    ...others.map((other) => () => firstOf([() => open(other.leads), () => open(other.ask)])),
    () => (topic ? open(topic.ask) : null),
    () => choose(talk.pools.easy, moment),
    ...rotated(questionsOf(talk), moment.seed).map(({ line }) => () => choose(talk.pools.more, moment, { question: plainly(line, moment.wording) })),
  ]) ?? worded(talk.pools.easy.at(-1)!, moment.wording)
}

type Content = { readonly cue: Cue | null; readonly topic: Topic | null; readonly entry: Entry | null; readonly denied: boolean }

/** The cue that accounts for most of what was said, the topic at hand first among equals, and the first word to take up. */
export function contentOf({ talk, words, lexicon }: Moment, current: Topic | null): Content {
  const topics = [...(current ? [current] : []), ...[...talk.topics.values()].filter((topic) => topic !== current)]
  let cue: Cue | null = null
  let topic: Topic | null = null
  let best = 0
  for (const candidate of topics) {
    for (const each of candidate.cues) {
      const strength = strengthOf(each.when, words)
      if (strength > best) [best, cue, topic] = [strength, each, candidate]
    }
  }
  const entries = words.map((word) => lexicon.find(word)).filter((entry) => entry !== null)
  const entry = entries.find(({ kind }) => kind === 'noun') ?? entries.find(({ kind }) => kind === 'activity') ?? null
  const denial = placeOf(talk.signs.negation, words)
  const at = cue ? placeOf(cue.when, words) : words.findIndex((word) => entry !== null && lexicon.find(word) === entry)
  const denied = denial >= 0 && (at < 0 || Math.abs(at - denial) <= 3)
  return { cue, topic: topic ?? (entry?.topic === undefined ? null : talk.topics.get(entry.topic) ?? null), entry, denied }
}

function takenUp(moment: Moment, { cue, topic, entry, denied }: Content): Reaction {
  const { talk } = moment
  const slots = entry ? { word: { ...entry.translation, cs: entry.word } } : undefined
  const frame = () => (entry && slots ? choose(talk.pools[denied ? 'noun-not' : entry.kind === 'activity' ? 'activity' : 'noun'], moment, slots) : null)
  const authored = cue ? choose(denied ? cue.no : cue.say, moment) : null
  const isNamed = authored !== null && entry !== null && fold(authored.text).includes(fold(entry.word).slice(0, namedByLength))
  const naming = authored && slots && entry?.kind === 'noun' && !denied && !isNamed ? choose(talk.pools.naming, moment, slots) : null
  const said = authored ?? firstOf([frame, () => choose(talk.pools.reaction, moment)])
  return { ...nothingMore, react: [...some(naming), ...some(said)], follow: cue && !(denied && cue.no.length === 0) ? cue.ask : [], topic }
}

function shortAnswer(sign: 'yes' | 'no' | 'unsure', moment: Moment, asked: Asked | null): Reaction {
  const said = choose(moment.talk.pools[sign], moment)
  const follow = sign === 'unsure' ? undefined : asked?.line[sign]
  return { ...nothingMore, react: some(said), follow: follow ? [follow] : [] }
}

/** A question of the learner's: answered where an author knew it, else honestly not. */
function answered(moment: Moment, asked: Asked | null, content: Content): Reaction {
  const { talk, words } = moment
  const known = bestOf(talk.answers, words)
  const isBack = matches(talk.signs['and-you'], words)
  if (isBack && (!known || content.cue)) {
    const topic = content.topic ?? asked?.topic ?? null
    const own = firstOf([
      () => (content.cue ? choose(content.cue.me, moment) : null),
      () => (topic ? choose(topic.me, moment) : null),
      () => choose(talk.pools.me, moment),
    ])
    const taken = content.cue || content.entry ? takenUp(moment, content) : null
    return { ...nothingMore, react: [...(taken?.react ?? []), ...some(own)], follow: taken?.follow ?? [], topic: content.topic }
  }
  const liked = content.topic && matches(talk.signs.liking, words) ? firstOf([() => (content.cue ? choose(content.cue.me, moment) : null), () => choose(content.topic!.me, moment)]) : null
  if (liked) return { ...nothingMore, react: [liked], follow: content.cue?.ask ?? [], topic: content.topic }
  if (known) return { ...nothingMore, react: some(firstOf([() => choose(known.say, moment), () => choose(talk.pools.asked, moment)])), follow: known.ask }
  const { entry, cue } = content
  const own = cue ? choose(cue.me, moment) : null
  if (own) return { ...nothingMore, react: [own], follow: cue!.ask, topic: content.topic }
  const slots = entry ? { word: { ...entry.translation, cs: entry.word } } : undefined
  return { ...nothingMore, react: some(firstOf([() => (slots ? choose(talk.pools['asked-word'], moment, slots) : null), () => choose(talk.pools.asked, moment)])), topic: content.topic }
}

/** Nothing to take up: the word that was not known is named, or it is simply admitted. */
function notCaught(moment: Moment, asked: Asked | null): Reaction {
  const { talk, words, lexicon, utterance } = moment
  const strange = (utterance.match(/\p{L}{3,30}/gu) ?? []).filter((word) => !isCzech(wordsOf(word)[0] ?? '', talk.signs.small, lexicon))
  const isMostlyCzech = words.length > 1 && strange.length < words.length
  const understood = isMostlyCzech && strange.length === 0
  const word = strange.toSorted((one, other) => other.length - one.length)[0]
  const said = firstOf([
    () => (understood ? choose(talk.pools.reaction, moment) : null),
    () => (word !== undefined ? choose(talk.pools['unknown-word'], moment, { quote: verbatim(word) }) : null),
    () => choose(talk.pools.lost, moment),
  ])
  return { ...nothingMore, react: some(said), recast: understood, topic: asked?.topic ?? null }
}

const beforeQuestions = new Set(['a', 'ale', 'tak', 'ahoj', 'cau'])
const questionWords = /^(?:kdo|co|kde|kdy|jak|jaky|jaka|jake|kolik|proc|odkud|kam|ktery|ktera|ktere|kterou|ci)$/

/** It ends like one, begins like one, or speaks to the tutor. */
export function isQuestion({ utterance, words, talk }: Moment): boolean {
  const first = words.find((word) => !beforeQuestions.has(word)) ?? ''
  return utterance.includes('?') || questionWords.test(first) || matches(talk.signs.question, words) || matches(talk.signs['and-you'], words)
}

const nameLengthMax = 30

function nameIn({ utterance, lexicon }: Moment, asked: Asked | null): string | null {
  const name = `(\\p{L}{2,${nameLengthMax}})`
  const found = new RegExp(`(?:jmenuj[ui](?:\\s+se)?|jmenuje\\s+se|m[ée]\\s+jm[ée]no(?:\\s+je)?|moje\\s+jm[ée]no(?:\\s+je)?|říkají\\s+mi|říkej\\s+mi)\\s+${name}`, 'iu').exec(utterance)
  const isTheirs = !/jmenuje\s+se/iu.test(utterance) || /^\s*(?:j[aá]\s+)?jmenuje/iu.test(utterance)
  const given = isTheirs ? found?.[1] : undefined
  const bare = asked?.line.expects === 'name' ? new RegExp(`^\\s*(?:(?:j[aá]\\s+)?jsem\\s+)?${name}(?:\\s+\\p{L}+)?[\\s.!]*$`, 'iu').exec(utterance)?.[1] : undefined
  const word = given ?? bare
  if (word === undefined || (given === undefined && lexicon.find(word) !== null)) return null
  return /^(?:se|je|jsem|ja|já|a)$/iu.test(word) ? null : word.slice(0, 1).toLocaleUpperCase('cs') + word.slice(1)
}

/** How many of the tutor's last turns asked about this topic. */
function questionsInRow({ told, talk, wording }: Moment, topic: Topic): number {
  const questions = questionsOf(talk)
  let rest = told
  let count = 0
  while (count < questionsInTopicMax) {
    const asked = askedIn(rest, questions, wording)
    if (asked?.topic !== topic) return count
    count += 1
    const at = Math.max(rest.lastIndexOf(plainly(asked.line, wording).cs), asked.line.simpler ? rest.lastIndexOf(plainly(asked.line.simpler, wording).cs) : -1)
    rest = rest.slice(0, at)
  }
  return count
}

export const bestOf = (cues: readonly Cue[], words: readonly string[]): Cue | null => {
  let best: Cue | null = null
  for (const cue of cues) if (strengthOf(cue.when, words) > (best ? strengthOf(best.when, words) : 0)) best = cue
  return best
}

const some = (said: Said | null): readonly Said[] => (said ? [said] : [])
const rotated = <Item>(items: readonly Item[], by: number): Item[] => [...items.slice(by % Math.max(1, items.length)), ...items.slice(0, by % Math.max(1, items.length))]
