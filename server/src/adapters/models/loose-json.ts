/** The JSON in what a model wrote: between fences and sentences, with a comma too many, or cut off. */

/** Places in an answer where JSON might begin that are tried. */
const beginningsMax = 5

/** The first object or array; undefined where there is none. */
export function jsonIn(answer: string): object | undefined {
  const beginnings = Array.from(answer.matchAll(/[{[]/g), ({ index }) => index).slice(0, beginningsMax)
  for (const from of beginnings) {
    const found = parsed(bounded(answer, from))
    if (found !== undefined) return found
  }
  return undefined
}

/** From an opening bracket to the one that closes it; of an answer that was cut off, the whole parts, closed. */
function bounded(text: string, from: number): string {
  const open: string[] = []
  let inString = false
  let lastWhole = { at: from, closing: '' }
  for (let at = from; at < text.length; at += 1) {
    const character = text[at]!
    if (inString) {
      if (character === '\\') at += 1
      else if (character === '"') inString = false
    } else if (character === '"') inString = true
    else if (character === '{') open.push('}')
    else if (character === '[') open.push(']')
    else if (character === '}' || character === ']') {
      if (open.pop() !== character) break
      if (open.length === 0) return text.slice(from, at + 1)
      lastWhole = { at: at + 1, closing: open.toReversed().join('') }
    } else if (character === ',') lastWhole = { at, closing: open.toReversed().join('') }
  }
  return text.slice(from, lastWhole.at) + lastWhole.closing
}

function parsed(text: string): object | undefined {
  for (const attempt of [text, text.replace(/,(\s*[}\]])/g, '$1')]) {
    try {
      const value: unknown = JSON.parse(attempt)
      if (typeof value === 'object' && value !== null) return value
    } catch {
      // The next attempt is more forgiving.
    }
  }
  return undefined
}
