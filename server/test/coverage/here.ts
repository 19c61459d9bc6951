/** Loaded before everything else into each process and thread of a run that counts lines: records what ran of our sources. */
import { Session } from 'node:inspector'
import { fileURLToPath } from 'node:url'
import { isMainThread } from 'node:worker_threads'
import { coverageVariable, keepRecords, recordOf, type V8Function } from './record.ts'

type Result = { readonly url: string; readonly functions: readonly V8Function[] }

const root = new URL('../../..', import.meta.url).href
const ours = /^(server|web|protocol)\/src\//
/** A thread that is terminated has no last moment. */
const threadEveryMs = 300
const folder = process.env[coverageVariable]

if (folder) {
  const session = new Session()
  session.connect()
  session.post('Profiler.enable')
  // Whether it ran, not how often: what is counted stays slow.
  session.post('Profiler.startPreciseCoverage', { callCount: false, detailed: true })
  const keep = (): void => session.post('Profiler.takePreciseCoverage', (error, taken) => {
    if (error === null) keepRecords(folder, taken.result.flatMap(recordHere))
  })
  process.once('exit', keep)
  if (!isMainThread) setInterval(keep, threadEveryMs).unref()
}

function recordHere({ url, functions }: Result) {
  const path = url.startsWith(root) ? fileURLToPath(url).slice(fileURLToPath(root).length) : ''
  return ours.test(path) ? [recordOf(path, functions)] : []
}
