/**
 * The case of what a verb is done to: *mám rád káva* → *kávu*, *koupil jsem kniha* → *knihu*, *chci koupit kniha*, *mám bratra a sestra*.
 *
 * The noun after *I see* cannot be who sees. After *sees* it can, unless who sees was named before.
 */
import { cased, isPartOfName } from './cased.ts'
import { clauseAround } from './clause.ts'
import type { Lexicon } from './lexicon.ts'
import { auxiliary } from './little-words.ts'
import { common, type NounPhrase, nounPhraseAt } from './noun-phrase.ts'
import type { Case } from './paradigms.ts'
import { isWord, type Proposal, type Rule, type Slot } from './proposal.ts'
import { subjectsIn, verbPlace } from './subjects.ts'
import type { VerbEntry } from './verbs.ts'

const sure = 0.75
const sureOfSecond = 0.72
/** *Mám práce* is hardly ever *I have jobs*. */
const sureOfSingular = 0.7
const doubted = 0.5
const joinedMax = 3

export const afterVerb: Rule = (sentence, lexicon) => {
  const subjects = new Set(subjectsIn(sentence, lexicon).filter(({ only }) => only).map((subject) => verbPlace(sentence, subject, lexicon)))
  return sentence.flatMap((slot, at): Proposal[] => {
    const lemma = isWord(slot) ? verbAt(sentence, at, subjects.has(at), lexicon) : null
    const entry = lemma === null ? undefined : lexicon.verbs.entry(lemma)
    if (lemma === null || entry === undefined) return []
    const phrase = nounPhraseAt(sentence, skipped(sentence, at + 1, lexicon), lexicon)
    if (phrase === null || lexicon.grammar.lists.times.has(phrase.noun.form) || isPartOfName(sentence, phrase) || isThingLikeOne(phrase) || entry.bare?.includes(phrase.noun.form)) return []
    const verb = entry.reflexive === true || [-1, 1].some((near) => sentence[at + near]?.form === 'se') ? `${lemma} se` : lemma
    return entry.preposition !== undefined ? missingPreposition(phrase, entry.preposition, verb, lexicon) : objectOf(sentence, phrase, verb, entry, lexicon)
  })
}

/** *opravil kohoutek*: what the dictionary declines as somebody may be something, which looks the same as an object. */
const isThingLikeOne = ({ noun: { form, readings } }: NounPhrase): boolean => readings.every(({ own, gender, lemma }) => !own && gender === 'ma' && lemma === form)

/** The verb here whose object follows; null where the noun behind it may be who does it. */
function verbAt(sentence: readonly Slot[], at: number, hasSubject: boolean, lexicon: Lexicon): string | null {
  const { form } = sentence[at]!
  const finite = lexicon.finite(form).find(({ person }) => person !== 3 || hasSubject)
  if (finite !== undefined) return finite.lemma
  if (lexicon.finite(form).length > 0) return null
  const lemma = lexicon.verbs.lemmaOf(form) ?? null
  if (lemma === null) return null
  if (!lexicon.verbs.isParticiple(form)) return form === lemma || form === `ne${lemma}` ? ruled(sentence, at, lexicon) ? lemma : null : null
  const own = [-2, -1, 1].some((near) => auxiliary.test(sentence[at + near]?.form ?? ''))
  return own || hasSubject ? lemma : null
}

/** *chci koupit*: an infinitive that depends on somebody who was not named behind it. */
const ruled = (sentence: readonly Slot[], at: number, lexicon: Lexicon): boolean =>
  clauseAround(sentence, at).slots.some(({ form }) => auxiliary.test(form) || lexicon.finite(form).some(({ person }) => person !== 3))

function skipped(sentence: readonly Slot[], at: number, { grammar }: Lexicon): number {
  while (grammar.lists.beforeObject.has(sentence[at]?.form ?? '')) at++
  return at
}

