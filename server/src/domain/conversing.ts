/** Free talk without a model: takes up what the learner said, asks on in it for a while, and leads over to something else. */
import { fold, matches, placeOf, strengthOf, wordsOf } from './listening.ts'
import { afterSaying, askedIn, choose, firstOf, next, onwardPools, questionsOf, sentencesOf, type Asked, type Moment } from './line-choice.ts'
import type { Cue, Pool, Sign, Topic } from './small-talk.ts'
import type { Line } from './scenario.ts'
import { isCzech, type Verdict } from './unusual.ts'
import type { Entry } from './vocabulary.ts'
import { plainly, verbatim, worded, type Said, type Slots } from './wording.ts'

/** A topic is left after so many questions in a row, unless the learner keeps to it. */
const questionsInTopicMax = 4
/** So many questions in a row may fit whatever was said; then one must be about something. */
const onwardInRowMax = 2
/** A shorter remark leaves nothing to ask on about. */
const remarkWordsMax = 3
/** An utterance of more words is more than a bare yes, greeting or thanks. */
const shortWordsMax = 3
/** So many letters of a word tell that a sentence has it, in whatever form. */
const namedByLength = 4

/** `recast`: whether what the learner said was understood well enough to be said again; `onward`: whether there is something to ask on about. */
export type Reaction = Verdict & { readonly recast: boolean; readonly follow: readonly Line[]; readonly topic: Topic | null; readonly onward?: boolean }

const nothingMore = { ask: null, recast: true, follow: [] as readonly Line[], topic: null }

export function reactionTo(moment: Moment, asked: Asked | null): Reaction {
  const { talk, words } = moment
  const content = contentOf(moment, asked?.topic ?? null)
  const isShort = words.length <= shortWordsMax
  const is = (sign: Sign) => matches(talk.signs[sign], words)
  const pool = (name: Pool, slots?: Slots) => choose(talk.pools[name], moment, slots)
  const asks = isQuestion(moment)

  const feeling = asks ? null : feelingIn(talk.feelings, words)
  if (feeling) return { ...nothingMore, react: some(firstOf([() => choose(feeling.say, moment), () => pool('reaction')])), follow: feeling.ask, onward: true }
  const named = asks ? null : nameIn(moment, asked)
  if (named) return { ...nothingMore, react: some(pool(named.isTheirs ? 'their-name' : 'name', { name: verbatim(named.name) })), follow: content.cue?.ask ?? [], topic: content.topic, onward: named.isTheirs }
  if (is('goodbye') && words.length <= 6) return { ...nothingMore, react: some(pool('goodbye')), ask: choose(talk.pools['goodbye-ask'], moment), recast: false }
  if (asks) return answered(moment, asked, content)
  for (const sign of ['greeting', 'thanks', 'sorry', 'praise'] as const) {
    if (!is(sign) || words.length > 6 || !(isShort || (!content.cue && !content.entry))) continue
    return { ...nothingMore, react: some(pool(sign)), ask: sign === 'greeting' && asked?.line.simpler ? choose([asked.line.simpler], moment) : null }
  }
  if (isShort && !content.cue) {
    for (const sign of ['unsure', 'no', 'yes'] as const) if (is(sign) && !content.entry) return shortAnswer(sign, moment, asked)
  }
  return content.cue || content.entry ? takenUp(moment, content) : notTakenUp(moment)
}

/**
 * What ends the reply: the question that follows from the reaction, one that asks on, the topic's, or with a bridge another topic's.
 * Where there are `invites`, one of them leaves it to the learner where the talk goes.
 */
