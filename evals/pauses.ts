/**
 * When a learner has said all: a hundred labelled pauses, spoken by espeak-ng, in five rooms. An early cut takes the word from
 * somebody who is looking for one; a late answer is later than the silence that was set, or never. Everything follows from a seed.
 *
 * With a recogniser that gives words while they are said; with one that gives them only at the end of what it is given, and is given
 * what was said as far as a pause; and with that one, given all of it at the end.
 */
import { espeak } from '../server/src/adapters/models/espeak.ts'
import { realClock } from '../server/src/adapters/real-clock.ts'
import { heardFrame, heardWords, quiet, silenceMsDefault } from '../server/src/domain/turn-taking.ts'
import { frameMs, frameSamples, judged, unknownRoom } from '../server/src/domain/voice-activity.ts'
import { atListeningRate } from '../bench/simulator/spectrum.ts'
import { dice, noises, within, type Noise } from './pauses/noise.ts'
import { utterances, type Utterance } from './pauses/utterances.ts'

const rateHz = 16_000
const seed = 20_260_302
/** Learners' pauses for a word, and how long the microphone is open after the last. */
const pauseMs = { least: 250, most: 1300 }
const openMs = 4000
/** An answer is late when it comes later than this after the silence that is set. */
const lateMs = 250
/** What a recogniser lags behind that gives words meanwhile, and how long another takes. */
const lagMs = 200
const answerMs = 400
/** From what is understood to the tutor's first sound, as the providers of `bench/turn` take: who goes on before has said one sentence. */
const soundMs = 400
const hearings = ['meanwhile', 'in pauses', 'at the end'] as const

type Spoken = { readonly utterance: Utterance; readonly sound: Int16Array; /** Where the pause begins and ends. */ readonly fromMs: number; readonly toMs: number }
/** `understoodMs`: when all of it is known in words. */
type Judged = { readonly endedMs: number | null; readonly understoodMs: number; readonly pieces: number }

const clock = realClock()
const voice = espeak({ clock })
try {
  const spoken = await speakAll()
  const rows = hearings.flatMap((hearing) => noises.map((noise) => [hearing, noise, ...tally(noise, spoken, hearing)] as const))
  const columns = ['words', 'room', 'early cuts of 60', 'spoken over', 'late of 40', 'unheard', 'ended p50, ms', 'understood p50, ms']
  for (const row of [columns, ...rows]) console.log(row.map((cell) => String(cell).padEnd(20)).join('').trimEnd())
  console.log(`\nsilence set: ${silenceMsDefault} ms; pauses for a word: ${pauseMs.least}–${pauseMs.most} ms; a recogniser lags ${lagMs} ms, or takes ${answerMs}`)
  const of = (hearing: string, column: 2 | 3 | 4) => rows.reduce((total, row) => total + (row[0] === hearing ? row[column]! : 0), 0)
  const summed = (hearing: string) => ({ earlyCuts: of(hearing, 2), spokenOver: of(hearing, 3), lateAnswers: of(hearing, 4) })
  console.log(JSON.stringify({ pauses: utterances.length, rooms: noises.length, withWords: summed('meanwhile'), inPauses: summed('in pauses'), withoutWords: summed('at the end') }))
} finally {
  await voice.close()
}

async function speakAll(): Promise<readonly Spoken[]> {
  const chance = dice(seed)
  const spoken: Spoken[] = []
  for (const utterance of utterances) {
    const first = await said(utterance.first)
    const second = utterance.rest === null ? new Int16Array(0) : await said(utterance.rest)
    const pause = utterance.rest === null ? openMs : pauseMs.least + chance() * (pauseMs.most - pauseMs.least)
    const sound = new Int16Array(rateHz / 2 + first.length + Math.round((pause * rateHz) / 1000) + second.length)
    sound.set(first, rateHz / 2)
    sound.set(second, sound.length - second.length)
    const fromMs = 500 + (first.length * 1000) / rateHz
    spoken.push({ utterance, sound, fromMs, toMs: fromMs + pause })
  }
  return spoken
}

