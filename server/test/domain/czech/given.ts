/** The ear as it is shipped: its content and the real dictionary. Loaded once by each test file that asks. */
import { fileURLToPath } from 'node:url'
import { earContent } from '../../../src/adapters/czech/content.ts'
import { czechDictionary } from '../../../src/adapters/czech/dictionary.ts'
import { check, type Heard } from '../../../src/domain/czech/check.ts'
import { knowledge } from '../../../src/domain/czech/knowledge.ts'
import type { Correction } from '../../../src/domain/correction.ts'

export const earFolder = fileURLToPath(new URL('../../../content/cs/ear', import.meta.url))
export const content = await earContent(earFolder)
export const dictionary = await czechDictionary()
export const known = knowledge(content, dictionary)

export const heard = (text: string, how: Partial<Heard> = {}, knowing = known): Correction =>
  check({ text, level: 'B1', tongue: 'en', gender: null, corrections: 'detailed', spoken: false, ...how }, knowing)