export function questionAfter(moment: Moment, reaction: Reaction, asked: Asked | null, invites: readonly Line[] = []): readonly Said[] {
  const { talk } = moment
  const topic = reaction.topic ?? asked?.topic ?? lastTopic(moment) ?? null
  const isTired = reaction.topic === null && topic !== null && questionsInRow(moment, topic) >= questionsInTopicMax
  const open = (lines: readonly Line[]) => lines.filter(({ known }) => known === undefined || ![...moment.earlier, moment.utterance].some((said) => matches(known, wordsOf(said))))
  const near = firstOf([
    () => reaction.ask,
    () => choose(open(reaction.follow), moment),
    () => (reaction.onward && moment.words.length > remarkWordsMax && onwardInRow(moment) < onwardInRowMax ? askedOn(moment) : null),
    () => choose(invites, moment),
    () => (topic && !isTired ? next(open(topic.ask), moment) : null),
  ])
  if (near) return [near]
  const others = rotated([...talk.topics.values()].filter((other) => other !== topic), moment.seed)
  const untouched = others.filter((other) => ![...other.leads, ...other.ask].some(({ cs }) => moment.told.includes(plainly({ cs, en: '', uk: '', ru: '' }, moment.wording).cs)))
  const bridge = topic === null || moment.words.length <= 1 ? null : choose(talk.pools.bridge, moment)
  const bridged = bridge ? afterSaying(moment, [bridge]) : moment
  const far = firstOf([
    ...untouched.map((other) => () => next(open(other.leads), bridged)),
    ...others.map((other) => () => firstOf([() => next(open(other.leads), bridged), () => next(open(other.ask), bridged)])),
  ])
  if (far) return [...some(bridge), far]
  return [firstOf([
    () => (topic ? next(open(topic.ask), moment) : null),
    () => choose(talk.pools.easy, moment),
    () => askedOn(moment),
    ...rotated(questionsOf(talk), moment.seed).map(({ line }) => () => choose(talk.pools.more, moment, { question: plainly(line, moment.wording) })),
  ]) ?? worded(talk.pools.easy.at(-1)!, moment.wording)]
}

/** A question that fits anything of this kind: what is past, what is to come, a person, a place, a view. */
function askedOn(moment: Moment): Said | null {
  const { talk, words } = moment
  const kinds = (['ahead', 'past', 'person', 'place', 'opinion'] as const).filter((sign) => matches(talk.signs[sign], words))
  return firstOf([...kinds.map((kind) => () => choose(talk.pools[`onward-${kind}`], moment)), () => choose(talk.pools.onward, moment)])
}

/** How many of the tutor's last questions fitted anything. */
function onwardInRow({ told, talk, wording }: Moment): number {
  const onward = new Set(onwardPools.flatMap((pool) => talk.pools[pool].map((line) => plainly(line, wording).cs)))
  const questions = sentencesOf(told).filter((sentence) => sentence.endsWith('?'))
  const last = questions.findLastIndex((sentence) => !onward.has(sentence))
  return questions.length - 1 - last
}

/** The topic that was asked about before questions that fit anything. */
function lastTopic({ told, talk, wording }: Moment): Topic | null {
  return askedIn(told, questionsOf(talk).filter(({ topic }) => topic !== null), wording)?.topic ?? null
}

type Content = { readonly cue: Cue | null; readonly topic: Topic | null; readonly entry: Entry | null; readonly denied: boolean; readonly shown: string }

/** The cue that accounts for most of what was said, the topic at hand first among equals, and the last word to take up. */
export function contentOf(moment: Moment, current: Topic | null): Content {
  const { talk, words, utterance, lexicon } = moment
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
  const spelled = utterance.match(/[\p{L}\p{N}]+/gu) ?? []
  const entries = spelled.map((word) => lexicon.find(word)).filter((entry) => entry !== null)
  const nouns = entries.filter(({ kind }) => kind === 'noun')
  const isCued = (each: Entry) => cue === null || strengthOf(cue.when, wordsOf([each.word, ...each.forms].join(' '))) > 0
  const bare = nouns.filter((each) => !prepositions.test(spelled[spelled.findLastIndex((word) => lexicon.find(word) === each) - 1] ?? ''))
  const entry = bare.findLast(isCued) ?? bare.at(-1) ?? nouns.findLast(isCued) ?? nouns.at(-1) ?? (cue ? null : commonNoun(moment)) ?? entries.find((each) => each.kind === 'activity' && isLiked(each, words)) ?? null
  const denial = placeOf(talk.signs.negation, words)
  const at = cue ? placeOf(cue.when, words) : spelled.findIndex((word) => entry !== null && lexicon.find(word) === entry)
  const denied = denial >= 0 && (at < 0 || Math.abs(at - denial) <= 3)
  return { cue, shown: entry ? shownAs(entry, spelled, lexicon) : '', topic: topic ?? (entry?.topic === undefined ? null : talk.topics.get(entry.topic) ?? null), entry, denied }
}

