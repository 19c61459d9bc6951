/**
 * Plays the tutor's voice while it comes, piece after piece without a gap, and knows to the millisecond what has sounded.
 *
 *     silent ──a piece──▶ sounding ──hold──▶ held ──resume──▶ sounding, from where it stopped
 *        ▲                    └── all of it has sounded, or stop: the rest of that turn stays silent
 *        └──────────────────────┘
 */
import type { Sentence } from '@mluv/protocol/turn.ts'
import type { Piece } from './frames.ts'
import type { Resampler, Resampling } from './resample.ts'

export type Sounding = { readonly turnId: string | null; readonly sentence: number }

/** The part of an `AudioContext` that is needed. */
export type Stage = Pick<AudioContext, 'currentTime' | 'outputLatency' | 'sampleRate' | 'state' | 'destination' | 'createBuffer' | 'createBufferSource' | 'resume' | 'close' | 'onstatechange'>

export type LiveVoiceOptions = {
  readonly open: () => Stage
  readonly later: (act: () => void, delayMs: number) => () => void
  /** What sounds now, or null; `blocked` when the browser waits for a gesture first. */
  readonly onChange: (now: Sounding | null, blocked: boolean) => void
  /** A sentence has sounded so far: to its end, or until it was held or stopped. */
  readonly onPlayed: (turnId: string, sentence: number, ms: number) => void
}

export type LiveVoice = {
  /** Pieces carry a turn's number; everything else calls it by its id. A restarted server counts anew: the newest holder counts. */
  name(turnNumber: number, turnId: string): void
  /** A turn that is run again may say something else: that sounds, too. */
  said(turnId: string, sentence: number, text: string): void
  /** What came before, or is of a turn that was stopped, is let go by. */
  take(piece: Piece, resampler: Resampling): void
  /** No more of the sentence will come. */
  whole(turnId: string, sentence: number, timing: Timing): void
  /** Says these instead of what sounds; absent where another part of the page can hear them again. */
  replay?(clips: readonly Again[]): void
  hold(): void
  resume(): void
  /** Stops this turn, or all that sounds, at once; the rest stays silent. False where nothing sounded. */
  stop(turnId?: string): boolean
  /** Up to where the sound of a turn has come. */
  have(turnId: string): Have | undefined
  /** Lets the browser sound; call it from a gesture. */
  unblock(): void
  positionMs(): number
  close(): void
}

/** How long a sentence lasts, and when its words begin, as the server has made it. */
export type Timing = { readonly durationMs: number; readonly words: Sentence['words'] }
/** A sentence to be heard again. */
export type Again = Sounding & { readonly rate: number; readonly of: Sentence }

export type Have = { readonly sentence: number; readonly ms: number }

/** Time to get the first piece to the loudspeaker; also what is waited for after a gap. */
const leadS = 0.04
/** How long a stage may take to begin before the learner is asked for a gesture. */
const beginningMsMax = 300

/** `endMs`: how much of the sentence has sounded when it has. */
type Part = { readonly turnId: string; readonly sentence: number; readonly endMs: number; samples: Float32Array<ArrayBuffer>; node: AudioBufferSourceNode | null; atS: number }

type Booth = {
  readonly options: LiveVoiceOptions
  readonly names: Map<number, string>
  readonly texts: Map<string, string>
  readonly came: Map<string, Have>
  readonly wholes: Set<string>
  readonly silenced: Set<string>
  /** What is to sound, the part that sounds first. */
  line: Part[]
  now: Part | null
  held: boolean
  cursorS: number
  stage: Stage | null
  shaping: { readonly place: string; readonly shape: Resampler } | null
}

export function liveVoice(options: LiveVoiceOptions): LiveVoice {
  const booth: Booth = { options, names: new Map(), texts: new Map(), came: new Map(), wholes: new Set(), silenced: new Set(), line: [], now: null, held: false, cursorS: 0, stage: null, shaping: null }
  return {
    name: (turnNumber, turnId) => void booth.names.set(turnNumber, turnId),
    said(turnId, sentence, text) {
      const place = placeOf(turnId, sentence)
      const before = booth.texts.get(place)
      booth.texts.set(place, text)
      const have = booth.came.get(turnId)
      if (before === undefined || before === text || !have || have.sentence < sentence) return
      booth.wholes.delete(place)
      booth.came.set(turnId, { sentence, ms: 0 })
    },
    take: (piece, resampler) => take(booth, piece, resampler),
    whole(turnId, sentence) {
      booth.wholes.add(placeOf(turnId, sentence))
      if (booth.line.length === 0 && booth.now && isOf(booth.now, turnId, sentence)) over(booth, booth.now)
    },
    hold() {
      if (booth.held || !booth.now) return
      report(booth)
      rest(booth)
      booth.held = true
    },
    resume() {
      booth.held = false
      arrange(booth)
    },
    stop: (turnId) => stop(booth, turnId),
    have: (turnId) => booth.came.get(turnId),
    unblock: () => void stageOf(booth).resume().then(() => tell(booth), () => {}),
    positionMs: () => positionMs(booth),
    close() {
      stop(booth)
      void booth.stage?.close()
    },
  }
}

