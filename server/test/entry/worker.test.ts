import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Failure } from '../../src/domain/failure.ts'
import { startWork } from '../../src/entry/worker.ts'
import { openLog } from '../../src/log.ts'
import type { Queue, QueueTrouble } from '../../src/ports/queue.ts'

describe('the door for tasks', () => {
  it('logs what failed by its code, never what it was about', async () => {
    const lines: string[] = []
    const troubles: readonly QueueTrouble[] = [
      { type: 'failed', task: 'deliver', jobId: '01890000-0000-7000-8000-000000000000', attempt: 2, error: new Error('Petra řekla: Jdu do škola.') },
      { type: 'faltered', error: new Failure('unavailable', 'The database cannot be reached.') },
    ]
    const queue = { work: async (_work: unknown, report: (trouble: QueueTrouble) => void) => troubles.forEach(report) } as unknown as Queue
    await startWork(queue, {}, openLog('info', { write: (line) => void lines.push(line) }))
    const [failed, faltered] = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
    assert.deepEqual([failed!['event'], failed!['task'], failed!['attempt'], failed!['error']], ['job-failed', 'deliver', 2, 'Error'])
    assert.deepEqual([faltered!['event'], faltered!['code']], ['queue-faltered', 'unavailable'])
    assert.doesNotMatch(lines.join(), /Petra|škola/)
  })
})
