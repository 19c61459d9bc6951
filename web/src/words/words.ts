/** The words of the page, for what says them. */
import { createContext, useContext } from 'react'
import type { Words } from './tongue.ts'

const WordsContext = createContext<Words | null>(null)

export const WordsProvider = WordsContext.Provider

export function useWords(): Words {
  const words = useContext(WordsContext)
  if (!words) throw new Error('the words are not loaded yet')
  return words
}
