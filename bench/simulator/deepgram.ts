/** Deepgram: hears over a WebSocket while somebody speaks, hears a recording at once, and speaks. */
import type { WebSocket } from 'ws'
import type { Sleep, Told } from './behaviour.ts'
import { parsed, type Answer, type Call, type Knowledge } from './call.ts'
import { spoken, spokenInOpus } from './sound.ts'
import { readWav } from './wav.ts'

const spokenForms: ReadonlySet<string> = new Set(['linear16 none', 'opus ogg'])

/** Opus has a rate of its own: whoever asks for one is refused. */
export const speak: Answer = async ({ url, body, line, call }, { remember }) => {
  const request = parsed(body) as { text?: unknown } | null
  const { model, encoding, container, sample_rate: rate = '24000', speed = '1' } = Object.fromEntries(url.searchParams)
  const isSpoken = spokenForms.has(`${encoding} ${container}`) && !(encoding === 'opus' && url.searchParams.has('sample_rate'))
  if (typeof request?.text !== 'string' || request.text === '' || !model || !isSpoken) return line.refuse(400, 'INVALID_QUERY_PARAMETER')
  if (remember) call.request = { ...request, model }
  call.model = model
  if (encoding === 'opus') return spokenInOpus(request.text, Number(speed), line, call)
  await spoken(request.text, { speed: Number(speed), sampleRateHz: Number(rate), type: 'audio/l16' }, line, call)
}

/** A whole recording. */
export const listen: Answer = async ({ url, body, line, call }, { ear, remember }) => {
  const sound = readWav(body)
  if (!sound) return line.refuse(400, 'Bad Request')
  const transcript = ear.hear(sound)
  call.model = url.searchParams.get('model') ?? ''
  call.soundMs = (sound.samples.length * 1000) / sound.sampleRateHz
  if (remember) call.request = { ...Object.fromEntries(url.searchParams), transcript }
  await line.json({ metadata: { duration: call.soundMs / 1000 }, results: { channels: [{ alternatives: [{ transcript, confidence: 1, words: [] }] }] } })
}

/** Interim results come at least this far apart. */
const interimMs = 500
/** A real server would close a line on which nothing comes for so long; this one does not wait for ever either. */
const heardMsMax = 120_000

type Listened = { readonly url: URL; readonly behaviour: Told; readonly call: Call; readonly sleep: Sleep }

/** Sound as it comes in, and what was heard of it; `CloseStream` asks for the rest. */
export function listenOn(socket: WebSocket, { url, behaviour, call, sleep }: Listened, { ear, remember }: Pick<Knowledge, 'ear' | 'remember'>): void {
  const sampleRateHz = Number(url.searchParams.get('sample_rate') ?? 16_000)
  const wantsInterim = url.searchParams.get('interim_results') === 'true'
  const { fault, firstByteMs } = behaviour
  const parts: Buffer[] = []
  let length = 0
  let shownMs = 0
  let pieces = 0
  call.model = url.searchParams.get('model') ?? ''
  call.status = 101
  const closed = new AbortController()

  const heard = () => {
    const bytes = Buffer.concat(parts)
    const samples = new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length - (bytes.length % 2)))
    return ear.hear({ samples, sampleRateHz })
  }
  const say = (message: object) => {
    pieces += 1
    if (fault?.kind === 'stall' && pieces > (fault.afterPieces ?? 0)) return void (call.state = 'silent')
    if (fault?.kind === 'cut' && pieces > (fault.afterPieces ?? 0)) return socket.terminate()
    if (fault?.kind === 'ended' && pieces > (fault.afterPieces ?? 0)) return socket.close(1000)
    if (fault?.kind === 'malformed') return socket.send('{"type": "Resu')
    socket.send(JSON.stringify(fault?.kind === 'wrong-schema' ? { type: 'Results', poem: true } : message))
  }
  const result = (transcript: string, isFinal: boolean) => ({
    type: 'Results', channel_index: [0, 1], start: 0, duration: call.soundMs / 1000, is_final: isFinal, speech_final: isFinal, channel: { alternatives: [{ transcript, confidence: 1, words: [] }] },
  })
  async function close(): Promise<void> {
    const text = heard()
    if (remember) call.request = { ...Object.fromEntries(url.searchParams), text }
    const ms = typeof firstByteMs === 'function' ? firstByteMs() : firstByteMs
    if (ms > 0) {
      call.state = 'silent'
      await sleep(ms, closed.signal)
    }
    if (socket.readyState !== socket.OPEN) return
    call.state = 'open'
    say(result(text, true))
    say({ type: 'Metadata', request_id: 'simulated', duration: call.soundMs / 1000, channels: 1 })
    if (fault?.kind !== 'stall') socket.close(1000)
  }
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    if (!isBinary) return (parsed(data) as { type?: string } | null)?.type === 'CloseStream' ? void close() : undefined
    if (length > (heardMsMax * sampleRateHz * 2) / 1000) return socket.close(1009)
    parts.push(data)
    length += data.length
    call.soundMs = (length * 1000) / (2 * sampleRateHz)
    if (!wantsInterim || call.soundMs - shownMs < interimMs) return
    shownMs = call.soundMs
    const text = heard()
    if (text !== '') say(result(text, false))
  })
  socket.on('close', (code: number) => {
    call.state = 'over'
    closed.abort()
    call.aborted = code !== 1000 && fault?.kind !== 'cut'
  })
}
