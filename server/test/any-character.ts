/**
 * Strings of any characters, as `unit: 'binary'` of fast-check draws them. That makes a table of the whole of Unicode first, in each
 * process: seconds of processor.
 */
import fc from 'fast-check'

const surrogateFirst = 0xd800
const surrogates = 0x800
const characters = 0x110000 - surrogates

export const anyCharacter: fc.Arbitrary<string> = fc.nat(characters - 1).map(
  (nth) => String.fromCodePoint(nth < surrogateFirst ? nth : nth + surrogates),
  (character) => {
    const point = typeof character === 'string' && character.isWellFormed() ? character.codePointAt(0) : undefined
    if (point === undefined || String.fromCodePoint(point) !== character) throw new TypeError('It is not one character.')
    return point < surrogateFirst ? point : point - surrogates
  },
)
