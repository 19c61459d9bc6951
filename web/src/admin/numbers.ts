/** Figures as people read them. */

export function inMs(ms: number | null): string {
  if (ms === null) return '–'
  if (ms < 1_000) return `${ms < 10 ? Math.round(ms * 10) / 10 : Math.round(ms)} ms`
  if (ms < 60_000) return `${Math.round(ms / 100) / 10} s`
  return ms < 3_600_000 ? `${Math.round(ms / 60_000)} min` : `${Math.round(ms / 360_000) / 10} h`
}

export function inBytes(bytes: number): string {
  const [size, unit] = bytes < 1024 ** 2 ? [bytes / 1024, 'KB'] : bytes < 1024 ** 3 ? [bytes / 1024 ** 2, 'MB'] : [bytes / 1024 ** 3, 'GB']
  return `${size < 10 ? Math.round(size * 10) / 10 : Math.round(size)} ${unit}`
}

/** Small amounts to their last digit that counts. */
export const inUsd = (microUsd: number | null): string => {
  if (microUsd === null) return 'no limit'
  const usd = microUsd / 1_000_000
  return `$${usd === 0 || Math.abs(usd) >= 0.01 ? usd.toFixed(2) : usd.toFixed(6).replace(/0+$/, '')}`
}

export const inPercent = (share: number | null): string => (share === null ? '–' : `${Math.round(share * 1000) / 10} %`)

export const atClock = (instant: string): string => new Date(instant).toLocaleTimeString('en-GB')

export const atDay = (instant: string): string => new Date(instant).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' })
