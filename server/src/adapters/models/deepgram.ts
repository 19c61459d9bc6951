/** Deepgram: hears while the learner still speaks, over a WebSocket, and speaks as a stream of Opus. */
import { on } from 'node:events'
import type { IncomingMessage } from 'node:http'
import WebSocket from 'ws'
import { Failure, ProviderFailure } from '../../domain/failure.ts'
import type { SpeechToText, Transcript } from '../../ports/speech-to-text.ts'
import type { TextToSpeech } from '../../ports/text-to-speech.ts'
import { bounded, heardRateHz } from './pcm.ts'
import { answerMsMaxDefault, beginCall, post, textOf, type Line } from './provider-call.ts'
import { failureOf, refused } from './provider-fault.ts'
import { vendorVoice } from './vendor-voice.ts'

const shown = (key: string): Record<string, string> => ({ authorization: `Token ${key}` })

/** A transcript of a minute, with the time of every word. */
const messageBytesMax = 1024 * 1024

export function deepgramHearing(line: Line, { model }: { readonly model: string }): SpeechToText {
  const { name, clock, answerMsMax = answerMsMaxDefault } = line
  return {
    name,
    streams: true,
    async *transcribe(pcm, { language, signal }) {
      const sound = bounded(pcm, name)
      const first = await sound.next()
      if (signal.aborted) return
      if (first.done) return yield { text: '', final: true }
      const socket = new WebSocket(listenAt(line, model, language), { headers: line.apiKey ? shown(line.apiKey) : {}, maxPayload: messageBytesMax, perMessageDeflate: false })
      const over = new AbortController()
      let broken: unknown = null
      const stop = () => socket.terminate()
      const fail = (error: unknown) => {
        broken ??= error
        stop()
      }
      // Before the line is open, and again once all was said: while the learner speaks, nobody is late.
      const wait = (until: AbortSignal) => void clock.sleep(answerMsMax, until).then(() => until.aborted || fail(new ProviderFailure(name, 'unreachable')))
      const opened = new AbortController()
      wait(AbortSignal.any([over.signal, opened.signal]))
      socket.on('error', fail)
      socket.on('unexpected-response', (_, response) => void refusalOf(response).then((refusal) => fail(refused(name, refusal)), fail))
      socket.on('open', () => {
        opened.abort()
        void send(socket, first.value, sound).then(() => wait(over.signal), fail)
      })
      signal.addEventListener('abort', stop, { once: true })
      try {
        const text = yield* transcripts(socket)
        if (signal.aborted) return
        if (text === null) throw new ProviderFailure(name, 'unreachable')
        yield { text, final: true }
      } catch (error) {
        // A recording that is too long is the learner's own failure.
        if (!signal.aborted) throw broken instanceof Failure ? broken : failureOf(name, broken ?? error)
      } finally {
        signal.removeEventListener('abort', stop)
        over.abort()
        stop()
      }
    },
  }
}

function listenAt({ baseUrl }: Line, model: string, language: string): URL {
  const address = new URL(`${baseUrl.replace(/^http/, 'ws').replace(/\/+$/, '')}/listen`)
  const wanted = { model, language, encoding: 'linear16', sample_rate: String(heardRateHz), channels: '1', interim_results: 'true', punctuate: 'true' }
  address.search = String(new URLSearchParams(wanted))
  return address
}

async function refusalOf(response: IncomingMessage) {
  const headers = Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)]))
  return { status: response.statusCode ?? 0, headers, body: await textOf({ body: response }) }
}

async function send(socket: WebSocket, first: Uint8Array, others: AsyncIterable<Uint8Array>): Promise<void> {
  socket.send(first)
  for await (const part of others) {
    if (socket.readyState !== socket.OPEN) return
    socket.send(part)
  }
  socket.send(JSON.stringify({ type: 'CloseStream' }))
}

type Message = { readonly type?: string; readonly is_final?: boolean; readonly channel?: { readonly alternatives?: readonly { readonly transcript?: string }[] } }

/** What was heard so far, each time it is more; in the end all of it, or null where the line closed before its end. */
async function* transcripts(socket: WebSocket): AsyncGenerator<Transcript, string | null> {
  const settled: string[] = []
  let shown = ''
  let ended = false
  for await (const [data] of on(socket, 'message', { close: ['close'] })) {
    const message = JSON.parse(String(data)) as Message
    if (message.type === 'Metadata') ended = true
    if (message.type !== 'Results') continue
    const heard = message.channel?.alternatives?.[0]?.transcript
    if (typeof heard !== 'string') throw new TypeError('A result has no transcript.')
    const text = [...settled, heard].filter(Boolean).join(' ')
    if (message.is_final && heard !== '') settled.push(heard)
    if (text === shown) continue
    shown = text
    yield { text, final: false }
  }
  return ended ? settled.join(' ') : null
}

const spokenRateHz = 24_000
/** Its own 12 kbit/s of Opus are too few; the rate of Opus is not to be asked for. */
const forms = { opus: { encoding: 'opus', container: 'ogg', bit_rate: '32000' }, pcm: { encoding: 'linear16', container: 'none', sample_rate: String(spokenRateHz) } } as const
/** What it takes; beyond it it refuses. */
const paceMin = 0.7
const paceMax = 1.5

/** The model is the voice: `aura-2-thalia-en`. */
export function deepgramVoice(line: Line, { model }: { readonly model: string }): TextToSpeech {
  const { name, clock, answerMsMax = answerMsMaxDefault } = line
  const spoken = vendorVoice(spokenRateHz)
  return {
    name,
    voice: `${name} ${model}`,
    sampleRateHz: spokenRateHz,
    async *speak(text, { speed, signal }) {
      const call = beginCall(clock, answerMsMax, signal)
      try {
        const pace = Math.min(paceMax, Math.max(paceMin, speed))
        yield* spoken((form) => {
          const wanted = { model, ...forms[form], ...(pace === 1 ? {} : { speed: String(pace) }) }
          return post(line, `/speak?${String(new URLSearchParams(wanted))}`, JSON.stringify({ text }), call.signal, shown)
        })
      } catch (error) {
        if (!signal.aborted) throw failureOf(name, error)
      } finally {
        call.end()
      }
    },
  }
}
