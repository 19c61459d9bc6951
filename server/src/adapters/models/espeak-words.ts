/** When each written word sounds, from the few marks that eSpeak gives for the spoken text. */
import type { WordTime } from '../../domain/conversation.ts'
import { originOf } from '../../domain/speakable.ts'
import type { Speakable } from '../../domain/speakable.ts'
import type { EspeakMark } from './espeak-order.ts'

type Timed = { readonly start: number; readonly end: number; readonly startMs: number; readonly endMs: number }

export function wordTimes(said: Speakable, marks: readonly EspeakMark[], durationMs: number): WordTime[] {
  const times: WordTime[] = []
  for (const word of spokenWords(said.text, marks, durationMs)) {
    const origin = originOf(said, word.start, word.end)
    if (!origin) continue
    const last = times.at(-1)
    // Several spoken words may stand for one written one: *dvacátého třetího května* for *23. 5.*
    if (last && origin.start < last.end) times[times.length - 1] = { ...last, end: Math.max(last.end, origin.end), endMs: word.endMs }
    else times.push({ ...origin, startMs: word.startMs, endMs: word.endMs })
  }
  return times
}

/**
 * Words between two marks share the time between them by their letters: eSpeak joins a preposition to its noun and
 * reports only the first.
 */
function spokenWords(text: string, marks: readonly EspeakMark[], durationMs: number): Timed[] {
  const offsets = unitOffsets(text)
  const starts = marks.map(({ at, startMs }) => ({ at: offsets[at] ?? text.length, startMs }))
  const words = [...text.matchAll(/[\p{L}\p{M}\p{N}]+/gu)].map((match) => ({ start: match.index, end: match.index + match[0].length }))
  const timed: Timed[] = []
  for (let from = 0; from < words.length; ) {
    const mark = starts.findLast(({ at }) => at < words[from]!.end)
    const next = starts.find(({ at, startMs }) => at >= words[from]!.end && startMs > (mark?.startMs ?? 0))
    const group = words.slice(from).filter(({ end }) => end <= (next?.at ?? text.length))
    timed.push(...shared(group.length > 0 ? group : [words[from]!], mark?.startMs ?? 0, next?.startMs ?? durationMs))
    from += Math.max(1, group.length)
  }
  return timed
}

function shared(words: readonly { start: number; end: number }[], startMs: number, endMs: number): Timed[] {
  const letters = words.reduce((sum, { start, end }) => sum + end - start, 0)
  let before = 0
  return words.map(({ start, end }) => {
    const beginMs = startMs + ((endMs - startMs) * before) / letters
    before += end - start
    return { start, end, startMs: Math.round(beginMs), endMs: Math.round(startMs + ((endMs - startMs) * before) / letters) }
  })
}

/** The UTF-16 offset of every code point. */
function unitOffsets(text: string): number[] {
  const offsets: number[] = []
  let at = 0
  for (const letter of text) {
    offsets.push(at)
    at += letter.length
  }
  return offsets
}
