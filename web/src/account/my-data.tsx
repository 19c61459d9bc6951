/** Everything that is kept of the learner: to take away, or to have erased, after a second question. */
import { useState } from 'react'
import { ask } from '../api.ts'
import { Button } from '../kit/button.tsx'
import { TroubleText } from '../kit/trouble.tsx'
import type { Drawer } from '../talk/pending.ts'
import { useLaterWords } from '../words/later/words.ts'
import { useDeed } from './use-deed.ts'

export function MyData({ kept }: { readonly kept: Drawer }) {
  const { myData: text } = useLaterWords()
  const [isAsked, setAsked] = useState(false)
  const [isGone, setGone] = useState(false)
  const { busy, trouble, attempt } = useDeed()
  const isErasing = busy || isGone

  async function erase(): Promise<void> {
    await ask('DELETE', '/learner', { confirm: true })
    setGone(true)
    forgetHere(kept)
    // As whoever comes for the first time.
    location.reload()
  }

  return (
    <section className="mt-4 grid gap-3 border-t border-edge pt-4" aria-labelledby="my-data">
      <h3 id="my-data" className="font-semibold">{text.title}</h3>
      <a className="inline-flex min-h-11 items-center text-brick underline decoration-1 underline-offset-4 hover:decoration-2" href="/privacy">{text.privacy}</a>
      <div className="flex flex-wrap gap-3">
        <a className="inline-flex min-h-11 items-center justify-center rounded-xl border border-edge bg-surface px-4 py-2 hover:bg-sunk" href="/api/v1/learner/export?as=zip" download="mluv.zip">{text.download}</a>
        <a className="inline-flex min-h-11 items-center justify-center rounded-xl border border-edge bg-surface px-4 py-2 hover:bg-sunk" href="/api/v1/learner/export?as=cards.csv" download="mluv-cards.csv">{text.downloadCards}</a>
        <Button aria-expanded={isAsked} onClick={() => setAsked(!isAsked)}>{text.erase}</Button>
      </div>
      {isAsked && (
        <div role="group" aria-label={text.erase} className="grid gap-3 rounded-xl bg-sunk p-4">
          <p>{text.goes}</p>
          <p>{text.stays}</p>
          <div className="flex flex-wrap gap-3">
            <Button look="solid" disabled={isErasing} onClick={() => void attempt(erase)}>{text.yes}</Button>
            <Button disabled={isErasing} onClick={() => setAsked(false)}>{text.no}</Button>
          </div>
        </div>
      )}
      <p role="status" className="text-sm text-soft">{trouble && <TroubleText trouble={trouble} />}</p>
    </section>
  )
}

/** What this browser keeps of them; the server tells it to forget what it cached. */
function forgetHere(kept: Drawer): void {
  try {
    localStorage.clear()
    sessionStorage.clear()
  } catch {
    // A browser that may keep nothing has nothing to forget but what the page keeps.
  }
  for (const place of ['mluv.recovery-code', 'mluv.theme']) kept.removeItem(place)
}
