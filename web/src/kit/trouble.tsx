/** What went wrong, said in the learner's tongue, with the server's own words where they tell what to do. */
import { Suspense } from 'react'
import type { Trouble } from '../api.ts'
import { useLaterWords } from '../words/later/words.ts'
import type { LastTrouble } from '../words/messages.ts'
import { useWords } from '../words/words.ts'

const detailed: readonly Trouble['code'][] = ['invalid', 'unavailable', 'exhausted', 'unsupported', 'forbidden']

export function TroubleText({ trouble: { code, detail } }: { readonly trouble: Trouble }) {
  const { troubles } = useWords()
  return (
    <>
      {code === 'offline' || code === 'internal' ? troubles[code] : <Suspense><Answered code={code} /></Suspense>}
      {detail && detailed.includes(code) && <span className="block text-sm text-soft" lang="en">{detail}</span>}
    </>
  )
}

/** Whoever was answered can fetch the words. */
const Answered = ({ code }: { readonly code: Exclude<Trouble['code'], LastTrouble> }) => useLaterWords().troubles[code]
