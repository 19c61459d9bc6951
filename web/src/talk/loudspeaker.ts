/**
 * Plays the tutor's sentences one after another on one `<audio>` element: a browser that let it sound once lets it sound
 * again. Knows what was played how far; refuses to know the turn.
 */

export type Clip = {
  /** Null for an opening, which nobody acknowledges. */
  readonly turnId: string | null
  readonly sentence: number
  /** The name of the sound: a turn that is run again may say something else. */
  readonly audioUrl: string
  /** Asked when the clip is about to sound, so that a sound which came meanwhile is used. */
  readonly source: () => string
  readonly rate: number
  /** Whether this is the first time, as it is said; a replay is not reported. */
  readonly live: boolean
}

export type Sounding = { readonly turnId: string | null; readonly sentence: number }

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
  /** A live sentence was heard to its end, or until it was stopped. */
  readonly onPlayed: (turnId: string, sentence: number, ms: number) => void
}

export type Loudspeaker = {
  /** Adds a sentence as it is said. One already added, or of a turn that was stopped, is ignored. */
  add(clip: Clip): void
  /** Stops what sounds and plays these instead. */
  replay(clips: readonly Clip[]): void
  /** Stops everything; later sentences of the same turn stay silent. */
  stop(): void
  /** Plays what was blocked; call it from a gesture. */
  unblock(): void
  positionMs(): number
}

const queuedMax = 100

type Desk = {
  readonly options: LoudspeakerOptions
  readonly added: Set<string>
  readonly silenced: Set<string | null>
  queue: Clip[]
  now: Clip | null
  blocked: boolean
}

export function loudspeaker(options: LoudspeakerOptions): Loudspeaker {
  const { player } = options
  const desk: Desk = { options, added: new Set(), silenced: new Set(), queue: [], now: null, blocked: false }
  const overNow = (): void => {
    if (desk.now) over(desk, desk.now)
  }
  player.onended = overNow
  player.onerror = overNow
  return {
    add(clip) {
      const place = `${clip.turnId} ${clip.sentence} ${clip.audioUrl}`
      if (desk.added.has(place) || desk.silenced.has(clip.turnId) || desk.queue.length >= queuedMax) return
      desk.added.add(place)
      desk.queue.push(clip)
      if (!desk.now) next(desk)
    },
    replay(clips) {
      halt(desk)
      desk.queue = clips.slice(0, queuedMax)
      next(desk)
    },
    stop() {
      halt(desk)
      options.onChange(null, false)
    },
    unblock() {
      if (!desk.now || !desk.blocked) return
      desk.blocked = false
      start(desk, desk.now)
      options.onChange(desk.now, desk.blocked)
    },
    positionMs: () => positionMs(player),
  }
}

function next(desk: Desk): void {
  desk.now = desk.queue.shift() ?? null
  desk.blocked = false
  if (desk.now) start(desk, desk.now)
  desk.options.onChange(desk.now, desk.blocked)
}

function start(desk: Desk, clip: Clip): void {
  const { player, onChange } = desk.options
  player.src = clip.source()
  player.playbackRate = clip.rate
  player.preservesPitch = true
  player.play().catch((error: unknown) => {
    if (desk.now !== clip) return
    if (!(error instanceof Error && error.name === 'NotAllowedError')) return over(desk, clip)
    desk.blocked = true
    onChange(desk.now, desk.blocked)
  })
}

function over(desk: Desk, clip: Clip): void {
  if (desk.now !== clip) return
  report(desk, clip)
  next(desk)
}

function halt(desk: Desk): void {
  const { now, queue } = desk
  desk.now = null
  desk.queue = []
  if (!now) return
  for (const one of [now, ...queue]) if (one.live) desk.silenced.add(one.turnId)
  desk.options.player.pause()
  if (!desk.blocked) report(desk, now)
  desk.blocked = false
}

function report({ options }: Desk, { live, turnId, sentence }: Clip): void {
  if (live && turnId !== null) options.onPlayed(turnId, sentence, positionMs(options.player))
}

const positionMs = ({ currentTime }: Player): number => (Number.isFinite(currentTime) ? Math.round(currentTime * 1000) : 0)
