/** Drawn figures: each says in words what it shows, and has a table behind it. Shape and height carry what they tell, never colour alone. */
import type { ReactNode } from 'react'
import { useProgressWords } from '../words/progress/words.ts'
import type { CalendarDay } from './weeks.ts'

type Scaled = { readonly label: string; readonly most: number; readonly first: string; readonly last: string }

/** A plot with what its height means, and where it begins and ends. */
function Plot({ label, most, first, last, width, children }: Scaled & { readonly width: number; readonly children: ReactNode }) {
  return (
    <figure className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-2 text-sm text-soft tabular-nums">
      <div aria-hidden="true" className="flex flex-col justify-between text-right leading-none"><span>{most}</span><span>0</span></div>
      <svg role="img" aria-label={label} viewBox={`0 0 ${width} 100`} preserveAspectRatio="none" className="h-28 w-full border-b border-l border-edge text-river">{children}</svg>
      <figcaption aria-hidden="true" className="col-start-2 mt-1 flex justify-between"><span>{first}</span><span>{last}</span></figcaption>
    </figure>
  )
}

/** What is null was not measured: it has no bar, and no line at the foot either. */
export function Bars({ values, ...scaled }: Scaled & { readonly values: readonly (number | null)[] }) {
  const height = (value: number) => Math.max(1.5, (100 * value) / Math.max(1, scaled.most))
  return (
    <Plot {...scaled} width={values.length * 10}>
      {values.map((value, at) => value !== null && <rect key={at} x={at * 10 + 1.5} width={7} y={100 - height(value)} height={height(value)} fill="currentColor" />)}
    </Plot>
  )
}

/** `points` are days from the first, and a height. */
export function Line({ points, days, ...scaled }: Scaled & { readonly points: readonly { readonly at: number; readonly value: number }[]; readonly days: number }) {
  const width = Math.max(1, days - 1)
  const places = points.map(({ at, value }) => ({ x: at, y: 100 - (96 * value) / scaled.most }))
  return (
    <Plot {...scaled} width={width}>
      <polyline points={places.map(({ x, y }) => `${x},${y}`).join(' ')} fill="none" stroke="currentColor" strokeWidth="2" vectorEffect="non-scaling-stroke" />
      {places.map(({ x, y }) => <line key={x} x1={x} x2={x} y1={y} y2={y} stroke="currentColor" strokeWidth="7" strokeLinecap="round" vectorEffect="non-scaling-stroke" />)}
    </Plot>
  )
}

const cell = 24
/** So many turns make the largest dot. */
const turnsOfLargest = 10

export function Calendar({ days, label }: { readonly days: readonly CalendarDay[]; readonly label: string }) {
  const weeks = Math.max(...days.map(({ week }) => week)) + 1
  return (
    <svg role="img" aria-label={label} viewBox={`0 0 ${weeks * cell} ${7 * cell}`} className="w-full max-w-96 text-river">
      {days.map(({ day, done, isShielded, isToday, week, weekday }) => {
        const [x, y] = [week * cell + cell / 2, weekday * cell + cell / 2]
        return (
          <g key={day}>
            {isToday && <rect x={x - 11} y={y - 11} width={22} height={22} rx={4} fill="none" stroke="var(--brick)" strokeWidth="2" />}
            {done
              ? <circle cx={x} cy={y} r={4 + 5 * Math.min(1, done.turns / turnsOfLargest)} fill="currentColor" />
              : isShielded
                ? <circle cx={x} cy={y} r={6.5} fill="none" stroke="currentColor" strokeWidth="2.5" />
                : <circle cx={x} cy={y} r={1.5} fill="var(--edge)" />}
          </g>
        )
      })}
    </svg>
  )
}

type TableProps = { readonly name: string; readonly columns: readonly string[]; readonly rows: readonly (readonly (string | number | null)[])[] }

/** The figures themselves, for whoever would rather read them. */
export function Figures({ name, columns, rows }: TableProps) {
  const { table } = useProgressWords()
  return (
    <details className="rounded-lg bg-sunk">
      <summary className="min-h-11 px-3 py-2.5 font-semibold">{table}<span className="sr-only">: {name}</span></summary>
      <div className="overflow-x-auto px-3 pb-3" tabIndex={0} role="group" aria-label={name}>
        <table className="w-full text-sm tabular-nums">
          <thead><tr>{columns.map((column, at) => <th key={column} scope="col" className={`py-1 pr-3 last:pr-0 ${at === 0 ? 'text-left' : 'text-right'}`}>{column}</th>)}</tr></thead>
          <tbody>
            {rows.map((row, line) => (
              <tr key={line} className="border-t border-line">
                {row.map((value, at) => at === 0 ? <th key={at} scope="row" className="py-1 pr-3 text-left font-normal">{value}</th> : <td key={at} className="py-1 pr-3 text-right last:pr-0">{value ?? '–'}</td>)}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  )
}
