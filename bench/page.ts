/**
 * What Lighthouse says of the page, by its own throttling to a phone on slow 4G: the first visit, and rooms of somebody who has practised for months.
 * A peer in the same run: a page of React alone, which draws two lines. Limits: ≥ 95 in every category, LCP ≤ 1.5 s, TBT ≤ 100 ms, CLS ≤ 0.02.
 * Each page is looked at several times and the median told, for the processor is everybody's. `--quick` looks once.
 */
import { openFullHouse } from '../server/test/journeys/full-house.ts'
import { rounded, table } from './measuring/figures.ts'
import { openBarePage } from './paging/bare-page.ts'
import { look, type Seen } from './paging/lighthouse.ts'

const looks = process.argv.includes('--quick') ? 1 : 5
const limits = { points: 95, largestPaintMs: 1500, blockedMs: 100, shift: 0.02 }
const figures = ['performance', 'accessibility', 'bestPractices', 'seo', 'firstPaintMs', 'largestPaintMs', 'blockedMs', 'shift', 'bytes'] as const

type Figures = Readonly<Record<(typeof figures)[number], number>>
type Measured = { readonly name: string; readonly middle: Figures; readonly worst: Figures; readonly complaints: readonly string[] }

const bare = await openBarePage()
const { mluv, token } = await openFullHouse()
try {
  const pages = [
    { name: 'first visit', url: `${mluv.url}/`, session: null },
    { name: 'talk, full', url: `${mluv.url}/`, session: token },
    { name: 'words, full', url: `${mluv.url}/words`, session: token },
    { name: 'progress, full', url: `${mluv.url}/progress`, session: token },
    { name: 'peer: React alone', url: bare.url, session: null },
  ]
  const seen = new Map<string, Seen[]>(pages.map(({ name }) => [name, []]))
  // In turn, so that what else the machine does is spread over all of them.
  for (let at = 0; at < looks; at += 1)
    for (const { name, url, session } of pages) seen.get(name)!.push(await look(url, session))
  report(pages.map(({ name }) => measured(name, seen.get(name)!)))
} finally {
  bare.close()
  await mluv.close()
}

function measured(name: string, seen: readonly Seen[]): Measured {
  const sorted = (figure: keyof Figures) => seen.map((each) => each[figure]).toSorted((a, b) => a - b)
  const of = (pick: (values: readonly number[], figure: keyof Figures) => number) => Object.fromEntries(figures.map((figure) => [figure, rounded(pick(sorted(figure), figure))])) as Figures
  const isPoints = (figure: keyof Figures) => figures.indexOf(figure) < 4
  return {
    name,
    middle: of((values) => values[Math.floor(values.length / 2)]!),
    worst: of((values, figure) => (isPoints(figure) ? values[0]! : values.at(-1)!)),
    complaints: [...new Set(seen.flatMap(({ complaints }) => complaints))],
  }
}

function report(all: readonly Measured[]): void {
  const cells = ({ performance, accessibility, bestPractices, seo, firstPaintMs, largestPaintMs, blockedMs, shift, bytes }: Figures) =>
    [performance, accessibility, bestPractices, seo, Math.round(firstPaintMs), Math.round(largestPaintMs), Math.round(blockedMs), shift, rounded(bytes / 1024)]
  console.log(table([
    [`median of ${looks}`, 'perf.', 'access.', 'practices', 'SEO', 'FCP ms', 'LCP ms', 'TBT ms', 'CLS', 'KiB'],
    ...all.map(({ name, middle }) => [name, ...cells(middle)]),
    ['limit', limits.points, limits.points, limits.points, limits.points, '', limits.largestPaintMs, limits.blockedMs, limits.shift, ''],
  ]))
  console.log()
  for (const { name, complaints } of all) if (complaints.length > 0) console.log(`${name}, at least once: ${complaints.join('; ')}`)
  console.log(JSON.stringify(Object.fromEntries(all.map(({ name, middle, worst }) => [name, { median: middle, worst }]))))
}
