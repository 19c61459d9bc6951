/** Plays the tutor's sentences again, one after another, on one `<audio>` element: at any pace, without changing the pitch. */
import type { Sounding } from './live-voice.ts'

export type Clip = Sounding & { readonly address: string; readonly rate: number }

/** The part of an `<audio>` element that is needed. */
export type Player = {
  src: string
  playbackRate: number
  preservesPitch: boolean
  readonly currentTime: number
  play(): Promise<void>
  pause(): void
  onended: ((event: Event) => void) | null
  onerror: unknown
}

export type LoudspeakerOptions = {
  readonly player: Player
  /** What sounds now, or null; `blocked` when the browser waits for a gesture first. */
  readonly onChange: (now: Sounding | null, blocked: boolean) => void
}

export type Loudspeaker = {
  /** Stops what sounds and plays these instead. */
  replay(clips: readonly Clip[]): void
  stop(): void
  /** Plays what was blocked; call it from a gesture. */
  unblock(): void
  positionMs(): number
}

export function loudspeaker({ player, onChange }: LoudspeakerOptions): Loudspeaker {
  let queue: readonly Clip[] = []
  let blocked = false

  function next(clips: readonly Clip[]): void {
    queue = clips
    blocked = false
    if (queue[0]) start(queue[0])
    onChange(queue[0] ?? null, blocked)
  }

  function start(clip: Clip): void {
    player.src = clip.address
    player.playbackRate = clip.rate
    player.preservesPitch = true
    player.play().catch((error: unknown) => {
      if (queue[0] !== clip) return
      if (!(error instanceof Error && error.name === 'NotAllowedError')) return next(queue.slice(1))
      blocked = true
      onChange(clip, blocked)
    })
  }

  const over = (): void => {
    if (queue[0]) next(queue.slice(1))
  }
  player.onended = over
  player.onerror = over

  function stop(): void {
    if (!queue[0]) return
    player.pause()
    next([])
  }

  return {
    stop,
    replay(clips) {
      stop()
      next(clips)
    },
    unblock() {
      if (blocked) next(queue)
    },
    positionMs: () => (Number.isFinite(player.currentTime) ? Math.round(player.currentTime * 1000) : 0),
  }
}
