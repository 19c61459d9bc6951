/** Words that are loaded when the first part that says them is. */
import { use } from 'react'
import { patiently } from '../kit/patiently.ts'
import type { Tongue } from './messages.ts'
import { useWords } from './words.ts'

export function lazyWords<Messages>(loaders: Readonly<Record<Tongue, () => Promise<{ readonly messages: Messages }>>>) {
  const loading = new Map<Tongue, Promise<Messages>>()
  const loaded = new Map<Tongue, Messages>()

  function load(tongue: Tongue): Promise<Messages> {
    const words = loading.get(tongue) ?? patiently(loaders[tongue]).then(({ messages }) => messages)
    loading.set(tongue, words)
    words.then((messages) => loaded.set(tongue, messages), () => loading.delete(tongue))
    return words
  }

  return {
    load,
    /** Those of another tongue, where some are shown already: so that nothing shown waits for them. */
    too: async (tongue: Tongue): Promise<void> => void (loading.size > 0 && (await load(tongue))),
    /** Suspends until they are loaded. */
    useThese(): Messages {
      const { tongue } = useWords()
      return loaded.get(tongue) ?? use(load(tongue))
    },
  }
}
