/** Samples as figures, and figures as a table for people and one line for machines. */

export type Percentiles = { readonly p50Ms: number; readonly p95Ms: number; readonly p99Ms: number; readonly mostMs: number }

export function percentiles(samplesMs: readonly number[]): Percentiles {
  const sorted = samplesMs.toSorted((a, b) => a - b)
  const at = (share: number) => rounded(sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN)
  return { p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99), mostMs: at(1) }
}

/** Two digits after the point, and no more: the machines differ by more than that. */
export const rounded = (value: number): number => Math.round(value * 100) / 100

/** Rows of cells, the first row a heading. */
export function table(rows: readonly (readonly (string | number)[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => String(row[column] ?? '').length)))
  const lines = rows.map((row) => row.map((cell, column) => (typeof cell === 'number' ? String(cell).padStart(widths[column]!) : String(cell).padEnd(widths[column]!))).join('  ').trimEnd())
  return [lines[0]!, widths.map((width) => '-'.repeat(width)).join('  '), ...lines.slice(1)].join('\n')
}