const placeOf = (turnId: string, sentence: number): string => `${turnId} ${sentence}`
const isOf = (part: Sounding, turnId: string, sentence: number): boolean => part.turnId === turnId && part.sentence === sentence

function stageOf(booth: Booth): Stage {
  if (booth.stage) return booth.stage
  booth.stage = booth.options.open()
  booth.stage.onstatechange = () => tell(booth)
  return booth.stage
}

function take(booth: Booth, { turnNumber, sentence, fromSample, sampleRateHz, samples }: Piece, resampler: Resampling): void {
  const turnId = booth.names.get(turnNumber)
  if (turnId === undefined || booth.silenced.has(turnId)) return
  const have = booth.came.get(turnId)
  const hasMs = !have || have.sentence < sentence ? 0 : have.sentence === sentence ? have.ms : Infinity
  const fresh = samples.subarray(Math.max(0, Math.round((hasMs * sampleRateHz) / 1000) - fromSample))
  if (fresh.length === 0) return
  const endMs = ((fromSample + samples.length) * 1000) / sampleRateHz
  booth.came.set(turnId, { sentence, ms: endMs })
  const stage = stageOf(booth)
  const place = `${placeOf(turnId, sentence)} ${sampleRateHz}`
  if (booth.shaping?.place !== place) booth.shaping = { place, shape: resampler(sampleRateHz, stage.sampleRate) }
  booth.line.push({ turnId, sentence, endMs, samples: booth.shaping.shape(fresh), node: null, atS: 0 })
  arrange(booth)
}

/** Gives every part its moment, one right after the other. */
function arrange(booth: Booth): void {
  const { line, held } = booth
  if (held || line.length === 0) return
  const stage = stageOf(booth)
  for (const part of line) {
    if (part.node || part.samples.length === 0) continue
    if (booth.cursorS <= stage.currentTime) booth.cursorS = stage.currentTime + leadS
    const buffer = stage.createBuffer(1, part.samples.length, stage.sampleRate)
    buffer.copyToChannel(part.samples, 0)
    const node = stage.createBufferSource()
    node.buffer = buffer
    node.connect(stage.destination)
    node.onended = () => ended(booth, part)
    node.start(booth.cursorS)
    part.node = node
    part.atS = booth.cursorS
    booth.cursorS += part.samples.length / stage.sampleRate
  }
  if (booth.now) return
  show(booth, line[0]!)
  if (stage.state === 'running') return
  void stage.resume().catch(() => {})
  booth.options.later(() => tell(booth), beginningMsMax)
}

function ended(booth: Booth, part: Part): void {
  const at = booth.line.indexOf(part)
  if (at < 0) return
  booth.line.splice(0, at + 1)
  const next = booth.line[0]
  if (next ? !isOf(next, part.turnId, part.sentence) : booth.wholes.has(placeOf(part.turnId, part.sentence))) over(booth, part)
  else booth.now = next ?? part
}

function over(booth: Booth, { turnId, sentence, endMs }: Part): void {
  booth.options.onPlayed(turnId, sentence, endMs)
  show(booth, booth.line[0] ?? null)
}

function show(booth: Booth, now: Part | null): void {
  booth.now = now
  booth.options.onChange(now, false)
}

function tell({ options, now, held, stage }: Booth): void {
  if (now) options.onChange(now, !held && stage?.state !== 'running')
}

function stop(booth: Booth, turnId?: string): boolean {
  if (turnId !== undefined) booth.silenced.add(turnId)
  if (!booth.now || (turnId !== undefined && booth.now.turnId !== turnId)) return false
  for (const part of booth.line) booth.silenced.add(part.turnId)
  booth.silenced.add(booth.now.turnId)
  if (!booth.held) report(booth)
  rest(booth)
  booth.line = []
  booth.held = false
  show(booth, null)
  return true
}

/** Takes all moments back; what has sounded of the first part is cut off. */
function rest(booth: Booth): void {
  const first = booth.line[0]
  if (first?.node && booth.stage) first.samples = first.samples.slice(Math.max(0, Math.min(first.samples.length, Math.round((booth.stage.currentTime - first.atS) * booth.stage.sampleRate))))
  for (const part of booth.line) {
    if (!part.node) continue
    part.node.onended = null
    part.node.stop()
    part.node.disconnect()
    part.node = null
  }
  booth.cursorS = 0
}

function report(booth: Booth): void {
  if (booth.now && booth.stage?.state === 'running') booth.options.onPlayed(booth.now.turnId, booth.now.sentence, positionMs(booth))
}

/** What is on its way to the ear has not sounded, where the browser knows how long that is. */
function positionMs({ now, line, stage }: Booth): number {
  const first = line[0]
  if (!now || !stage) return 0
  if (!first) return now.endMs
  const partMs = (first.samples.length * 1000) / stage.sampleRate
  const sinceMs = first.node ? (stage.currentTime - latencyS(stage) - first.atS) * 1000 : 0
  return Math.max(0, first.endMs - partMs + Math.min(partMs, sinceMs))
}

/** Firefox is not asked: it waits for its sound while its sound waits for it, and the page stands still for good. */
const latencyS = (stage: Stage): number => (navigator.userAgent.includes('Firefox') ? 0 : stage.outputLatency || 0)
