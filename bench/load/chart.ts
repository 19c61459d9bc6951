/** A chart of lines over time, drawn by hand: one SVG, without anything from elsewhere. */

export type Series = { readonly name: string; readonly points: readonly (readonly [atMs: number, value: number])[] }
export type Chart = {
  readonly title: string
  readonly unit: string
  readonly series: readonly Series[]
  /** A line that must not be passed. */
  readonly limit?: number
  /** From 1 to 10 it is as far as from 10 to 100. */
  readonly isLogarithmic?: boolean
}

const size = { wide: 720, high: 240, left: 56, right: 12, top: 12, bottom: 28 }
const colours = ['#0b6e99', '#d9730d', '#0f7b6c', '#ad1a72', '#6940a5', '#9f6b53', '#787774', '#e03e3e']
const steps = [1, 2, 2.5, 5, 10]
const stepsMost = 6

export function drawn({ title, unit, series, limit, isLogarithmic = false }: Chart): string {
  const known = series.map(({ name, points }) => ({ name, points: points.filter(([, value]) => Number.isFinite(value) && (!isLogarithmic || value > 0)) }))
  const all = known.flatMap(({ points }) => points)
  if (all.length === 0) return `<figure><figcaption>${escaped(title)}</figcaption><p>Nothing was measured.</p></figure>`
  const toMs = all.reduce((most, [at]) => Math.max(most, at), 1)
  const values = [...all.map(([, value]) => value), ...(limit === undefined ? [] : [limit])]
  const [least, most] = [values.reduce((low, each) => Math.min(low, each)), values.reduce((high, each) => Math.max(high, each))]
  const ticks = isLogarithmic ? powersOfTen(least, most) : evenly(most)
  const place = scale(ticks, isLogarithmic)
  const x = (atMs: number) => size.left + ((size.wide - size.left - size.right) * atMs) / toMs
  const grid = ticks.map((tick) => `<line x1="${size.left}" x2="${size.wide - size.right}" y1="${place(tick)}" y2="${place(tick)}" class="grid"/><text x="${size.left - 6}" y="${place(tick) + 4}" class="tick end">${short(tick)}</text>`)
  const times = Array.from({ length: 5 }, (_, at) => (toMs * at) / 4).map((atMs) => `<text x="${x(atMs)}" y="${size.high - 8}" class="tick middle">${clock(atMs)}</text>`)
  const lines = known.map(({ points }, at) => `<polyline points="${points.map(([atMs, value]) => `${short(x(atMs))},${short(place(value))}`).join(' ')}" stroke="${colours[at % colours.length]}"/>`)
  const bound = limit === undefined ? '' : `<line x1="${size.left}" x2="${size.wide - size.right}" y1="${place(limit)}" y2="${place(limit)}" class="limit"/>`
  const legend = known.map(({ name }, at) => `<span><i style="background:${colours[at % colours.length]}"></i>${escaped(name)}</span>`).join('')
  return `<figure><figcaption>${escaped(title)}, ${escaped(unit)}${limit === undefined ? '' : `; the limit is ${short(limit)}`}</figcaption>
<svg viewBox="0 0 ${size.wide} ${size.high}" role="img" aria-label="${escaped(`${title}: from ${short(least)} to ${short(most)} ${unit}`)}">${grid.join('')}${times.join('')}${bound}${lines.join('')}</svg><div class="legend">${legend}</div></figure>`
}

function scale(ticks: readonly number[], isLogarithmic: boolean): (value: number) => number {
  const on = (value: number) => (isLogarithmic ? Math.log10(value) : value)
  const [low, high] = [on(ticks[0]!), on(ticks.at(-1)!)]
  return (value) => size.high - size.bottom - ((size.high - size.top - size.bottom) * (on(value) - low)) / (high - low)
}

/** From 0 up past the highest, by round steps. */
function evenly(most: number): number[] {
  const rough = Math.max(most, 1e-9) / (stepsMost - 1)
  const power = 10 ** Math.floor(Math.log10(rough))
  const each = steps.map((step) => step * power).find((step) => step * (stepsMost - 1) >= most) ?? 10 * power
  return Array.from({ length: Math.max(2, Math.ceil(most / each) + 1) }, (_, at) => Number((at * each).toPrecision(6)))
}

function powersOfTen(least: number, most: number): number[] {
  const from = Math.floor(Math.log10(least))
  const to = Math.max(from + 1, Math.ceil(Math.log10(most)))
  return Array.from({ length: to - from + 1 }, (_, at) => 10 ** (from + at))
}

const short = (value: number): string => String(Number(value.toPrecision(4)))
const clock = (atMs: number): string => (atMs < 120_000 ? `${Math.round(atMs / 1000)} s` : `${Math.round(atMs / 6_000) / 10} min`)

export const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
