/** What went wrong, said in the learner's tongue, with the server's own words where they tell what to do. */
import type { Trouble } from '../api.ts'
import { useWords } from '../words/words.ts'

const detailed: readonly Trouble['code'][] = ['invalid', 'unavailable', 'exhausted', 'unsupported', 'forbidden']

export function TroubleText({ trouble }: { readonly trouble: Trouble }) {
  const words = useWords()
  return (
    <>
      {words.troubles[trouble.code]}
      {trouble.detail && detailed.includes(trouble.code) && <span className="block text-sm text-soft" lang="en">{trouble.detail}</span>}
    </>
  )
}
