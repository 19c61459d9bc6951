/** Czech words as a judge compares them: with their diacritics, and allowing for *I* having become *you*. */

export const wordsIn = (text: string): string[] => text.normalize('NFC').toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []

export const folded = (text: string): string => text.normalize('NFD').replace(/\p{M}+/gu, '').toLowerCase()

export const sentencesIn = (text: string): string[] => text.split(/(?<=[.!?…]["“”']?)\s+/u).map((each) => each.trim()).filter((each) => each !== '')

/** Whether `said` is the learner's `word`, or what it becomes when somebody says it back to them. */
export function isSaidBack(word: string, said: string): boolean {
  if (word === said || turned[word]?.includes(said)) return true
  return endings.some(([mine, yours]) => word.endsWith(mine) && word.length > mine.length && yours.some((ending) => said === word.slice(0, -mine.length) + ending))
}

/** Where each word of `phrase` stands in `words`, in order, as many of them as fit; -1 where a word is missing. */
export function placesOf(phrase: readonly string[], words: readonly string[]): number[] {
  const most = Array.from({ length: phrase.length + 1 }, () => new Uint16Array(words.length + 1))
  const mostFrom = (at: number, to: number): number => most[at]![to]!
  const pairs = (at: number, to: number): boolean => isSaidBack(phrase[at]!, words[to]!)
  for (let at = phrase.length - 1; at >= 0; at -= 1) {
    for (let to = words.length - 1; to >= 0; to -= 1) {
      most[at]![to] = Math.max(mostFrom(at + 1, to), mostFrom(at, to + 1), pairs(at, to) ? mostFrom(at + 1, to + 1) + 1 : 0)
    }
  }
  const places: number[] = []
  let to = 0
  for (let at = 0; at < phrase.length; at += 1) {
    const fitting = words.findIndex((_, place) => place >= to && pairs(at, place) && mostFrom(at + 1, place + 1) + 1 === mostFrom(at, to))
    places.push(fitting)
    if (fitting >= 0) to = fitting + 1
  }
  return places
}

const turned: Readonly<Record<string, readonly string[]>> = {
  já: ['ty', 'vy'], my: ['vy'], jsem: ['jsi', 'jste', 'seš', 's'], jsme: ['jste'], nejsem: ['nejsi', 'nejste'], bych: ['bys', 'byste'], bychom: ['byste'], kdybych: ['kdybys', 'kdybyste'],
  mi: ['ti', 'vám'], mě: ['tě', 'vás', 'tebe', 'tobě'], mně: ['tobě', 'ti', 'tě', 'vám', 'vás'], mnou: ['tebou', 'vámi'], nás: ['vás'], nám: ['vám'], se: ['ses'], si: ['sis'],
  můj: ['tvůj', 'váš'], moje: ['tvoje', 'tvá', 'tvé', 'vaše'], moji: ['tvoji', 'tvou', 'vaši'], mého: ['tvého', 'vašeho'], mojí: ['tvojí', 'vaší'], naše: ['vaše'],
  chci: ['chceš', 'chcete'], můžu: ['můžeš', 'můžete'], nemůžu: ['nemůžeš', 'nemůžete'], pomáhám: ['pomáháš', 'pomáháte'],
  byl: ['byls'], byla: ['bylas'], rád: ['ráda', 'rádi'],
}

const endings: readonly (readonly [string, readonly string[]])[] = [
  ['uju', ['uješ', 'ujete', 'uji']], ['uji', ['uješ', 'ujete', 'uju']], ['iju', ['iješ', 'ijete', 'iji']], ['u', ['eš', 'ete', 'íš', 'i']], ['ám', ['áš', 'áte']], ['ím', ['íš', 'íte']], ['i', ['íš', 'eš', 'u']], ['me', ['te']],
]
