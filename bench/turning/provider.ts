/**
 * The simulator in a process of its own, with a stopwatch at its door: of each call, when it was wholly there and when each
 * piece of the answer left. Times are the machine's monotonic clock, which all processes share. Asked over the process's channel.
 */
import { channel } from 'node:diagnostics_channel'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { monotonicMs } from '../measuring/monotonic.ts'
import type { Behaviour, Endpoint } from '../simulator/behaviour.ts'
import type { Rule } from '../simulator/chat.ts'
import { startSimulator } from '../simulator/simulator.ts'

export type TimedCall = {
  readonly endpoint: Endpoint
  readonly aborted: boolean
  /** What was heard, asked or to be spoken. */
  readonly text: string
  askedMs: number
  /** When each piece of the answer left, and the length of it. */
  readonly leftMs: number[]
  readonly pieces: number[]
}
export type ProviderAsked =
  | { readonly type: 'set'; readonly behaviours: Partial<Record<Endpoint, Partial<Behaviour>>> }
  | { readonly type: 'rules'; readonly rules: readonly Rule[] }
  | { readonly type: 'calls' }

if (process.send) await serve()

async function serve(): Promise<void> {
  const simulator = await startSimulator({ remember: true })
  const times: Pick<TimedCall, 'leftMs' | 'pieces' | 'askedMs'>[] = []
  channel('http.server.request.start').subscribe((message) => {
    const { request, response } = message as { readonly request: IncomingMessage; readonly response: ServerResponse }
    times.push(watched(request, response))
  })
  process.on('message', (asked: ProviderAsked) => {
    if (asked.type === 'set') simulator.set(asked.behaviours)
    if (asked.type === 'rules') simulator.rules(asked.rules)
    const calls = asked.type === 'calls' ? simulator.calls().map(({ endpoint, aborted, request }, at): TimedCall => ({ endpoint, aborted, text: textOf(request), ...times[at]! })) : []
    if (asked.type === 'calls') {
      simulator.forget()
      times.length = 0
    }
    process.send!({ calls })
  })
  process.send!({ url: simulator.url, key: simulator.key })
}

function watched(request: IncomingMessage, response: ServerResponse): Pick<TimedCall, 'leftMs' | 'pieces' | 'askedMs'> {
  const call = { askedMs: 0, leftMs: [] as number[], pieces: [] as number[] }
  request.on('end', () => (call.askedMs = monotonicMs()))
  const note = (piece: unknown) => {
    if (typeof piece !== 'string' && !(piece instanceof Uint8Array)) return
    call.leftMs.push(monotonicMs())
    call.pieces.push(piece.length)
  }
  const { write, end } = response
  response.write = ((...given: Parameters<typeof write>) => (note(given[0]), write.apply(response, given))) as typeof write
  response.end = ((...given: Parameters<typeof end>) => (note(given[0]), end.apply(response, given))) as typeof end
  return call
}

type Request = { readonly text?: string; readonly input?: string; readonly messages?: readonly { readonly content: unknown }[]; readonly stream?: boolean }

/** Nothing where the question has not been understood yet. */
function textOf(request: unknown): string {
  const { text, input, messages, stream } = (request ?? {}) as Request
  return text ?? input ?? (stream ? JSON.stringify(messages?.at(-1)?.content) : '')
}
