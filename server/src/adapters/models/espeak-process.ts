/** The process that speaks, seen from outside: one order at a time; started when needed, ended when it hangs. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { ProviderFailure } from '../../domain/failure.ts'
import type { Clock } from '../../ports/clock.ts'
import type { EspeakOrder, EspeakSound } from './espeak-order.ts'

export type EspeakProcess = {
  /** Must not be called again before it has settled. Throws a `ProviderFailure`. */
  say(order: EspeakOrder): Promise<EspeakSound>
  /** The order it is at fails. */
  stop(): Promise<void>
}

export type EspeakProcessOptions = { readonly clock: Clock; readonly sentenceMsMax: number; readonly voiceFile: URL }

export function espeakProcess({ clock, sentenceMsMax, voiceFile }: EspeakProcessOptions): EspeakProcess {
  let child: ChildProcess | null = null

  function start(): ChildProcess {
    // No environment: it needs none of our settings, and our keys are none of its business.
    const started = fork(fileURLToPath(voiceFile), { serialization: 'advanced', stdio: ['ignore', 'ignore', 'ignore', 'ipc'], execArgv: [], env: {} })
    started.on('error', () => {})
    started.once('exit', () => {
      if (child === started) child = null
    })
    return started
  }

  async function stop(): Promise<void> {
    const stopping = child
    child = null
    if (!stopping || stopping.exitCode !== null || stopping.signalCode !== null) return
    const gone = once(stopping, 'exit')
    stopping.kill('SIGKILL')
    await gone
  }

  return {
    async say(order) {
      child ??= start()
      const answering = answerOf(child)
      child.send(order, () => {})
      const over = new AbortController()
      const late = clock.sleep(sentenceMsMax, over.signal).then(() => (over.signal.aborted ? undefined : stop()))
      try {
        return await answering
      } finally {
        over.abort()
        await late
      }
    },
    stop,
  }
}

function answerOf(child: ChildProcess): Promise<EspeakSound> {
  const { promise, resolve, reject } = Promise.withResolvers<EspeakSound>()
  const heard = (sound: unknown) => resolve(sound as EspeakSound)
  const lost = (cause: unknown) => reject(new ProviderFailure('espeak', 'broken', { cause }))
  child.once('message', heard).once('error', lost).once('exit', lost)
  const forget = () => child.off('message', heard).off('error', lost).off('exit', lost)
  promise.then(forget, forget)
  return promise
}
