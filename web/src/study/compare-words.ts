/** How near a sentence that was said again comes to the one that is right, word by word. Capitals and marks between words do not count. */

export type Nearness = 'right' | 'nearly' | 'other'
export type ComparedWord = { readonly text: string; /** `marks`: only the marks above its letters differ; null is what stands between words. */ readonly as: 'same' | 'marks' | 'other' | null }
export type ComparedSentences = { readonly nearness: Nearness; readonly wanted: readonly ComparedWord[]; readonly given: readonly ComparedWord[] }

/** Words of which are compared each with each; a sentence of a turn has two thousand characters at most. */
const wordsMax = 400

export function compareWords(given: string, wanted: string): ComparedSentences {
  const [said, right] = [piecesOf(given), piecesOf(wanted)]
  const pairs = paired(said.filter(isWord).slice(0, wordsMax).map(small), right.filter(isWord).slice(0, wordsMax).map(small))
  const judged = (pieces: readonly string[], other: (at: number) => string | undefined): ComparedWord[] => {
    let at = -1
    return pieces.map((text) => {
      if (!isWord(text)) return { text, as: null }
      at += 1
      const match = other(at)
      return { text, as: match === undefined ? 'other' : match === small(text) ? 'same' : 'marks' }
    })
  }
  const there = judged(right, (at) => pairs.find(({ wantedAt }) => wantedAt === at)?.given)
  const here = judged(said, (at) => pairs.find(({ givenAt }) => givenAt === at)?.wanted)
  const all = [...there, ...here].map(({ as }) => as)
  return { nearness: all.includes('other') ? 'other' : all.includes('marks') ? 'nearly' : 'right', wanted: there, given: here }
}

type Pair = { readonly givenAt: number; readonly wantedAt: number; readonly given: string; readonly wanted: string }

/** The longest row of words that both have in the same order, but for their marks. */
function paired(given: readonly string[], wanted: readonly string[]): readonly Pair[] {
  const [here, there] = [given.map(bare), wanted.map(bare)]
  const longest = Array.from({ length: given.length + 1 }, () => new Uint16Array(wanted.length + 1))
  for (let i = given.length - 1; i >= 0; i -= 1) {
    for (let j = wanted.length - 1; j >= 0; j -= 1) {
      longest[i]![j] = here[i] === there[j] ? longest[i + 1]![j + 1]! + 1 : Math.max(longest[i + 1]![j]!, longest[i]![j + 1]!)
    }
  }
  const pairs: Pair[] = []
  for (let i = 0, j = 0; i < given.length && j < wanted.length;) {
    if (here[i] === there[j]) {
      pairs.push({ givenAt: i, wantedAt: j, given: given[i]!, wanted: wanted[j]! })
      i += 1
      j += 1
    } else if (longest[i + 1]![j]! >= longest[i]![j + 1]!) i += 1
    else j += 1
  }
  return pairs
}

const piecesOf = (text: string): readonly string[] => text.normalize('NFC').match(/[\p{L}\p{N}]+|[^\p{L}\p{N}]+/gu) ?? []
const isWord = (piece: string): boolean => /[\p{L}\p{N}]/u.test(piece)
const small = (word: string): string => word.toLocaleLowerCase('cs')
const bare = (word: string): string => word.normalize('NFD').replace(/\p{M}/gu, '')
