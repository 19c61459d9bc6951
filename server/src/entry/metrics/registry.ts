/**
 * Families of figures, as Prometheus reads them: filled when somebody asks, from what has been counted elsewhere. Each registry is one installation's.
 *
 * None of them is one of prom-client's own kinds: those are told each value as it comes, which costs every request more than it may, and know of no figure that is not known.
 */
import { Registry, type Metric } from 'prom-client'
import { Failure } from '../../domain/failure.ts'
import type { Tallied } from '../../domain/tally.ts'

export type Labels = Readonly<Record<string, string>>
/** Null where the figure is not known. */
export type Valued<Value> = readonly (readonly [Labels, Value | null])[]

type Named = { readonly name: string; readonly help: string; readonly labels: readonly string[] }
/** Reads its figures out of `Seen`: what was seen of one process at one moment. */
export type Family<Seen> = Named & (
  | { readonly type: 'gauge' | 'counter'; readonly read: (seen: Seen) => Valued<number> }
  | { readonly type: 'histogram'; readonly read: (seen: Seen) => Valued<Tallied> }
)

export type Figures<Seen> = {
  readonly contentType: string
  text(seen: Seen): Promise<string>
}

export function figures<Seen>(families: readonly Family<Seen>[]): Figures<Seen> {
  const registry = new Registry()
  let current: Seen | null = null
  for (const family of families) {
    const { name, help, type } = family
    const told = { name, help, type, aggregator: 'sum' }
    registry.registerMetric({ ...told, get: async () => ({ ...told, values: valuesOf(family, current!) }) } as unknown as Metric)
  }
  return {
    contentType: registry.contentType,
    // Nothing is waited for between what is seen and what is read of it: no other text comes in between.
    text(seen) {
      current = seen
      return registry.metrics()
    },
  }
}

type Value = { readonly metricName: string; readonly labels: Labels; readonly value: number }

function valuesOf<Seen>(family: Family<Seen>, seen: Seen): Value[] {
  const { name, labels: known } = family
  const all: Value[] = []
  const add = (metricName: string, labels: Labels, value: number) => void all.push({ metricName, labels, value })
  for (const [labels, value] of family.read(seen)) {
    if (Object.keys(labels).join() !== known.join()) throw new Failure('internal', `${name} has the labels ${known.join()}, and was given ${Object.keys(labels).join()}.`)
    if (value === null) continue
    if (typeof value === 'number') add(name, labels, value)
    else addBuckets(name, labels, value, add)
  }
  return all
}

function addBuckets(name: string, labels: Labels, { bounds, counts, sum }: Tallied, add: (name: string, labels: Labels, value: number) => void): void {
  let count = 0
  for (const [at, each] of counts.entries()) add(`${name}_bucket`, { ...labels, le: String(bounds[at] ?? '+Inf') }, (count += each))
  add(`${name}_sum`, labels, sum)
  add(`${name}_count`, labels, count)
}
