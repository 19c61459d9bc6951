/**
 * What the repository must look like, checked the way its behaviour is checked: by a test.
 *
 * Each rule names the file, the line and what to do instead, so that a failure reads as advice. To change a rule,
 * change it here, plant an offence against it in `tidy/plants.ts`, and say why in docs/decisions.
 */
import { banned } from './tidy/bans.ts'
import { cycles, deadFiles, mirrors } from './tidy/graph.ts'
import { houseOf, type House, type SourceFile } from './tidy/house.ts'
import { layering } from './tidy/layers.ts'
import { lengths, names, openings, portsAreTypes, readingOrder } from './tidy/shape.ts'
import { lockfile, punctuation, whitespace, wording } from './tidy/words.ts'

export const rules: Readonly<Record<string, (house: House) => readonly string[]>> = {
  layering, portsAreTypes, cycles, deadFiles, mirrors, banned, lengths, names, readingOrder, openings, wording, whitespace, punctuation, lockfile,
}

/** Every complaint, by file and line. */
export function tidy(files: readonly SourceFile[]): string[] {
  const house = houseOf(files)
  return Object.values(rules).flatMap((rule) => rule(house)).sort((one, other) => one.localeCompare(other, 'en', { numeric: true }))
}
