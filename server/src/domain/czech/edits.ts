/** The letters by which a misspelled word differs from what was meant, named so that figures can be learnt of each. */
import { bare } from './words.ts'

/** A change counts as one of the ending in the last so many letters. */
const endingLength = 2

/** `e>ě`, `e>ě.` at the end, `+n` for a letter missing, `-n` for one too many, `<>` for two swapped. At most one letter is missing or too many. */
export function editsIn(word: string, form: string): string[] {
  const edits: string[] = []
  let [at, to] = [0, 0]
  const add = (edit: string) => edits.push(at >= word.length - endingLength ? `${edit}.` : edit)
  while (at < word.length || to < form.length) {
    const [x, y] = [word[at], form[to]]
    if (x === y) {
      at++
      to++
    } else if (word.length - at === form.length - to) {
      if (x === form[to + 1] && word[at + 1] === y) {
        add('<>')
        at += 2
        to += 2
        continue
      }
      add(`${x}>${y}`)
      at++
      to++
    } else if (x !== undefined && y !== undefined && alike(x, y)) {
      add(`${x}>${y}`)
      at++
      to++
    } else if (word.length - at > form.length - to) {
      add(`-${bare(x!)}`)
      at++
    } else {
      add(`+${bare(y!)}`)
      to++
    }
  }
  return edits
}

const alike = (x: string, y: string): boolean => bare(x) === bare(y) || ('iíyý'.includes(x) && 'iíyý'.includes(y))
