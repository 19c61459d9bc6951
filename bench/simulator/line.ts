/** The way back to a caller, with the delays and breaks that the simulator was told to have. */
import type { ServerResponse } from 'node:http'
import { setImmediate as flushed } from 'node:timers/promises'
import type { CallState, Drawn, Sleep, Told } from './behaviour.ts'
import type { Refused } from './protocol.ts'

export type Line = {
  readonly response: ServerResponse
  readonly behaviour: Told
  /** Breaks the line where a caller has heard nothing, or only some. */
  cut(): Promise<void>
  /** Whether it was the simulator that broke the line. */
  readonly wasCut: boolean
  /** Waits as long as the first byte is to take; false when the caller is gone by then. */
  began(): Promise<boolean>
  /** Sends one piece of a longer answer; false when there is nobody to send to any more. */
  piece(bytes: string | Uint8Array): Promise<boolean>
  /** Sends a whole answer; `asTold` where it is already as wrong as it is to be. */
  json(answer: object, asTold?: boolean): Promise<void>
  /** Says no in the vendor's words. */
  refuse(status: number, code?: string, retryAfterS?: number): void
}

export type Wanted = {
  readonly response: ServerResponse
  readonly behaviour: Told
  readonly refusal: (refused: Refused) => object
  readonly gone: AbortSignal
  readonly call: { state: CallState }
  readonly sleep: Sleep
}

export function lineTo({ response, behaviour, refusal, gone, call, sleep }: Wanted): Line {
  let sent = 0
  let wasCut = false
  const { fault } = behaviour
  async function pause(given: Drawn): Promise<void> {
    const ms = typeof given === 'function' ? given() : given
    if (ms <= 0) return
    call.state = 'silent'
    await sleep(ms, gone)
    if (!gone.aborted) call.state = 'open'
  }
  return {
    response,
    behaviour,
    get wasCut() {
      return wasCut
    },
    async cut() {
      // What was written leaves on the next tick; a line that breaks has carried it.
      await flushed()
      wasCut = true
      response.destroy()
    },
    async began() {
      await pause(behaviour.firstByteMs)
      return !gone.aborted
    },
    async piece(bytes) {
      if (sent > 0) await pause(behaviour.perPieceMs)
      if (gone.aborted) return false
      if (fault?.kind === 'cut' && sent === fault.afterPieces) {
        await this.cut()
        return false
      }
      if (fault?.kind === 'ended' && sent === (fault.afterPieces ?? 1)) response.end()
      if (fault?.kind === 'error' && sent === fault.afterPieces) response.end(`event: error\ndata: ${JSON.stringify(refusal(fault))}\n\n`)
      if (fault?.kind === 'malformed' && sent === fault.afterPieces) response.end('data: {"unfinis\n\n')
      if (fault?.kind === 'wrong-schema' && sent === fault.afterPieces) response.end('data: {"poem":["not","what","was","asked"]}\n\n')
      if (fault?.kind === 'stall' && sent === fault.afterPieces) call.state = 'silent'
      if (call.state === 'silent' || response.writableEnded) return false
      sent += 1
      if (!response.write(bytes)) await new Promise<void>((resolve) => response.once('drain', resolve).once('close', resolve))
      return !gone.aborted
    },
    async json(answer, asTold = false) {
      response.setHeader('content-type', 'application/json')
      if (fault?.kind === 'cut' || fault?.kind === 'stall' || fault?.kind === 'ended') {
        response.write(JSON.stringify(answer).slice(0, 10))
        if (fault.kind === 'ended') response.end()
        if (fault.kind === 'stall') call.state = 'silent'
        return fault.kind === 'cut' ? this.cut() : undefined
      }
      if (fault?.kind === 'malformed') response.end('{"text": "unfinis')
      else response.end(JSON.stringify(fault?.kind === 'wrong-schema' && !asTold ? { poem: ['not', 'what', 'was', 'asked'] } : answer))
    },
    refuse(status, code, retryAfterS) {
      if (retryAfterS !== undefined) response.setHeader('retry-after', String(retryAfterS))
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(JSON.stringify(refusal({ status, code })))
    },
  }
}
