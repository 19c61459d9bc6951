/** How the database is, for operators: its connections, what it is asked, how large it is. */
import type { DatabaseView } from '@mluv/protocol/admin.ts'
import type { House } from '../house.ts'
import { instant } from '../render.ts'
import { timingOf, timings, together, toldOf } from './live.ts'

const statementsMax = 40
const tablesMax = 20

export const database = (house: House) => ({
  async read(): Promise<DatabaseView> {
    const [told, { bytes, tables }] = await Promise.all([toldOf(house), house.database.tables(tablesMax)])
    const { figures, windowMs } = together(told)
    const { gauges, counts } = figures
    return {
      at: instant(house.clock.now()),
      connections: { busy: gauges['connections busy'] ?? 0, free: gauges['connections free'] ?? 0, waiting: gauges['connections waiting'] ?? 0, refused: counts['connection refused'] ?? 0 },
      waits: timingOf('connection wait', figures, windowMs),
      statements: timings(figures, 'statement', windowMs).toSorted((one, other) => other.count * other.meanMs - one.count * one.meanMs).slice(0, statementsMax),
      bytes, tables: [...tables],
    }
  },
})
