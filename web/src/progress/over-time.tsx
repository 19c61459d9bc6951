/** What changes from day to day and from week to week. */
import type { ProgressView } from '@mluv/protocol/progress.ts'
import { useLaterWords } from '../words/later/words.ts'
import { useProgressWords } from '../words/progress/words.ts'
import { useWords } from '../words/words.ts'
import { Bars, Calendar, Figures, Line } from './charts.tsx'
import { Section } from './section.tsx'
import { calendarOf, dateIn, kindsOf, ofTen, weeksOf } from './weeks.ts'

type Shown = { readonly seen: ProgressView }

/** A chart of nothing still has a height. */
const heightMin = 5

export function Streak({ seen }: Shown) {
  const { tongue } = useWords()
  const { streak, columns } = useProgressWords()
  const rows = calendarOf(seen).filter(({ done, isShielded }) => done || isShielded).toReversed()
    .map(({ day, done }) => (done ? [dateIn(tongue, day), done.turns, done.words, done.stars] : [dateIn(tongue, day), streak.shielded, null, null]))
  return (
    <Section title={streak.title}>
      <p><strong className="text-2xl">{streak.days(seen.streakDays)}</strong> <span className="text-soft">{streak.longest(seen.streakLongest)}{seen.shields > 0 && `, ${streak.shields(seen.shields)}`}</span></p>
      <Calendar days={calendarOf(seen)} label={streak.calendar(seen.days.length)} />
      <p className="text-sm text-soft">{streak.legend}</p>
      <Figures name={streak.title} columns={[columns.day, columns.turns, columns.words, columns.stars]} rows={rows} />
    </Section>
  )
}

export function Practice({ seen }: Shown) {
  const { tongue } = useWords()
  const { practice, columns } = useProgressWords()
  const weeks = weeksOf(seen)
  const minutes = weeks.map((week) => week.minutes)
  return (
    <Section title={practice.title}>
      <p className="font-semibold">{practice.lately(minutes.reduce((sum, each) => sum + each, 0))}</p>
      <Bars values={minutes} label={practice.chart} most={Math.max(heightMin, ...minutes)} first={dateIn(tongue, seen.from)} last={dateIn(tongue, weeks.at(-1)!.since)} />
      <p className="text-sm text-soft">{practice.help}</p>
      <Figures name={practice.title} columns={[columns.week, columns.minutes, columns.turns, columns.words]}
        rows={weeks.toReversed().map((week) => [dateIn(tongue, week.since), week.minutes, week.turns, week.words])} />
    </Section>
  )
}

export function Score({ seen }: Shown) {
  const { tongue } = useWords()
  const { score, columns } = useProgressWords()
  const days = calendarOf(seen)
  const points = days.flatMap(({ done }, at) => (done && done.scoreMean !== null ? [{ at, value: done.scoreMean, day: done.day }] : []))
  return (
    <Section title={score.title}>
      {points.length === 0
        ? <p className="text-soft">{score.none}</p>
        : (
          <>
            <Line points={points} days={days.length} label={score.chart(points.at(-1)!.value)} most={100} first={dateIn(tongue, seen.from)} last={dateIn(tongue, seen.today)} />
            <Figures name={score.title} columns={[columns.day, columns.score]} rows={points.toReversed().map(({ day, value }) => [dateIn(tongue, day), value])} />
          </>
        )}
    </Section>
  )
}

export function Mistakes({ seen }: Shown) {
  const { tongue } = useWords()
  const { mistakes, columns } = useProgressWords()
  const names: Readonly<Record<string, string>> = useLaterWords().correction.kinds
  const kinds = kindsOf(seen)
  const weeks = weeksOf(seen)
  const trends = new Map(seen.trends.map((trend) => [trend.kind, trend]))
  return (
    <Section title={mistakes.title}>
      {kinds.length === 0 && <p className="text-soft">{mistakes.none}</p>}
      {kinds.length > 0 && <p className="text-sm text-soft">{mistakes.help} {seen.trends.length === 0 && mistakes.few}</p>}
      {kinds.map(({ kind, perTen }) => {
        const [name, trend] = [names[kind] ?? kind, trends.get(kind)]
        return (
          <div key={kind} className="grid gap-2">
            <h3 className="font-semibold first-letter:uppercase">{name}</h3>
            {trend && <p>{mistakes.trend(ofTen(trend.lately), ofTen(trend.before))}</p>}
            <Bars values={perTen} label={mistakes.chart(name)} most={10} first={dateIn(tongue, seen.from)} last={dateIn(tongue, weeks.at(-1)!.since)} />
          </div>
        )
      })}
      {kinds.length > 0 && (
        <Figures name={mistakes.title} columns={[columns.week, columns.checked, ...kinds.map(({ kind }) => names[kind] ?? kind)]}
          rows={seen.weeks.toReversed().map((week) => [dateIn(tongue, week.since), week.checkedTurns, ...kinds.map(({ kind }) => week.kinds.find((each) => each.kind === kind)?.mistakes ?? 0)])} />
      )}
    </Section>
  )
}
