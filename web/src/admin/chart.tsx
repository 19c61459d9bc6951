/** Lines over time, drawn here: with axes, their unit, the last value in words, and a table behind them. Lines differ by their dashes, not by colour alone. */
import { Table } from './parts.tsx'
import { atClock } from './numbers.ts'

export type Series = { readonly name: string; readonly values: readonly (number | null)[] }
type ChartProps = {
  readonly title: string
  readonly unit: string
  readonly at: readonly string[]
  readonly series: readonly Series[]
  readonly shown?: (value: number) => string
  /** How a moment is said. */
  readonly when?: (at: string) => string
}

const [width, height] = [600, 100]
const dashes = ['', '7 4', '2 3']
const colours = ['text-river', 'text-brick', 'text-gold']
/** Rows of the table: what a screen reader goes through. */
const rowsMax = 30

export function Chart({ title, unit, at, series, shown = plain, when = atClock }: ChartProps) {
  const most = roundUp(Math.max(0, ...series.flatMap(({ values }) => values.map((value) => value ?? 0))))
  const last = (values: Series['values']) => values.findLast((value) => value !== null) ?? null
  const lasts = series.map(({ name, values }) => `${name} ${last(values) === null ? '–' : shown(last(values)!)}`).join(', ')
  if (at.length === 0) return <figure className="grid gap-1"><figcaption className="font-semibold">{title}</figcaption><p className="text-sm text-soft">The first figures come within ten seconds.</p></figure>
  return (
    <figure className="grid min-w-0 content-start gap-1 text-sm">
      <figcaption className="font-semibold">{title} <span className="font-normal text-soft">({unit})</span></figcaption>
      <div className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-2 text-soft tabular-nums">
        <div aria-hidden="true" className="flex flex-col justify-between text-right text-xs leading-none"><span>{shown(most)}</span><span>{shown(most / 2)}</span><span>0</span></div>
        <svg role="img" aria-label={`${title}: ${lasts}`} viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" className="h-28 w-full border-b border-l border-edge">
          <title>{`${title}, ${unit}, since ${when(at[0]!)}: ${lasts}`}</title>
          <line x1={0} x2={width} y1={height / 2} y2={height / 2} stroke="var(--line)" vectorEffect="non-scaling-stroke" />
          {series.map(({ name, values }, nth) => (
            <path key={name} d={pathOf(values, most)} className={colours[nth % colours.length]} fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round"
              strokeDasharray={dashes[nth % dashes.length]} vectorEffect="non-scaling-stroke" />
          ))}
        </svg>
        <div aria-hidden="true" className="col-start-2 flex justify-between text-xs"><span>{when(at[0]!)}</span><span>{when(at.at(-1)!)}</span></div>
      </div>
      <ul className="flex flex-wrap gap-x-4">
        {series.map(({ name, values }, nth) => (
          <li key={name} className="inline-flex items-center gap-1.5">
            <svg aria-hidden="true" viewBox="0 0 24 4" className={`h-1 w-6 ${colours[nth % colours.length]}`}><line x1="0" x2="24" y1="2" y2="2" stroke="currentColor" strokeWidth="3" strokeDasharray={dashes[nth % dashes.length]} /></svg>
            {name} <b className="tabular-nums">{last(values) === null ? '–' : shown(last(values)!)}</b>
          </li>
        ))}
      </ul>
      <details>
        <summary className="min-h-11 py-2.5 text-soft">The figures<span className="sr-only"> of {title}</span></summary>
        <Table name={title} columns={['at', ...series.map(({ name }) => name)]} rows={at.slice(-rowsMax).map((each, line) => [when(each), ...series.map(({ values }) => {
          const value = values.slice(-rowsMax)[line]
          return value === null || value === undefined ? '–' : shown(value)
        })]).reverse()} />
      </details>
    </figure>
  )
}

const plain = (value: number): string => String(Math.round(value * 10) / 10)

/** A line for each stretch that was measured; one alone is a dot. */
function pathOf(values: readonly (number | null)[], most: number): string {
  const step = width / Math.max(1, values.length - 1)
  let isDrawing = false
  return values.map((value, at) => {
    if (value === null) {
      isDrawing = false
      return ''
    }
    const place = `${Math.round(at * step * 10) / 10} ${Math.round((height - (94 * value) / most) * 10) / 10}`
    const drawn = isDrawing ? `L${place}` : `M${place}L${place}`
    isDrawing = true
    return drawn
  }).join('')
}

/** To a number that people know. */
function roundUp(most: number): number {
  if (most <= 1) return 1
  const size = 10 ** Math.floor(Math.log10(most))
  return [1, 2, 5, 10].map((times) => times * size).find((each) => each >= most)!
}
