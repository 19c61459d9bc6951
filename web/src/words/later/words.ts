/** The words that are needed from the first answer on, in the tongue of the page. */
import { use } from 'react'
import { patiently } from '../../kit/patiently.ts'
import { useWords } from '../words.ts'
import type { Tongue } from '../messages.ts'
import type { LaterMessages } from './messages.ts'

const loaders: Readonly<Record<Tongue, () => Promise<{ readonly messages: LaterMessages }>>> = {
  en: () => import('./en.ts'),
  cs: () => import('./cs.ts'),
  uk: () => import('./uk.ts'),
  ru: () => import('./ru.ts'),
}
const loading = new Map<Tongue, Promise<LaterMessages>>()
const loaded = new Map<Tongue, LaterMessages>()

export function laterWordsIn(tongue: Tongue): Promise<LaterMessages> {
  const words = loading.get(tongue) ?? patiently(loaders[tongue]).then(({ messages }) => messages)
  loading.set(tongue, words)
  words.then((messages) => loaded.set(tongue, messages), () => loading.delete(tongue))
  return words
}

/** Those of another tongue, where some are shown already: so that nothing shown waits for them. */
export const laterWordsToo = async (tongue: Tongue): Promise<void> => void (loading.size > 0 && (await laterWordsIn(tongue)))

/** Suspends until they are loaded. */
export function useLaterWords(): LaterMessages {
  const { tongue } = useWords()
  return loaded.get(tongue) ?? use(laterWordsIn(tongue))
}
