/** What was changed between two versions of a text, as the smallest runs of whole words. */

/** `start` and `end` count UTF-16 units of the text before; `corrected` stands there after. */
export type Change = { readonly start: number; readonly end: number; readonly corrected: string }

type Word = { readonly text: string; readonly start: number; readonly end: number }

/** Above this many comparisons two texts are taken as wholly different between their common ends. */
const comparisonsMax = 250_000

/** Changes in order, at least one word apart. Applying them to `before` gives `after`, but for spaces between unchanged words. */
export function changesBetween(before: string, after: string): Change[] {
  const old = wordsOf(before)
  const now = wordsOf(after)
  const changes: Change[] = []
  let i = 0
  let j = 0
  for (const [nextI, nextJ] of [...commonWords(old, now), [old.length, now.length] as const]) {
    if (nextI > i || nextJ > j) changes.push(changeOf(before, after, old, now, [i, nextI], [j, nextJ]))
    i = nextI + 1
    j = nextJ + 1
  }
  return changes
}

function changeOf(before: string, after: string, old: readonly Word[], now: readonly Word[], [i, toI]: readonly [number, number], [j, toJ]: readonly [number, number]): Change {
  const corrected = toJ > j ? after.slice(now[j]!.start, now[toJ - 1]!.end) : ''
  if (toI > i && toJ > j) return withoutSharedMarks(before, { start: old[i]!.start, end: old[toI - 1]!.end, corrected })
  if (toI > i) {
    // A word that goes takes one of the spaces around it along.
    const end = toI < old.length ? old[toI]!.start : old[toI - 1]!.end
    return { start: toI < old.length || i === 0 ? old[i]!.start : old[i - 1]!.end, end, corrected: '' }
  }
  const at = i < old.length ? old[i]!.start : before.trimEnd().length
  return { start: at, end: at, corrected: i < old.length ? `${corrected} ` : `${old.length > 0 ? ' ' : ''}${corrected}` }
}

/** The dot after a wrong word is not wrong. */
function withoutSharedMarks(before: string, change: Change): Change {
  const original = before.slice(change.start, change.end)
  const isMark = (character: string | undefined) => character !== undefined && /[\p{P}]/u.test(character)
  let head = 0
  while (isMark(original[head]) && original[head] === change.corrected[head]) head += 1
  let tail = 0
  while (tail < Math.min(original.length, change.corrected.length) - head && isMark(original.at(-1 - tail)) && original.at(-1 - tail) === change.corrected.at(-1 - tail)) tail += 1
  return { start: change.start + head, end: change.end - tail, corrected: change.corrected.slice(head, change.corrected.length - tail) }
}

/** Runs without white space. */
function wordsOf(text: string): Word[] {
  return Array.from(text.matchAll(/\S+/g), (found) => ({ text: found[0], start: found.index, end: found.index + found[0].length }))
}

/** Pairs of places of a longest common sequence of words. */
function commonWords(old: readonly Word[], now: readonly Word[]): (readonly [number, number])[] {
  let head = 0
  while (head < old.length && head < now.length && old[head]!.text === now[head]!.text) head += 1
  let tail = 0
  while (tail < old.length - head && tail < now.length - head && old[old.length - 1 - tail]!.text === now[now.length - 1 - tail]!.text) tail += 1
  const rows = old.length - head - tail
  const columns = now.length - head - tail
  const pairs: (readonly [number, number])[] = Array.from({ length: head }, (_, at) => [at, at] as const)
  if (rows * columns <= comparisonsMax) pairs.push(...between(old, now, head, rows, columns))
  for (let at = tail; at > 0; at -= 1) pairs.push([old.length - at, now.length - at])
  return pairs
}

function between(old: readonly Word[], now: readonly Word[], head: number, rows: number, columns: number): (readonly [number, number])[] {
  const width = columns + 1
  const longest = new Uint16Array((rows + 1) * width)
  for (let i = rows - 1; i >= 0; i -= 1) {
    for (let j = columns - 1; j >= 0; j -= 1) {
      const same = old[head + i]!.text === now[head + j]!.text
      longest[i * width + j] = same ? longest[(i + 1) * width + j + 1]! + 1 : Math.max(longest[(i + 1) * width + j]!, longest[i * width + j + 1]!)
    }
  }
  const pairs: (readonly [number, number])[] = []
  for (let i = 0, j = 0; i < rows && j < columns; ) {
    if (old[head + i]!.text === now[head + j]!.text) {
      pairs.push([head + i, head + j])
      i += 1
      j += 1
    } else if (longest[(i + 1) * width + j]! >= longest[i * width + j + 1]!) i += 1
    else j += 1
  }
  return pairs
}
