/** How much a turn asks of whoever answers it. Told from the words alone, before anybody is asked. */

/** `easy`: small talk in a sentence or two, which any model answers well. */
export type Difficulty = 'easy' | 'hard'

/** A simple sentence has some nine words. */
const easyWordsMax = 12
const easySentencesMax = 2
/** One clause that hangs on another is everyday; two are a thought. */
const easyClausesMax = 1

const setOf = (words: string): ReadonlySet<string> => new Set(words.split(' '))
/** Who asks about the language, or for a reason, wants it explained. With and without diacritics, and as learners ask in their own tongue. */
const asking = setOf('proč proc rozdíl rozdil znamená znamena vysvětli vysvetli vysvětlit vysvetlit gramatika gramatiku pád pad pády pady správně spravne říká rika řekne rekne přelož preloz přeložit prelozit why difference explain mean grammar чому різниця поясни почему разница объясни')
/** What begins a clause that hangs on another. */
const subordinate = setOf('že ze protože protoze když kdyz kdyby aby ačkoli ackoli přestože prestoze jestli pokud zatímco zatimco který ktery která ktera které ktere kterou kterého ktereho kterém kterem jehož jehoz jejíž jejiz')

export function difficultyOf(utterance: string): Difficulty {
  const words = utterance.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  const sentences = utterance.split(/[.!?…]+/).filter((each) => each.trim() !== '').length
  const clauses = words.filter((word) => subordinate.has(word)).length
  const isHard = words.length > easyWordsMax || sentences > easySentencesMax || clauses > easyClausesMax || words.some((word) => asking.has(word))
  return isHard ? 'hard' : 'easy'
}