/** A verb is taken up where it stands in the infinitive, or is something that somebody likes. */
const isLiked = ({ word }: Entry, words: readonly string[]): boolean => words.includes(fold(word)) || words.some((each) => /^(?:rada?|bavi)$/.test(each))

/** Several things are named as several where the learner's form can stand by itself; otherwise the head word is said. */
function shownAs({ word, forms }: Entry, spelled: readonly string[], lexicon: Moment['lexicon']): string {
  const at = spelled.findIndex((each) => forms.includes(each) && lexicon.find(each)?.word === word)
  const form = spelled[at] ?? word
  const before = spelled.slice(Math.max(0, at - 2), at)
  const isPlural = /(?:i|y|ata)$/u.test(form) && !/[iyě]$/u.test(word) && !/(?:ami|emi|ovi|eti|osti)$/u.test(form)
  return isPlural && !before.some((each) => prepositions.test(each)) && !/^(?:dva|dvě|tři|čtyři|bez|hodně|moc|málo|žádné)$/u.test(before.at(-1) ?? '') ? form : word
}

const prepositions = /^(?:na|do|v|ve|z|ze|s|se|k|ke|u|o|po|pro|před|za|pod|nad|bez|mezi|přes|při|od|kolem|podle|není|nejsou)$/iu

/** A cue's line that has the word is best; a word without a cue is named. */
function takenUp(moment: Moment, { cue, topic, entry, denied, shown }: Content): Reaction {
  const { talk } = moment
  const slots = entry ? { word: { ...entry.translation, cs: denied ? entry.word : shown } } : undefined
  const frame = () => (entry && slots ? choose(talk.pools[denied ? 'noun-not' : entry.kind === 'activity' ? 'activity' : 'noun'], moment, slots) : null)
  const isNaming = ({ cs }: Line) => entry !== null && fold(cs).includes(fold(entry.word).slice(0, namedByLength))
  const lines = cue ? (denied ? cue.no : cue.say) : []
  const follow = cue && !(denied && cue.no.length === 0) ? cue.ask.filter((line) => !denied || line.known === undefined) : []
  const said = firstOf([
    () => choose(lines.filter(isNaming), moment),
    () => (follow.some(isNaming) ? choose(lines, moment) : null),
    () => (entry?.kind === 'noun' ? frame() : null),
    () => choose(lines, moment),
    frame,
    () => choose(talk.pools.reaction, moment),
  ])
  return { ...nothingMore, react: some(said), follow: denied ? [] : follow, topic, onward: !denied }
}

function shortAnswer(sign: 'yes' | 'no' | 'unsure', moment: Moment, asked: Asked | null): Reaction {
  const said = choose(moment.talk.pools[sign], moment)
  const follow = sign === 'unsure' ? undefined : asked?.line[sign]
  return { ...nothingMore, react: some(said), follow: follow ? [follow] : [] }
}

/** An answer that accounts for so many letters was meant for just this question. */
const sureAnswerLettersMin = 9

/** A question of the learner's: answered where an author knew it, else turned round. */
function answered(moment: Moment, asked: Asked | null, content: Content): Reaction {
  const { talk, words } = moment
  const known = bestOf(talk.answers, words)
  const isBack = matches(talk.signs['and-you'], words)
  if (isBack && !known) {
    const topic = content.topic ?? asked?.topic ?? lastTopic(moment)
    const own = firstOf([
      () => (content.cue ? choose(content.cue.me, moment) : null),
      () => (topic ? choose(topic.me, moment) : null),
      () => choose(talk.pools.me, moment),
    ])
    return { ...nothingMore, react: some(own), follow: content.cue?.ask ?? [], topic: content.topic }
  }
  const likes = matches(talk.signs.liking, words)
  const isSure = strengthOf(known?.when ?? [], words) >= sureAnswerLettersMin
  const liked = content.topic && likes && !isSure ? firstOf([() => (content.cue ? choose(content.cue.me, moment) : null), () => choose(content.topic!.me, moment)]) : null
  if (liked) return { ...nothingMore, react: [liked], follow: content.cue?.ask ?? [], topic: content.topic }
  if (known) {
    const said = firstOf([() => choose(known.say, moment), () => choose(talk.pools.asked, moment)])
    return { ...nothingMore, react: some(said), follow: known.ask.length > 0 ? known.ask : talk.pools.turned, topic: content.topic }
  }
  const own = content.cue ? choose(content.cue.me, moment) : null
  if (own) return { ...nothingMore, react: [own], follow: content.cue!.ask, topic: content.topic }
  return { ...nothingMore, react: some(choose(talk.pools.asked, moment)), follow: talk.pools.turned, topic: content.topic }
}

