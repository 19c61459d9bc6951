/** What words mean, as this page was told: each is asked for once. */
import type { WordView } from '@mluv/protocol/words.ts'
import { troubleIn } from '../api.ts'
import type { ask, Trouble } from '../api.ts'

export type Told = { readonly view: WordView; readonly trouble: null } | { readonly view: null; readonly trouble: Trouble }

/** The oldest are forgotten. */
const knownMax = 300

export function knownWords(call: typeof ask): (word: string) => Promise<Told> {
  const known = new Map<string, Promise<Told>>()
  return (word) => {
    const before = known.get(word)
    if (before) return before
    const asked = call<WordView>('GET', `/words/${encodeURIComponent(word)}`).then((view): Told => ({ view, trouble: null }), (error: unknown): Told => {
      const trouble = troubleIn(error)
      if (trouble.code !== 'not-found') known.delete(word)
      return { view: null, trouble }
    })
    if (known.size >= knownMax) known.delete(known.keys().next().value!)
    known.set(word, asked)
    return asked
  }
}
