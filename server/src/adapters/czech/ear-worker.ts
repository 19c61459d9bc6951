/** The thread that checks Czech: loads the dictionary and the content once, then answers sentence after sentence. */
import { parentPort, workerData } from 'node:worker_threads'
import { check } from '../../domain/czech/check.ts'
import { formsOf } from '../../domain/czech/inflection.ts'
import { knowledge } from '../../domain/czech/knowledge.ts'
import { earContent } from './content.ts'
import { czechDictionary } from './dictionary.ts'
import type { EarAnswer, EarFolder, EarJob } from './ear-job.ts'

const port = parentPort!
const { folder } = workerData as EarFolder
const [content, dictionary] = await Promise.all([earContent(folder), czechDictionary()])
const known = knowledge(content, dictionary)

port.on('message', (job: EarJob) => port.postMessage(answered(job)))

/** A sentence that breaks a rule's code costs that sentence alone; the message names code, never words. */
function answered(job: EarJob): EarAnswer {
  try {
    return 'headWord' in job ? { forms: formsOf(job.headWord, dictionary, known.lexiconOver) } : { correction: check(job, known) }
  } catch (error) {
    return { broken: error instanceof Error ? error.name : 'unknown' }
  }
}
