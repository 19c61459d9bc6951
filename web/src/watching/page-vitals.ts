/**
 * What this browser measures of the page, told when it is left, by nobody and of nobody: when the largest thing was painted, how late the page was for
 * its user, how long the tutor's first sound was waited for. It is fetched after all that; what was before is told by the browser in hindsight.
 */
import type { PageVitals } from '@mluv/protocol/admin.ts'
import { placeAt } from '../place.ts'

type Measured = { lcpMs?: number; inpMs?: number; firstSoundMs?: number }
/** What the types of browsers do not know of their entries. */
type Interaction = PerformanceEntry & { readonly interactionId?: number }
type Observed = PerformanceObserverInit & { readonly type: string }

const msMax = 600_000
/** Shorter is no delay that anybody notices. */
const interactionMsMin = 16

const byPage = new Map<PageVitals['page'], Measured>()
const here = (): Measured => {
  const page = placeAt(location.pathname) ?? 'talk'
  const known = byPage.get(page) ?? {}
  byPage.set(page, known)
  return known
}

/** The first page alone is painted anew. */
const first = here()
observe({ type: 'largest-contentful-paint', buffered: true }, (entries) => { first.lcpMs = entries.at(-1)!.startTime })
observe({ type: 'event', buffered: true, durationThreshold: interactionMsMin } as Observed, (entries) => {
  for (const { interactionId = 0, duration } of entries as Interaction[]) if (interactionId > 0) here().inpMs = Math.max(here().inpMs ?? 0, duration)
})
document.addEventListener('visibilitychange', () => document.hidden && tell())
addEventListener('pagehide', tell)

/** The longest is told where there are several. */
export const noteFirstSound = (ms: number): void => void (here().firstSoundMs = Math.max(here().firstSoundMs ?? 0, ms))

function tell(): void {
  for (const [page, measured] of byPage) {
    const told = Object.fromEntries(Object.entries(measured).map(([name, ms]) => [name, Math.min(msMax, Math.round(ms))]))
    if (Object.keys(told).length > 0) navigator.sendBeacon('/api/v1/vitals', new Blob([JSON.stringify({ page, ...told })], { type: 'application/json' }))
  }
  byPage.clear()
}

/** Browsers differ in what they can observe. */
function observe(what: Observed, told: (entries: PerformanceEntry[]) => void): void {
  if (PerformanceObserver.supportedEntryTypes.includes(what.type)) new PerformanceObserver((list) => told(list.getEntries())).observe(what)
}
