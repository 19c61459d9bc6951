/**
 * Which head words a form may come from: endings and beginnings are taken off, and what is left is looked up.
 *
 * In the order in which Hunspell tries them, since the first that is found decides whether a form is forbidden: beginnings alone, each then
 * together with endings; endings, short ones first; endings behind endings. Of the same ending, what stands later in the file comes first.
 */
import type { Affix, Affixes } from './affixes.ts'
import { type Bytes, bytesOf, type Spelled, spelled, type WordList } from './word-list.ts'

/** Endings by their last byte, then the one before it … with all they may have replaced, each once. */
type Ending = { readonly longer: Map<number, Ending>; readonly suffixes: Affix[]; readonly strips: Bytes[]; readonly stripOf: number[] }
/** What is known of a form while endings are taken off: the beginning that was, and the flag of the ending behind. */
type So = { readonly prefix: Affix | null; readonly behind: number | null }
type Take = (entry: number) => boolean

/** Tells `take` every head word that `form` is inflected from, until it says that this is enough. */
export type EachHeadWord = (form: string, take: Take) => boolean

export function affixed(list: WordList, { prefixes, suffixes }: Affixes): EachHeadWord {
  const beginnings = Map.groupBy(prefixes.toReversed().toSorted((a, b) => (a.add < b.add ? -1 : a.add > b.add ? 1 : 0)), ({ add }) => add[0])
  const endings = endingsOf(suffixes)
  const onward = new Set([...prefixes, ...suffixes].flatMap((affix) => affix.onward))
  /** Endings that may stand behind others, and those others. */
  const outer = endingsOf(suffixes.filter(({ flag }) => onward.has(flag)))
  const followed = suffixes.filter((suffix) => suffix.onward.length > 0)
  const inner = endingsOf(followed)
  const endsInner = new RegExp(`(?:${[...new Set(followed.map(({ add }) => add))].join('|')})$`, 'u')

  /** Whether the entry takes the ending, and the beginning with it. */
  const isOf = (entry: number, { flag, onward: own }: Affix, prefix: Affix | null): boolean => prefix === null ? list.hasFlag(entry, flag)
    : (list.hasFlag(entry, flag) || prefix.onward.includes(flag)) && (list.hasFlag(entry, prefix.flag) || own.includes(prefix.flag))

  function suffixed(word: Spelled, from: Ending, so: So, take: Take): boolean {
    const { bytes } = word
    let ending: Ending | undefined = from
    for (let kept = bytes.length; kept > 0 && ending !== undefined; ending = ending.longer.get(bytes[--kept]!)) {
      for (const strip of ending.strips) {
        if (!list.has(word, kept, strip)) continue
        if (headsOf(word, kept, ending, so, take)) return true
        break
      }
    }
    return false
  }

  function headsOf(word: Spelled, kept: number, ending: Ending, { prefix, behind }: So, take: Take): boolean {
    const found = ending.strips.map((strip) => list.entries(word, kept, strip))
    return ending.suffixes.some((suffix, at) => {
      const entries = found[ending.stripOf[at]!]!
      if (entries.length === 0 || (behind !== null && !suffix.onward.includes(behind))) return false
      if (prefix === null ? suffix.embraces : !suffix.crosses || suffix.embraces !== prefix.embraces) return false
      return entries.some((entry) => isOf(entry, suffix, prefix) && suffix.allows(without(word, suffix)) && take(entry))
    })
  }

  function twiceSuffixed(word: Spelled, prefix: Affix | null, take: Take): boolean {
    const { bytes } = word
    let ending: Ending | undefined = outer
    for (let kept = bytes.length; kept > 0 && ending !== undefined; ending = ending.longer.get(bytes[--kept]!)) {
      for (const suffix of ending.suffixes) {
        if (prefix !== null && !suffix.crosses) continue
        const before = without(word, suffix)
        if (!endsInner.test(before) || !suffix.allows(before)) continue
        if (suffixed(spelled(before), inner, { prefix: prefix !== null && suffix.onward.includes(prefix.flag) ? null : prefix, behind: suffix.flag }, take)) return true
      }
    }
    return false
  }

  return (form, take) => {
    const word = spelled(form)
    const begun = (beginnings.get(form[0]) ?? []).filter(({ add }) => add.length < form.length && form.startsWith(add))
      .map((prefix) => ({ prefix, rest: spelled(prefix.stripped + form.slice(prefix.add.length)) })).filter(({ prefix, rest }) => prefix.allows(rest.text))
    const alone = (rest: Spelled, { flag }: Affix): boolean => list.entries(rest).some((entry) => list.hasFlag(entry, flag) && take(entry))
    return begun.some(({ prefix, rest }) => alone(rest, prefix) || (prefix.crosses && suffixed(rest, endings, { prefix, behind: null }, take)))
      || suffixed(word, endings, { prefix: null, behind: null }, take)
      || twiceSuffixed(word, null, take)
      || begun.some(({ prefix, rest }) => prefix.crosses && twiceSuffixed(rest, prefix, take))
  }
}

const without = ({ text }: Spelled, { add, stripped }: Affix): string => text.slice(0, text.length - add.length) + stripped

function endingsOf(suffixes: readonly Affix[]): Ending {
  const emptyEnding = (): Ending => ({ longer: new Map(), suffixes: [], strips: [], stripOf: [] })
  const root = emptyEnding()
  for (const suffix of suffixes.toReversed()) {
    let ending = root
    for (const byte of bytesOf(suffix.add).reverse()) {
      const longer = ending.longer.get(byte) ?? emptyEnding()
      ending.longer.set(byte, longer)
      ending = longer
    }
    const known = ending.strips.findIndex((strip) => String(strip) === String(suffix.strip))
    if (known < 0) ending.strips.push(suffix.strip)
    ending.suffixes.push(suffix)
    ending.stripOf.push(known < 0 ? ending.strips.length - 1 : known)
  }
  return root
}
