/** Every vendor as the simulator plays it, for the tests of one file: before each of them it is as good as new. */
import { after, before, beforeEach } from 'node:test'
import { endpoints } from '../../../../bench/simulator/behaviour.ts'
import { startSimulator, type Simulator } from '../../../../bench/simulator/simulator.ts'
import type { Providers } from '../../../src/adapters/models/catalog.ts'
import { loadPrompts, type PromptsIn } from '../../../src/adapters/models/prompts.ts'
import { turnedClock, type TurnedClock } from '../../routing/turned-clock.ts'
import { only } from './stage.ts'

export type Rehearsal = {
  readonly clock: TurnedClock
  /** There once a test has begun. */
  readonly simulator: Simulator
  readonly prompts: PromptsIn
  /** One vendor alone. */
  at(vendor: string): Promise<Providers>
}

export function rehearsal(): Rehearsal {
  const clock = turnedClock()
  let simulator: Simulator
  let prompts: PromptsIn
  before(async () => {
    simulator = await startSimulator({ remember: true })
    prompts = await loadPrompts(new URL('../../../content', import.meta.url).pathname)
  })
  after(() => simulator.stop())
  beforeEach(() => {
    simulator.set(Object.fromEntries(endpoints.map((endpoint) => [endpoint, {}])))
    simulator.rules([])
    simulator.forget()
  })
  return {
    clock,
    get simulator() { return simulator },
    get prompts() { return prompts },
    at: (vendor) => only(vendor, simulator, { prompts, clock }),
  }
}
