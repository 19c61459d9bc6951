/** A thread whose jobs say by `durationMsMax` what becomes of it: 1 it dies, 2 it hangs, 3 it throws; otherwise it answers. */
import { parentPort } from 'node:worker_threads'

parentPort!.on('message', ({ durationMsMax }: { durationMsMax?: number }) => {
  if (durationMsMax === 1) process.exit(1)
  if (durationMsMax === 3) throw new Error('out of paper')
  if (durationMsMax !== 2) parentPort!.postMessage({ result: new Uint8Array([durationMsMax ?? 0]) })
})
