/** What becomes of the page is told to the sitting. The answer ends it. */
import type { Sitting } from './sitting.ts'

type Page = { readonly window: EventTarget; readonly document: EventTarget & Pick<Document, 'visibilityState'> }

export function followPage({ window, document }: Page, sat: Pick<Sitting, 'meet' | 'leave'>): () => void {
  const ended = new AbortController()
  const { signal } = ended
  const leave = () => void sat.leave()
  const meet = () => void sat.meet()
  window.addEventListener('online', meet, { signal })
  // A phone may end a page that is hidden and tell nobody, a browser one that is left and never call it hidden.
  window.addEventListener('pagehide', leave, { signal })
  // Days may have passed until somebody looks again.
  document.addEventListener('visibilitychange', () => (document.visibilityState === 'hidden' ? leave() : meet()), { signal })
  return () => ended.abort()
}
