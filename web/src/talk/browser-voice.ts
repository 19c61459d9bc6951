/**
 * The tutor said by the browser's own voice, sentence after sentence: in place of the sound that the server makes, in the
 * server's measure, so that words light up and what was heard is told as it is of any other voice.
 */
import type { Again, LiveVoice, LiveVoiceOptions, Timing } from './live-voice.ts'

/** The part of the browser's speech that is needed. */
export type Speech = {
  /** Begins this; `onWord` is told where in the text it has come to. */
  say(text: string, rate: number, on: { readonly word: (at: number) => void; readonly end: () => void; readonly refused: () => void }): void
  hush(): void
}

export type BrowserVoiceOptions = Pick<LiveVoiceOptions, 'onChange' | 'onPlayed'> & { readonly speech: Speech; /** How fast the learner wants it. */ readonly rate: number }

/** `fromChar`: where it begins, after what was said before it was held; `atChar`: where it has come to. `isAgain`: nobody is told. */
type Part = Omit<Again, 'of'> & { readonly text: string; readonly timing: Timing; readonly isAgain: boolean; fromChar: number; atChar: number | null }

type Booth = {
  readonly options: BrowserVoiceOptions
  readonly texts: Map<string, string>
  readonly silenced: Set<string>
  /** What is to be said, the part that sounds first. */
  line: Part[]
  held: boolean
  blocked: boolean
}

export function browserVoice(options: BrowserVoiceOptions): LiveVoice {
  const booth: Booth = { options, texts: new Map(), silenced: new Set(), line: [], held: false, blocked: false }
  return {
    name() {},
    said: (turnId, sentence, text) => void booth.texts.set(`${turnId} ${sentence}`, text),
    take() {},
    whole(turnId, sentence, timing) {
      const text = booth.texts.get(`${turnId} ${sentence}`)
      if (text !== undefined && !booth.silenced.has(turnId)) add(booth, [{ turnId, sentence, rate: options.rate, text, timing, isAgain: false, fromChar: 0, atChar: null }])
    },
    replay(sentences) {
      stop(booth)
      add(booth, sentences.map(({ of: { text, words, durationMs }, rate, ...one }) => {
        const timing = { words, durationMs: durationMs ?? 0 }
        return { ...one, rate: rate * options.rate, text, timing, isAgain: true, fromChar: 0, atChar: null }
      }))
    },
    hold() {
      if (booth.held || booth.line.length === 0) return
      report(booth)
      booth.held = true
      options.speech.hush()
    },
    resume() {
      if (!booth.held) return
      booth.held = false
      for (const part of booth.line) part.fromChar = part.atChar ?? part.fromChar
      begin(booth)
    },
    stop: (turnId) => stop(booth, turnId),
    have: () => undefined,
    unblock() {
      if (booth.blocked) begin(booth)
    },
    positionMs: () => positionMs(booth),
    close: () => void stop(booth),
  }
}

function add(booth: Booth, parts: readonly Part[]): void {
  const isSilent = booth.line.length === 0
  booth.line.push(...parts)
  if (isSilent && parts.length > 0) begin(booth)
}

/** Says what is first, and then what comes after it. */
function begin(booth: Booth): void {
  const { options: { speech, onChange, onPlayed }, line: [part] } = booth
  if (!part || booth.held) return onChange(part ?? null, false)
  booth.blocked = false
  onChange(part, false)
  const isNow = (): boolean => booth.line[0] === part && !booth.held
  speech.say(part.text.slice(part.fromChar), part.rate, {
    word: (at) => void (isNow() && (part.atChar = part.fromChar + at)),
    end() {
      if (!isNow()) return
      if (!part.isAgain && part.turnId !== null) onPlayed(part.turnId, part.sentence, part.timing.durationMs)
      booth.line = booth.line.slice(1)
      begin(booth)
    },
    refused() {
      if (!isNow()) return
      booth.blocked = true
      onChange(part, true)
    },
  })
}

function stop(booth: Booth, turnId?: string): boolean {
  const { line, silenced, options: { speech, onChange } } = booth
  if (turnId !== undefined) silenced.add(turnId)
  if (!line[0] || (turnId !== undefined && line[0].turnId !== turnId)) return false
  report(booth)
  for (const one of line) if (one.turnId !== null && !one.isAgain) silenced.add(one.turnId)
  booth.line = []
  booth.held = false
  speech.hush()
  onChange(null, false)
  return true
}

function report(booth: Booth): void {
  const { line: [part], held, blocked, options: { onPlayed } } = booth
  if (part?.turnId && !part.isAgain && !held && !blocked) onPlayed(part.turnId, part.sentence, Math.max(0, positionMs(booth)))
}

/** Where the server's voice would be; before the first word, and where the browser tells of none, nowhere. */
function positionMs({ line: [part] }: Booth): number {
  if (!part || part.atChar === null) return -1
  const { atChar } = part
  return part.timing.words.findLast(({ start }) => start <= atChar)?.startMs ?? 0
}

/** Speech by a voice of this browser; null where it has none of that name. */
export function speechBy(name: string): Speech | null {
  const voice = speechSynthesis.getVoices().find((one) => one.name === name)
  if (!voice) return null
  return {
    say(text, rate, on) {
      const spoken = new SpeechSynthesisUtterance(text)
      Object.assign(spoken, { voice, lang: voice.lang, rate })
      spoken.onboundary = ({ name: what, charIndex }) => what !== 'sentence' && on.word(charIndex)
      spoken.onend = () => on.end()
      spoken.onerror = ({ error }) => {
        if (error === 'not-allowed') on.refused()
        else if (error !== 'canceled' && error !== 'interrupted') on.end()
      }
      if (speechSynthesis.speaking) speechSynthesis.cancel()
      speechSynthesis.speak(spoken)
    },
    hush: () => speechSynthesis.cancel(),
  }
}
