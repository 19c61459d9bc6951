/** Something that is done at a touch and may fail: whether it is under way, and what went wrong with it. */
import { useCallback, useState } from 'react'
import { troubleIn } from '../api.ts'
import type { Trouble } from '../api.ts'

export function useDeed() {
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  /** Whether it was done. */
  const attempt = useCallback(async (deed: () => Promise<unknown>): Promise<boolean> => {
    setBusy(true)
    setTrouble(null)
    try {
      await deed()
      return true
    } catch (error) {
      setTrouble(troubleIn(error))
      return false
    } finally {
      setBusy(false)
    }
  }, [])
  return { busy, trouble, attempt }
}
