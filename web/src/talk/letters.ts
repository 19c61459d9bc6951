/** The letters that other keyboards lack. */
import type { Typed } from './turned-letter.ts'

export const czechLetters = ['ě', 'š', 'č', 'ř', 'ž', 'ý', 'á', 'í', 'é', 'ú', 'ů', 'ó', 'ť', 'ď', 'ň'] as const

/** Puts `letter` in place of what is selected. */
export function inserted(text: string, from: number, to: number, letter: string): Typed {
  return { text: text.slice(0, from) + letter + text.slice(to), caret: from + letter.length }
}