/** So short a word is seldom what a sentence is about. */
const nounLengthMin = 5
/** Endings that a noun has where it stands by itself, and those of other words that look alike. */
const citation = /(?:[bcčdďfghjklmnňprřsštťvzž]|ice|ost|ství|ání|ení)$/u
const noCitation = /(?:[aeiouyáéíůě]t|out|ct|st|l|ám|ím|em|ům|ách|ích|ech|íš|áš|eš|ých|kým|ným|ším)$/u

/** A common noun without an entry, in the form in which it can be named; not after a preposition, a number or a small word of quantity. */
function commonNoun({ utterance, talk, lexicon }: Moment): Entry | null {
  const spelled = utterance.match(/[\p{L}\p{N}]+/gu) ?? []
  const found = spelled.findLast((word, at) => {
    const before = spelled[at - 1] ?? ''
    const isFree = at === 0 || !(matches(talk.signs.small, wordsOf(before)) && before.length <= 4 && !/^(?:mám|mam|je|ten|můj|muj|náš|jsem|byl)$/iu.test(before)) && !/(?:t|cet|desát|oho|ého|ku|hodně|málo|několik)$/u.test(before)
    const isCommon = lexicon.isRight(word) && !lexicon.has(word) && word === word.toLowerCase()
    return word.length >= nounLengthMin && isFree && isCommon && citation.test(word) && !noCitation.test(word) && !matches(talk.signs.small, wordsOf(word))
  })
  return found === undefined ? null : { word: found, level: 'A1', forms: [], translation: verbatim(found), example: found, kind: 'noun' }
}

/** Endings of cases in which a word cannot stand by itself. */
const oblique = /(?:ech|ách|ích|ům|ám|ím|em|ou|ovi|mi|ého|ému|ých|ými|uju|uji|ám|áš|íš|eš|te|me|li|la|lo|l|u)$/u

/** What somebody may have meant as a word. */
const sayable = /^(?!.*[bcdfghjkmnpqstvwxz]{4})(?=.*[aeiouy])(?!.*(.)\1\1)[a-z]{3,20}$/

/** Nothing to take up: what is Czech is heard out, a word that is not known is asked about, and only what is all unknown is admitted. */
function notTakenUp(moment: Moment): Reaction {
  const { talk, utterance } = moment
  const spelled = [...utterance.matchAll(/\p{L}{3,30}/gu)].map(({ 0: word, index }) => ({ word, isName: index > 0 && /^\p{Lu}/u.test(word) && !/[.!?]\s*$/u.test(utterance.slice(0, index)) }))
  const strange = spelled.filter(({ word, isName }) => !isName && !isCzech(fold(word), moment)).map(({ word }) => word)
  const longest = strange.toSorted((one, other) => other.length - one.length)[0]
  const isAnyKnown = strange.length < spelled.length || spelled.length === 0
  const slots = longest === undefined ? {} : { quote: verbatim(longest) }
  const said = firstOf([
    () => (isAnyKnown && longest !== undefined && strange.length === 1 && !oblique.test(longest) ? choose(talk.pools.curious, moment, slots) : null),
    () => (isAnyKnown ? choose(talk.pools.reaction, moment) : null),
    () => (longest !== undefined && spelled.length <= 2 && sayable.test(fold(longest)) ? choose(talk.pools.curious, moment, slots) : null),
    () => (longest !== undefined && spelled.length <= 2 ? choose(talk.pools['unknown-word'], moment, slots) : null),
    () => choose(talk.pools.lost, moment),
  ])
  return { ...nothingMore, react: some(said), recast: strange.length === 0, onward: isAnyKnown }
}

