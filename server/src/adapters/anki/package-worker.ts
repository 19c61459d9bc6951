/** The thread that reads and writes packages: SQLite works where it is asked, and would keep everybody waiting. */
import { parentPort } from 'node:worker_threads'
import { Failure } from '../../domain/failure.ts'
import type { PackageAnswer, PackageJob } from './package-job.ts'
import { readPackage } from './read-package.ts'
import { writePackage } from './write-package.ts'

const port = parentPort!
port.on('message', (job: PackageJob) => port.postMessage(answered(job)))

/** What is not a `Failure` is a bug: it ends the thread, and is the cause that the job's failure names. */
function answered(job: PackageJob): PackageAnswer {
  try {
    return job.task === 'read' ? { read: readPackage(job.bytes, job.nowMs) } : { written: writePackage(job.cards, job.nowMs) }
  } catch (error) {
    if (error instanceof Failure) return { failure: { code: error.code, message: error.message } }
    throw error
  }
}
