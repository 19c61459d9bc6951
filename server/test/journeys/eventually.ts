/** Waits for what no event tells of. */
import assert from 'node:assert/strict'

const looksEveryMs = 10
const eventuallyMsMax = 20_000

/** What is looked for, once it is there; fails with `missing` where it does not come. */
export async function eventually<Found>(look: () => Promise<Found | false | undefined> | Found | false | undefined, missing: () => string): Promise<Found> {
  for (const beganMs = performance.now(); performance.now() - beganMs < eventuallyMsMax; await new Promise((resolve) => setTimeout(resolve, looksEveryMs))) {
    const found = await look()
    if (found !== false && found !== undefined) return found
  }
  return assert.fail(missing())
}
