/** A thread whose sentences say what becomes of it: it dies, hangs, throws, breaks on this one; otherwise it answers with the text, and signs with how often it has. */
import { parentPort } from 'node:worker_threads'

let answers = 0
parentPort!.on('message', ({ text }: { text: string }) => {
  if (text === 'die') process.exit(1)
  if (text === 'throw') throw new Error('out of paper')
  if (text === 'break') parentPort!.postMessage({ broken: 'RangeError' })
  else if (text !== 'hang') parentPort!.postMessage({ correction: { corrected: text, findings: [], questions: [], suggestion: null, by: `stand-in ${++answers}` } })
})
