/** What everything else is measured against. */
import type { Price } from '../domain/price.ts'
import type { Provider } from '../ports/provider.ts'

/** What the dearest of the strong ones asks, or else of all: the model that an installation would take that thought of nothing but the answer. */
export function bestOf(all: readonly Provider[]): Price {
  const priced = all.flatMap(({ facts }) => facts ?? [])
  const strong = priced.filter(({ strength }) => strength === 'strong')
  const [best] = (strong.length > 0 ? strong : priced).toSorted((one, other) => (other.price.outputTokens ?? 0) - (one.price.outputTokens ?? 0))
  return best?.price ?? {}
}
