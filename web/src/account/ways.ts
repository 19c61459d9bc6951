/** The ways in that this installation has, and what each of them came to. */
import type { SignedIn, Ways } from '@mluv/protocol/sign-in.ts'
import { useEffect, useState } from 'react'
import { ask } from '../api.ts'

/** Null until they are known; no way at all where they cannot be. */
export function useWays(): Ways | null {
  const [ways, setWays] = useState<Ways | null>(null)
  useEffect(() => {
    ask<Ways>('GET', '/session/ways').then(setWays, () => setWays({ telegram: null, email: false, passkey: false, signUp: 'closed' }))
  }, [])
  return ways
}

/** Whether something else of this learner's may be shown from now on: all but a way that was added to what they are here. */
export const isElsewhere = ({ how }: Pick<SignedIn, 'how'>): boolean => how !== 'linked'