const beforeQuestions = new Set(['a', 'ale', 'tak', 'ahoj', 'cau', 'ty', 'vy', 'hele', 'prosim', 'te', 'promin', 'prominte', 'dobry', 'den', 'a'])
const questionWords = /^(?:kdo|co|kde|kdy|jak|jaky|jaka|jake|jakou|kolik|proc|odkud|kam|ktery|ktera|ktere|kterou|ci|koho|komu|cim)$/
/** Something that is said to the tutor: the second person. */
const spokenTo = /^(?:ty|tebe|tobe|vy|vam|vas|tvuj|tvoje|tvoji|tve|vase|vas|jsi|jste|bys|byste|ses|sis|umis|.{2,}(?:as|is|es|ate|ite|ete))$/

/** It ends like one, begins like one, or asks the tutor for something. What somebody asks and answers at once is not. */
export function isQuestion({ utterance, words, talk }: Moment): boolean {
  const opening = words.find((word) => !beforeQuestions.has(word)) ?? ''
  if (/\?["“”\s]*$/u.test(utterance)) return true
  const at = utterance.lastIndexOf('?')
  if (at >= 0) return wordsOf(utterance.slice(0, at)).some((word) => spokenTo.test(word))
  return (questionWords.test(opening) && !utterance.includes('!')) || matches(talk.signs.question, [opening]) || matches(talk.signs.question, words.slice(0, 2)) || matches(talk.signs['and-you'], words)
}

const nameLengthMax = 30
type Named = { readonly name: string; readonly isTheirs: boolean }

/** A name that is given: one's own, or with *jmenuje se* somebody else's. */
function nameIn({ utterance, lexicon, talk }: Moment, asked: Asked | null): Named | null {
  const name = `(\\p{L}{2,${nameLengthMax}})`
  const found = (pattern: string, flags = 'iu') => new RegExp(pattern.replace('NAME', name), flags).exec(utterance)?.[1]
  const isName = (word: string | undefined): word is string => word !== undefined && !/^(?:se|je|jsem|ja|já|a|se)$/iu.test(word)
  const isUnknown = (word: string | undefined): word is string => isName(word) && !isCzech(fold(word), { talk, lexicon })
  const theirs = found('(?<!\\p{L})jmenuje(?:\\s+se)?\\s+NAME')
  const own = found('(?:jmenuj[ui](?:\\s+se)?|m[ée]\\s+jm[ée]no(?:\\s+je)?|moje\\s+jm[ée]no(?:\\s+je)?|říkají\\s+mi|říkej\\s+mi)\\s+NAME')
  const introduced = found('(?<!\\p{L})[Jj]sem\\s+(?=\\p{Lu}\\p{Ll})NAME(?=[\\s.,!]|$)', 'u') ?? found('^\\s*[Jj][áa]\\s+(?=\\p{Lu}\\p{Ll})NAME[\\s.!]*$', 'u')
  const bare = asked?.line.expects === 'name' ? found('^\\s*(?:(?:j[aá]\\s+)?jsem\\s+)?NAME(?:\\s+\\p{L}+)?[\\s.!]*$') : undefined
  const isIntroduced = isName(introduced) && (isUnknown(introduced) || (asked?.line.expects === 'name' && lexicon.find(introduced) === null))
  const given = isName(theirs) ? theirs : isName(own) ? own : isIntroduced ? introduced : isUnknown(bare) ? bare : undefined
  if (given === undefined) return null
  return { name: given.slice(0, 1).toLocaleUpperCase('cs') + given.slice(1), isTheirs: isName(theirs) || (given === bare && asked?.topic !== null && asked?.topic !== undefined) }
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

/** The cue that accounts for most of the words. */
export const bestOf = (cues: readonly Cue[], words: readonly string[]): Cue | null => {
  let best: Cue | null = null
  for (const cue of cues) if (strengthOf(cue.when, words) > (best ? strengthOf(best.when, words) : 0)) best = cue
  return best
}

/** What somebody feels. To be cheerful at bad news hurts more than to miss good news beside it. */
export const feelingIn = (feelings: readonly Cue[], words: readonly string[]): Cue | null =>
  bestOf(feelings.filter(({ glad }) => !glad), words) ?? bestOf(feelings.filter(({ glad }) => glad), words)

const some = (said: Said | null): readonly Said[] => (said ? [said] : [])
const rotated = <Item>(items: readonly Item[], by: number): Item[] => [...items.slice(by % Math.max(1, items.length)), ...items.slice(0, by % Math.max(1, items.length))]
