/** Makes up lives in a thread of its own, a batch whenever one is asked for, so that the database never waits for them. */
import { parentPort, workerData } from 'node:worker_threads'
import { live } from './life.ts'
import { rows } from './rows.ts'

export type Order = { readonly turnsOf: readonly number[]; readonly wordsOf: readonly number[]; readonly days: number; readonly nowMs: number; readonly perBatch: number }
export type Batch = { readonly tables: ReadonlyMap<string, readonly string[]>; readonly learners: number }

const { turnsOf, wordsOf, days, nowMs, perBatch } = workerData as Order
const batch = rows()
let learner = 0

parentPort!.on('message', () => {
  const end = Math.min(turnsOf.length, learner + perBatch)
  for (; learner < end; learner += 1) live(batch, { learner, turns: turnsOf[learner]!, words: wordsOf[learner]!, daysMax: days, nowMs })
  parentPort!.postMessage({ tables: batch.take(), learners: learner } satisfies Batch)
})