function objectOf(sentence: readonly Slot[], phrase: NounPhrase, verb: string, { object, doubtful }: VerbEntry, lexicon: Lexicon): Proposal[] {
  if (object === undefined) return []
  const values = { verb, case: object }
  const cells = common(phrase)
  const is = (wanted: Case) => cells.length > 0 ? cells.every((cell) => cell.case === wanted || cell.case === 'vocative') : phrase.noun.readings.every((cell) => cell.case === wanted)
  const first = is('nominative') ? cased(phrase, object, 'case-after-verb', doubtful === true ? doubted : sure, values, lexicon)
    : meansOne(sentence, phrase, object, lexicon) ? cased(phrase, object, 'case-after-verb', sureOfSingular, values, lexicon)
      : isLiked(sentence, phrase) && cells.every((cell) => cell.case !== object) ? cased(phrase, object, 'case-after-verb', sure, values, lexicon)
      : doubtful !== undefined && cells.every((cell) => cell.case !== object) && (doubtful === true || cells.some((cell) => cell.case === doubtful))
        ? cased(phrase, object, 'case-after-verb', doubted, values, lexicon) : []
  return [...first, ...joined(sentence, phrase, object, verb, lexicon)]
}

/** *mám rád pivu*, and nothing after it that the case could be meant for: *mám rád mamince vařit*. */
const isLiked = (sentence: readonly Slot[], { parts: [first], end }: NounPhrase): boolean =>
  /^rád[aiy]?$/.test(sentence[first!.at - 1]?.form ?? '') && /^(mám|máš|má|máme|máte|mají)$/.test(sentence[first!.at - 2]?.form ?? '') && (sentence[end] === undefined || !isWord(sentence[end]))

/** *hledám práce*: as a plural it would be right, and is not meant. */
function meansOne(sentence: readonly Slot[], phrase: NounPhrase, object: Case, lexicon: Lexicon): boolean {
  const { form, readings } = phrase.noun
  if (object !== 'accusative' || phrase.parts.length > 1 || !readings.every(({ lemma }) => lemma === form) || !lexicon.mostlySingular(form)) return false
  return readings.every((cell) => cell.number === 'pl' || cell.case !== 'accusative') && !clauseAround(sentence, phrase.noun.at).slots.some((slot) => lexicon.grammar.lists.amounts.has(slot.form))
}

/** *maso a zelenina*: what follows *a* in the same clause, unless a verb of its own comes after it. */
function joined(sentence: readonly Slot[], first: NounPhrase, object: Case, verb: string, lexicon: Lexicon): Proposal[] {
  const proposals: Proposal[] = []
  let { end } = first
  for (let count = 0; count < joinedMax && (/^(a|i|nebo|ani)$/.test(sentence[end]?.form ?? '') || sentence[end]?.form === ','); count++) {
    const next = nounPhraseAt(sentence, end + 1, lexicon)
    if (next === null || lexicon.grammar.lists.times.has(next.noun.form) || isPartOfName(sentence, next)) break
    if (sentence.slice(next.end, clauseEnd(sentence, next.end)).some((slot) => isWord(slot) && lexicon.isVerbal(slot.form))) break
    // *Já si dám kávu, sestra čaj*: the next has a part of its own.
    if (/^(se|si|by)$/.test(sentence[next.end]?.form ?? '') || lexicon.nominals(sentence[next.end]?.form ?? '').some(({ pos }) => pos === 'noun')) break
    const cells = common(next)
    const nominative = cells.length > 0 ? cells.every((cell) => cell.case === 'nominative' || cell.case === 'vocative') : next.noun.readings.every((cell) => cell.case === 'nominative')
    if (nominative) proposals.push(...cased(next, object, 'case-after-verb', sureOfSecond, { verb, case: object }, lexicon))
    end = next.end
  }
  return proposals
}

function clauseEnd(sentence: readonly Slot[], at: number): number {
  while (at < sentence.length && sentence[at]!.token.kind !== 'mark') at++
  return at
}

function missingPreposition(phrase: NounPhrase, [preposition, wanted]: readonly [string, Case], verb: string, lexicon: Lexicon): Proposal[] {
  const cells = common(phrase)
  if (cells.length === 0 || !cells.some((cell) => cell.case === 'nominative' || cell.case === 'accusative')) return []
  const values = { verb, preposition, case: wanted }
  const added: Proposal = { act: 'insert', at: phrase.parts[0]!.at, text: preposition, rule: 'missing-preposition', kind: 'preposition', confidence: 0.75, values }
  return cells.some((cell) => cell.case === wanted) ? [added] : [added, ...cased(phrase, wanted, 'case-after-preposition', 0.75, values, lexicon)]
}
