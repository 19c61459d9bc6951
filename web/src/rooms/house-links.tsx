/** What one may read of this house: what happens with one's words, how programs use it, and its source. */
import type { About } from '@mluv/protocol/about.ts'
import { useEffect, useState } from 'react'
import { ask } from '../api.ts'
import { useRoomWords } from '../words/rooms/words.ts'

export function HouseLinks({ className = '' }: { readonly className?: string }) {
  const words = useRoomWords()
  const sourceUrl = useSource()
  const look = 'inline-flex min-h-11 items-center underline decoration-1 underline-offset-4 hover:decoration-2'
  return (
    <nav aria-label={words.house} className={`flex flex-wrap gap-x-5 text-sm text-soft ${className}`}>
      <a href="/privacy" className={look}>{words.privacy}</a>
      <a href="/docs" className={look}>{words.docs}</a>
      {sourceUrl !== null && <a href={sourceUrl} className={look}>{words.source}</a>}
    </nav>
  )
}

/** Null where nobody says, and until it is known. */
function useSource(): string | null {
  const [sourceUrl, setSource] = useState<string | null>(null)
  useEffect(() => {
    ask<About>('GET', '/about').then((about) => setSource(about.sourceUrl), () => setSource(null))
  }, [])
  return sourceUrl
}
