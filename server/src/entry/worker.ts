/** The door for tasks: hands jobs to those who do them, and puts what failed into the log. */
import type { Log } from '../log.ts'
import type { Queue, Work } from '../ports/queue.ts'

export const startWork = (queue: Queue, work: Work, log: Log): Promise<void> =>
  queue.work(work, (trouble) => {
    if (trouble.type === 'faltered') log.error('queue-faltered', trouble.error)
    else log.error('job-failed', trouble.error, { task: trouble.task, jobId: trouble.jobId, attempt: trouble.attempt })
  })