/** Without the silence before and after. */
async function said(text: string): Promise<Int16Array> {
  const pieces: Int16Array[] = []
  for await (const chunk of voice.speak(text, { language: 'cs', speed: 1, forWhom: 'eval', signal: new AbortController().signal })) if ('pcm' in chunk) pieces.push(chunk.pcm)
  const samples = atListeningRate({ samples: Int16Array.from(pieces.flatMap((piece) => [...piece])), sampleRateHz: voice.sampleRateHz })
  const loud = (sample: number) => Math.abs(sample) > 150
  return samples.slice(Math.max(0, samples.findIndex(loud)), samples.findLastIndex(loud) + 1)
}

/**
 * Early cuts, those of them in which the tutor speaks before the learner goes on, late answers, utterances that were not noticed; and how long after
 * their last word whoever had ended was taken to have, and was understood.
 */
function tally(noise: Noise, spoken: readonly Spoken[], hearing: (typeof hearings)[number]): readonly number[] {
  const others = spoken.slice(0, 12).map(({ sound }) => sound)
  const chance = dice(seed + noises.indexOf(noise))
  let [early, over, late, unheard] = [0, 0, 0, 0]
  const ended: number[] = []
  const understood: number[] = []
  for (const each of spoken) {
    const { endedMs, understoodMs, pieces } = judge(each, within(noise, each.sound, chance, others), hearing)
    if (pieces === 0) unheard += 1
    if (each.utterance.rest !== null) {
      if (endedMs !== null && endedMs < each.toMs) early += 1
      if (understoodMs + soundMs < each.toMs) over += 1
    } else if (endedMs === null || endedMs - each.fromMs > silenceMsDefault + lateMs) late += 1
    if (each.utterance.rest !== null || endedMs === null) continue
    ended.push(Math.round(endedMs - each.fromMs))
    understood.push(Math.round(understoodMs - each.fromMs))
  }
  return [early, over, late, unheard, median(ended), median(understood)]
}

function median(all: readonly number[]): number {
  return all.toSorted((one, other) => one - other)[Math.floor(all.length / 2)] ?? 0
}

/** When the first utterance was taken to have ended. */
function judge({ utterance, fromMs }: Spoken, sound: Int16Array, hearing: (typeof hearings)[number]): Judged {
  let room = unknownRoom
  let state = quiet
  let pieces = 0
  let wordedMs = hearing === 'meanwhile' ? fromMs + lagMs : Infinity
  for (let at = 0; at + frameSamples <= sound.length; at += frameSamples) {
    const nowMs = ((at + frameSamples) * 1000) / rateHz
    const heard = judged(room, sound.subarray(at, at + frameSamples))
    room = heard.room
    const taken = heardFrame(state, { isVoiced: heard.isVoiced, ms: frameMs, over: 'silent' }, silenceMsDefault)
    state = taken.state
    if (taken.happened.includes('began')) pieces += 1
    if (taken.happened.includes('ended')) return { endedMs: nowMs, understoodMs: hearing === 'at the end' ? nowMs + answerMs : Math.max(nowMs, wordedMs), pieces }
    // A pause before the labelled one is within a word, or between two, and goes by.
    if (hearing === 'in pauses' && taken.happened.includes('paused')) wordedMs = nowMs + answerMs
    if (hearing === 'in pauses' && taken.happened.includes('went-on')) wordedMs = Infinity
    if (nowMs <= wordedMs || state.text !== null || nowMs < fromMs) continue
    state = hearing === 'meanwhile' ? heardWords(state, utterance.first).state : heardWords(state, marked(utterance.first), true).state
  }
  return { endedMs: null, understoodMs: Infinity, pieces }
}

/** As recognisers write what they are given: with a mark, whether more was to come or not. */
function marked(text: string): string {
  return /[.?!]$/.test(text) ? text : `${text}.`
}
