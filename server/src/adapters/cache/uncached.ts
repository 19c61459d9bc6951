/** Remembers nothing: what is asked for is looked up. */
import type { Cache } from '../../ports/cache.ts'
import { noCounts } from './belief.ts'

export function uncached(): Cache {
  const counts = noCounts()
  return {
    async get({ artefact }, find) {
      counts[artefact].loads += 1
      return (await find()).value
    },
    changed() {},
    listening() {},
    forget: async () => {},
    counts: () => counts,
    shared: async () => 'none',
    close: async () => {},
  }
}
