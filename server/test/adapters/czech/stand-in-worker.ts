/** A thread whose sentences say what becomes of it: it dies, hangs, throws, breaks on this one; otherwise it answers with the text. */
import { parentPort } from 'node:worker_threads'

parentPort!.on('message', ({ text }: { text: string }) => {
  if (text === 'die') process.exit(1)
  if (text === 'throw') throw new Error('out of paper')
  if (text === 'break') parentPort!.postMessage({ broken: 'RangeError' })
  else if (text !== 'hang') parentPort!.postMessage({ correction: { corrected: text, findings: [], questions: [], suggestion: null, by: 'stand-in' } })
})
