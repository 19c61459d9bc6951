/** The sitting of the learner who is here, as long as the room is open. */
import { useEffect, useState, useSyncExternalStore } from 'react'
import { ask } from '../api.ts'
import { sendParting } from './exchange.ts'
import { keptDesk } from './kept-desk.ts'
import { followPage } from './page-life.ts'
import { sitting } from './sitting.ts'
import type { Sitting, Table } from './sitting.ts'

export function useSitting(learnerId: string): { readonly sat: Sitting; readonly table: Table } {
  const [sat] = useState(() => sitting({ keep: keptDesk(learnerId), call: ask, part: sendParting, now: Date.now, newId: newReviewId }))
  const table = useSyncExternalStore(sat.watch, sat.table)
  useEffect(() => {
    const unfollow = followPage({ window, document }, sat)
    void sat.begin()
    return () => {
      unfollow()
      void sat.leave()
    }
  }, [sat])
  return { sat, table }
}

/** A random UUID. Not `crypto.randomUUID`: it is missing over plain http on a network. */
function newReviewId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = (bytes[6]! & 0x0f) | 0x40
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
