/** What the end of a Czech utterance says about whether more will come. */

/** No sentence ends in these, whatever mark is put behind them: conjunctions, prepositions, relatives, fillers. */
const neverLast = new Set([
  'a', 'i', 'ani', 'nebo', 'anebo', 'či', 'ale', 'avšak', 'jenže', 'jenomže', 'protože', 'poněvadž', 'jelikož', 'neboť', 'že', 'žes', 'aby', 'abych', 'abys', 'abychom', 'abyste',
  'kdyby', 'kdybych', 'kdybys', 'když', 'až', 'než', 'jestli', 'jestliže', 'pokud', 'zatímco', 'přestože', 'ačkoli', 'ačkoliv',
  'v', 've', 'na', 'do', 'z', 'ze', 's', 'k', 'ke', 'ku', 'o', 'u', 'po', 'pro', 'při', 'přes', 'před', 'přede', 'pod', 'pode', 'nad', 'nade', 'za', 'od', 'ode', 'bez', 'beze', 'mezi', 'podle', 'kvůli', 'kromě', 'během', 'vůči',
  'který', 'která', 'které', 'kterou', 'kterého', 'kterému', 'kterým', 'kteří', 'jako', 'bych', 'bychom', 'velmi', 'nějaký', 'nějaká', 'nějaké', 'svůj', 'svoje', 'tento', 'ehm', 'ehmm', 'ehh', 'eh', 'ee', 'eee', 'em',
])

/** Words that something must follow, where no mark is behind them: those, question words, and verbs, pronouns and particles that want another. */
const leading = new Set([
  ...neverLast, 'však', 'i když', 'takže', 'tedy', 'proto', 'potom', 'pak', 'jaký', 'jaká', 'jaké', 'kde', 'kam', 'kudy', 'odkud', 'jak', 'co', 'kdo', 'čí', 'se', 'kolem', 'okolo',
  'vedle', 'díky', 'proti', 'mimo', 'skrz', 'místo', 'hm', 'hmm', 'é', 'no', 'prostě', 'jakoby', 'vlastně', 'třeba', 'teda', 'takový', 'takové', 'ten', 'ta', 'to', 'můj', 'moje', 'tvůj',
  'tvoje', 'jsem', 'jsi', 'jsme', 'jste', 'jsou', 'je', 'byl', 'byla', 'bylo', 'bude', 'budu', 'musím', 'můžu', 'chci', 'chtěl', 'chtěla', 'by', 'moc', 'tak', 'taky', 'také',
])

/** Those that also end a clause where the recogniser has written a mark: "Kde to je?" */
const answers = new Set(['ano', 'ne', 'jo', 'jojo', 'nene', 'dobře', 'jasně', 'určitě', 'děkuju', 'děkuji', 'díky', 'prosím', 'nevím', 'nerozumím', 'ahoj', 'nashledanou', 'možná', 'samozřejmě'])

/** What says that somebody listens, and takes no turn. */
const agreeing = new Set(['mhm', 'mm', 'mmm', 'hm', 'hmm', 'uhm', 'aha', 'ahá', 'jo', 'jojo', 'jj', 'no', 'no jo', 'ano', 'jasně', 'fakt', 'vážně', 'opravdu', 'dobře', 'dobrý', 'ok', 'okej', 'rozumím', 'super', 'jé', 'páni'])

const wordsOf = (text: string): readonly string[] => text.normalize('NFC').toLowerCase().match(/\p{L}+/gu) ?? []

/** It breaks off where something must follow. */
export function isUnfinished(text: string): boolean {
  if (/[,–-]\s*$|\.\.\.\s*$|…\s*$/u.test(text)) return true
  const last = wordsOf(text).at(-1) ?? ''
  return neverLast.has(last) || (!endsWithMark(text) && leading.has(last))
}

/** It could stand by itself. Of what was cut off in a pause (`isCut`) a full stop says nothing: recognisers put one behind whatever they are given. */
export function isWholeClause(text: string, { isCut = false } = {}): boolean {
  if (isUnfinished(text)) return false
  const words = wordsOf(text)
  return (words.length === 1 && answers.has(words[0]!)) || (words.length >= 2 && endsWithMark(text) && !(isCut && /\.["“”']?\s*$/u.test(text)))
}

/** A sentence that was taken for two, as one; whoever ended the first one well has said two. A word that `isCommon` is no name, and stands small in it. */
export function joined(first: string, second: string, isCommon: (word: string) => boolean): string {
  const goesOn = isUnfinished(first) || !endsWithMark(first)
  if (!goesOn || second.trim() === '') return `${first.trim()} ${second.trim()}`.trim()
  const [word = ''] = wordsOf(second)
  const isSmall = leading.has(word) || isCommon(word)
  return `${first.replace(/[.…–-]+\s*$/u, '').trim()} ${isSmall ? second.trim().replace(/^\p{L}/u, (letter) => letter.toLowerCase()) : second.trim()}`
}

export function isBackchannel(text: string): boolean {
  const words = wordsOf(text)
  return words.length > 0 && words.length <= 3 && words.every((word) => agreeing.has(word))
}

const endsWithMark = (text: string): boolean => /[.?!]["“”']?\s*$/u.test(text) && !/\.\.\.\s*$/u.test(text)
