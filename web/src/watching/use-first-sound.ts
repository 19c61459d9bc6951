/** How long the tutor's first sound is waited for, from when something was sent. */
import { useEffect, useRef } from 'react'
import { noteFirstSound } from './page-vitals.ts'

/** `waiting` are the keys of what is sent and not answered; `soundingTurn` is the turn that sounds. */
export function useFirstSound(waiting: readonly string[], soundingTurn: string | null): void {
  const sent = useRef<{ readonly key: string; readonly atMs: number } | null>(null)
  const sounded = useRef(soundingTurn)
  const newest = waiting.at(-1)
  useEffect(() => {
    if (newest !== undefined && sent.current?.key !== newest) sent.current = { key: newest, atMs: performance.now() }
  }, [newest])
  useEffect(() => {
    if (soundingTurn === null || soundingTurn === sounded.current) return
    sounded.current = soundingTurn
    if (sent.current) noteFirstSound(performance.now() - sent.current.atMs)
    sent.current = null
  }, [soundingTurn])
}
