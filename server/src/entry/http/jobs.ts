/** Jobs, for operators: looked at, tried again, ended. */
import type { FastifyRequest } from 'fastify'
import type Type from 'typebox'
import type { JobList, JobListQuery, JobView } from '@mluv/protocol/jobs.ts'
import { Failure } from '../../domain/failure.ts'
import { isId } from '../../domain/identity.ts'
import type { JobRecord } from '../../ports/queue.ts'
import type { House } from '../house.ts'
import { instant } from '../render.ts'
import { limitOf } from './paging.ts'

export const jobs = ({ queue }: House) => {
  const onJob = (act: (jobId: string) => Promise<JobRecord | null>) => async (request: FastifyRequest<{ Params: { id: string } }>): Promise<JobView> => {
    const job = isId(request.params.id) ? await act(request.params.id) : null
    if (!job) throw new Failure('not-found', 'There is no such job.')
    return jobView(job)
  }
  return {
    async list(request: FastifyRequest<{ Querystring: Type.Static<typeof JobListQuery> }>): Promise<JobList> {
      const { state = null, task = null, before = null, limit } = request.query
      const [{ items, next }, depth] = await Promise.all([queue.list({ state, task, before, limit: limitOf(limit, 50) }), queue.depth()])
      return { items: items.map(jobView), next, depth }
    },
    read: onJob(queue.read),
    retry: onJob(queue.retry),
    cancel: onJob(queue.cancel),
  }
}

const jobView = ({ createdAtMs, dueAtMs, startedAtMs, endedAtMs, ...job }: JobRecord): JobView => ({
  ...job, createdAt: instant(createdAtMs), dueAt: instant(dueAtMs), startedAt: startedAtMs === null ? null : instant(startedAtMs), endedAt: endedAtMs === null ? null : instant(endedAtMs),
})
