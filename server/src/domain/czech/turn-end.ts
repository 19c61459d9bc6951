/** What the end of a Czech utterance says about whether more will come. */

/** Words that something must follow: conjunctions, prepositions, relatives, fillers, and verbs and particles that want another. */
const leading = new Set([
  'a', 'i', 'ani', 'nebo', 'anebo', 'či', 'ale', 'avšak', 'však', 'jenže', 'jenomže', 'protože', 'poněvadž', 'jelikož', 'neboť', 'že', 'žes', 'aby', 'abych', 'abys', 'abychom', 'abyste',
  'kdyby', 'kdybych', 'kdybys', 'když', 'až', 'než', 'jestli', 'jestliže', 'pokud', 'zatímco', 'přestože', 'ačkoli', 'ačkoliv', 'i když', 'takže', 'tedy', 'proto', 'potom', 'pak',
  'který', 'která', 'které', 'kterou', 'kterého', 'kterému', 'kterým', 'kteří', 'jaký', 'jaká', 'jaké', 'kde', 'kam', 'kudy', 'odkud', 'jako', 'jak', 'co', 'kdo', 'čí',
  'v', 've', 'na', 'do', 'z', 'ze', 's', 'se', 'k', 'ke', 'ku', 'o', 'u', 'po', 'pro', 'při', 'přes', 'před', 'přede', 'pod', 'pode', 'nad', 'nade', 'za', 'od', 'ode', 'bez', 'beze',
  'mezi', 'kolem', 'okolo', 'vedle', 'podle', 'kvůli', 'díky', 'proti', 'mimo', 'kromě', 'skrz', 'během', 'místo', 'vůči',
  'ehm', 'ehmm', 'hm', 'hmm', 'ehh', 'eh', 'é', 'ee', 'eee', 'em', 'no', 'prostě', 'jakoby', 'vlastně', 'třeba', 'teda', 'takový', 'takové', 'ten', 'ta', 'to', 'tento', 'můj', 'moje', 'svůj', 'svoje', 'tvůj', 'tvoje',
  'jsem', 'jsi', 'jsme', 'jste', 'jsou', 'je', 'byl', 'byla', 'bylo', 'bude', 'budu', 'musím', 'můžu', 'chci', 'chtěl', 'chtěla', 'bych', 'by', 'bychom', 'velmi', 'moc', 'tak', 'taky', 'také', 'nějaký', 'nějaká', 'nějaké',
])

/** Those that also end a clause where the recogniser has written a mark: "Kde to je?" */
const answers = new Set(['ano', 'ne', 'jo', 'jojo', 'nene', 'dobře', 'jasně', 'určitě', 'děkuju', 'děkuji', 'díky', 'prosím', 'nevím', 'nerozumím', 'ahoj', 'nashledanou', 'možná', 'samozřejmě'])

/** What says that somebody listens, and takes no turn. */
const agreeing = new Set(['mhm', 'mm', 'mmm', 'hm', 'hmm', 'uhm', 'aha', 'ahá', 'jo', 'jojo', 'jj', 'no', 'no jo', 'ano', 'jasně', 'fakt', 'vážně', 'opravdu', 'dobře', 'dobrý', 'ok', 'okej', 'rozumím', 'super', 'jé', 'páni'])

const wordsOf = (text: string): readonly string[] => text.normalize('NFC').toLowerCase().match(/\p{L}+/gu) ?? []

/** It breaks off where something must follow. */
export function isUnfinished(text: string): boolean {
  if (/[,–-]\s*$|\.\.\.\s*$|…\s*$/u.test(text)) return true
  return !endsWithMark(text) && leading.has(wordsOf(text).at(-1) ?? '')
}

/** It could stand by itself. */
export function isWholeClause(text: string): boolean {
  if (isUnfinished(text)) return false
  const words = wordsOf(text)
  return (words.length === 1 && answers.has(words[0]!)) || (endsWithMark(text) && words.length >= 2)
}

export function isBackchannel(text: string): boolean {
  const words = wordsOf(text)
  return words.length > 0 && words.length <= 3 && words.every((word) => agreeing.has(word))
}

const endsWithMark = (text: string): boolean => /[.?!]["“”']?\s*$/u.test(text) && !/\.\.\.\s*$/u.test(text)
