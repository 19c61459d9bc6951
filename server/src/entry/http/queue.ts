/** What is done behind the scenes, by task: how it gets on, and stopping, going on and letting go of it. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Drained, QueueView } from '@mluv/protocol/admin.ts'
import { addUp, historyMs } from '../../domain/live.ts'
import { taskNames, type TaskName } from '../../domain/task.ts'
import type { House } from '../house.ts'
import { instant } from '../render.ts'
import { deedOf } from './deeds.ts'
import { runsOf, timingOf, together, toldOf } from './live.ts'

const minuteMs = 60_000

type Asked = FastifyRequest<{ Params: { task: TaskName } }>

export const queueView = (house: House) => ({
  async read(): Promise<QueueView> {
    const nowMs = house.clock.now()
    const [depths, paused, told, steps] = await Promise.all([house.queue.depths(), house.queue.paused(), toldOf(house), house.live.steps(nowMs - historyMs)])
    const { figures, windowMs } = together(told)
    const minutes = [...Map.groupBy(steps, ({ atMs }) => Math.floor(atMs / minuteMs) * minuteMs)].map(([atMs, each]) => ({ atMs, runs: runsOf(addUp(each.map((step) => step.figures))) }))
    return {
      at: instant(nowMs),
      tasks: taskNames.map((task) => {
        const { waiting = 0, running = 0, dead = 0, oldestMs = 0 } = depths.get(task) ?? {}
        const pausedAtMs = paused.get(task)
        return {
          task, waiting, running, dead, oldestMs, pausedAt: pausedAtMs === undefined ? null : instant(pausedAtMs), runs: timingOf(`job ${task}`, figures, windowMs),
          minutes: minutes.flatMap(({ atMs, runs }) => {
            const own = runs.filter((run) => run.task === task)
            const [done, failed] = [own.reduce((sum, run) => sum + run.done, 0), own.reduce((sum, run) => sum + run.failed, 0)]
            return done + failed === 0 ? [] : [{ at: instant(atMs), done, failed }]
          }),
        }
      }),
    }
  },

  async pause(request: Asked, reply: FastifyReply): Promise<FastifyReply> {
    const deed = deedOf(house, request, 'pause', request.params.task)
    await house.queue.pause(request.params.task, deed.atMs)
    await house.controls.note(deed)
    return reply.status(204).send()
  },
  async resume(request: Asked, reply: FastifyReply): Promise<FastifyReply> {
    await house.queue.resume(request.params.task)
    await house.controls.note(deedOf(house, request, 'resume', request.params.task))
    return reply.status(204).send()
  },
  async drain(request: Asked): Promise<Drained> {
    const cancelled = await house.queue.drain(request.params.task)
    await house.controls.note(deedOf(house, request, 'drain', `${request.params.task}: ${cancelled} cancelled`))
    return { cancelled }
  },
})
