/** The learners' process, from outside. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { Calibrated, CalibrateOrder, CrowdOrder, CrowdTold, Echoed, EchoOrder, Order, Told } from './generator.ts'

export type Generator = {
  readonly pid: number
  crowd(order: CrowdOrder): Promise<CrowdTold>
  calibrate(order: CalibrateOrder): Promise<Calibrated>
  echo(order: EchoOrder): Promise<Echoed>
  stop(): void
}

export function openGenerator(): Generator {
  const child = fork(new URL('./generator.ts', import.meta.url))
  const exited = once(child, 'exit').then((): never => {
    throw new Error('The process of the learners ended by itself.')
  })
  exited.catch(() => {})
  const ask = async (order: Order): Promise<Told> => {
    child.send(order)
    const [told] = (await Promise.race([once(child, 'message'), exited])) as [Told]
    if ('failed' in told) throw new Error(told.failed)
    return told
  }
  return {
    pid: child.pid!,
    crowd: async (order) => {
      const told = await ask({ crowd: order })
      if (!('crowd' in told)) throw new Error('A crowd was asked for.')
      return told.crowd
    },
    calibrate: async (order) => {
      const told = await ask({ calibrate: order })
      if (!('calibrated' in told)) throw new Error('It was asked what it can do.')
      return told.calibrated
    },
    echo: async (order) => {
      const told = await ask({ echo: order })
      if (!('echoed' in told)) throw new Error('An echo was asked for.')
      return told.echoed
    },
    stop: () => void child.kill(),
  }
}
