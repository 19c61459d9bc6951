/** Words that are loaded when the first part that says them is. */
import { use } from 'react'
import { patiently } from '../kit/patiently.ts'
import type { Tongue } from './messages.ts'
import { useWords } from './words.ts'

export function lazyWords<Messages>(loaders: Readonly<Record<Tongue, () => Promise<{ readonly messages: Messages }>>>) {
  const loading = new Map<Tongue, Promise<Messages>>()

  function load(tongue: Tongue): Promise<Messages> {
    const known = loading.get(tongue)
    if (known) return known
    const words = patiently(loaders[tongue]).then(({ messages }) => messages)
    loading.set(tongue, words)
    // As React marks what it has waited for: whoever reads it later is not kept waiting for a moment.
    words.then((value) => Object.assign(words, { status: 'fulfilled', value }), () => loading.delete(tongue))
    return words
  }

  return {
    load,
    /** Those of another tongue, where some are shown already: so that nothing shown waits for them. */
    too: async (tongue: Tongue): Promise<void> => void (loading.size > 0 && (await load(tongue))),
    /** Suspends until they are loaded. `use` is called every time: React knows what a component waits for by the order of its calls, also of the next try. */
    useThese(): Messages {
      const { tongue } = useWords()
      return use(load(tongue))
    },
  }
}
