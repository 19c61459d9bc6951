/** Whether something grows: the straight line through what was measured, and between which slopes it surely lies. */

export type Slope = { /** Per hour. */ readonly perHour: number; readonly from: number; readonly to: number; /** Whether it may as well be none. */ readonly mayBeNone: boolean }

const hourMs = 3_600_000
/** Standard errors to either side, within which 95 of 100 lie. */
const z95 = 1.96
const pointsLeast = 8

/**
 * Null of too few points. What is measured of memory is like what was measured just before, which makes a line look surer than it is: by the correlation of
 * neighbours' distances from the line, there are fewer points than there seem to be.
 */
export function slopeOf(points: readonly (readonly [atMs: number, value: number])[]): Slope | null {
  const count = points.length
  if (count < pointsLeast) return null
  const mean = (values: readonly number[]) => values.reduce((sum, each) => sum + each, 0) / values.length
  const [meanAt, meanValue] = [mean(points.map(([atMs]) => atMs)), mean(points.map(([, value]) => value))]
  const spread = points.reduce((sum, [atMs]) => sum + (atMs - meanAt) ** 2, 0)
  if (spread === 0) return null
  const slope = points.reduce((sum, [atMs, value]) => sum + (atMs - meanAt) * (value - meanValue), 0) / spread
  const distances = points.map(([atMs, value]) => value - meanValue - slope * (atMs - meanAt))
  const squares = distances.reduce((sum, each) => sum + each ** 2, 0)
  const neighbours = distances.slice(1).reduce((sum, each, at) => sum + each * distances[at]!, 0)
  const likeness = squares === 0 ? 0 : Math.min(0.99, Math.max(0, neighbours / squares))
  const independent = Math.max(3, (count * (1 - likeness)) / (1 + likeness))
  const error = Math.sqrt(squares / (independent - 2) / spread) * Math.sqrt(count / independent)
  const [perHour, beside] = [slope * hourMs, z95 * error * hourMs]
  return { perHour, from: perHour - beside, to: perHour + beside, mayBeNone: perHour - beside <= 0 && perHour + beside >= 0 }
}
