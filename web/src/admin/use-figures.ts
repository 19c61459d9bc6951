/** What the server tells, asked for again and again while somebody looks. */
import { useCallback, useEffect, useState } from 'react'
import { ask, troubleIn } from '../api.ts'
import type { Trouble } from '../api.ts'

export type Told<View> = {
  /** What was told last; null before anything was. */
  readonly view: View | null
  /** Why it could not be told anew; null where it was. */
  readonly trouble: Trouble | null
  /** Asks at once. */
  readonly again: () => void
}

const everyMs = 5_000
/** Told when something was changed from here: everything that is shown is asked for at once. */
export const changed = 'mluv-changed'

export function useFigures<View>(path: string): Told<View> {
  const [view, setView] = useState<View | null>(null)
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  const [asked, setAsked] = useState(0)
  useEffect(() => {
    let left = false
    let timer: ReturnType<typeof setTimeout> | undefined
    async function look(): Promise<void> {
      clearTimeout(timer)
      if (document.hidden || left) return
      try {
        const found = await ask<View>('GET', path)
        if (left) return
        setView(found)
        setTrouble(null)
      } catch (error) {
        if (left) return
        setTrouble(troubleIn(error))
      }
      clearTimeout(timer)
      timer = setTimeout(() => void look(), everyMs)
    }
    const seen = () => void look()
    for (const event of ['visibilitychange', changed]) document.addEventListener(event, seen)
    void look()
    return () => {
      left = true
      clearTimeout(timer)
      for (const event of ['visibilitychange', changed]) document.removeEventListener(event, seen)
    }
  }, [path, asked])
  return { view, trouble, again: useCallback(() => setAsked((times) => times + 1), []) }
}
