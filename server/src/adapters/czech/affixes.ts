/** What a dictionary's affix file says of beginnings and endings: which there are, what they replace, and after what. */
import { type Bytes, bytesOf } from './word-list.ts'

/** `add` stands where `strip` stood, on words with the flag that meet the condition. */
export type Affix = {
  readonly flag: number
  /** Whether a prefix and a suffix may be on one word. */
  readonly crosses: boolean
  readonly add: string
  readonly strip: Bytes
  readonly stripped: string
  /** Flags that the word has by this affix: those of endings behind it, or of prefixes before it. */
  readonly onward: readonly number[]
  /** Whether it stands only opposite another that does: a beginning with an ending. */
  readonly embraces: boolean
  /** Whether a word without the affix, and with what it strips, may take it. */
  readonly allows: (word: string) => boolean
}
export type Affixes = { readonly prefixes: readonly Affix[]; readonly suffixes: readonly Affix[]; readonly forbidden: number | null }

export function affixesIn(text: string): Affixes {
  const [prefixes, suffixes]: [Affix[], Affix[]] = [[], []]
  let forbidden: number | null = null
  let embracing: number | null = null
  let head: (Head & { left: number }) | null = null
  for (const line of text.split('\n')) {
    const [keyword, ...cells] = line.trim().split(/\s+/)
    if (keyword === 'FORBIDDENWORD') forbidden = flagsOf(cells[0]!)[0]!
    if (keyword === 'CIRCUMFIX') embracing = flagsOf(cells[0]!)[0]!
    if (keyword !== 'PFX' && keyword !== 'SFX') continue
    if (head === null || head.left === 0) head = { flag: flagsOf(cells[0]!)[0]!, crosses: cells[1] === 'Y', embracing, left: Number(cells[2]) }
    else {
      head.left--
      if (keyword === 'PFX') prefixes.push(affixOf(head, cells, (condition) => new RegExp(`^${condition}`, 'u')))
      else suffixes.push(affixOf(head, cells, (condition) => new RegExp(`${condition}$`, 'u')))
    }
  }
  return { prefixes, suffixes, forbidden }
}

type Head = { readonly flag: number; readonly crosses: boolean; readonly embracing: number | null }

function affixOf({ flag, crosses, embracing }: Head, [, strip, addition, condition = '.']: readonly string[], pattern: (condition: string) => RegExp): Affix {
  const [add, onward = ''] = addition!.split('/')
  const onwardFlags = flagsOf(onward)
  const stripped = strip === '0' ? '' : strip!
  let compiled: RegExp | undefined
  return {
    flag, crosses, add: add === '0' ? '' : add!, strip: bytesOf(stripped), stripped, onward: onwardFlags, embraces: onwardFlags.some((one) => one === embracing),
    allows: (word) => condition === '.' || (compiled ??= pattern(condition)).test(word),
  }
}

/** A flag is one byte, even where the file has a letter of two: so ý, í, é and Ú are one. */
const flagsOf = (text: string): number[] => bytesOf(text)
