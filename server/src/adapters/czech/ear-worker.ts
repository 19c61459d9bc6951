/** The thread that checks Czech: loads the dictionary and the content once, then answers sentence after sentence. */
import { parentPort, workerData } from 'node:worker_threads'
import { check, type Heard } from '../../domain/czech/check.ts'
import { knowledge } from '../../domain/czech/knowledge.ts'
import { earContent } from './content.ts'
import { czechDictionary } from './dictionary.ts'
import type { EarAnswer, EarFolder } from './ear-job.ts'

const port = parentPort!
const { folder } = workerData as EarFolder
const [content, dictionary] = await Promise.all([earContent(folder), czechDictionary()])
const known = knowledge(content, dictionary)

port.on('message', (heard: Heard) => port.postMessage(answered(heard)))

/** A sentence that breaks a rule's code costs that sentence alone; the message names code, never words. */
function answered(heard: Heard): EarAnswer {
  try {
    return { correction: check(heard, known) }
  } catch (error) {
    return { broken: error instanceof Error ? error.name : 'unknown' }
  }
}
