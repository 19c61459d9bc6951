/** How many learners are at work, day by day: counts, and nobody. */
import type { ActiveDays } from '@mluv/protocol/admin.ts'
import { Notice, Section, Table } from './parts.tsx'
import { useFigures } from './use-figures.ts'

export function LearnersSection() {
  const { view, trouble } = useFigures<ActiveDays>('/admin/learners/active')
  const days = view?.items ?? []
  const most = Math.max(1, ...days.map(({ learners }) => learners))
  return (
    <Section title="Learners at work" says="By their own days. Who had been away for more than a week comes back.">
      <Notice trouble={trouble} />
      {days.length > 0 && (
        <svg role="img" aria-label={`Learners by day, at most ${most}; the last day ${days.at(-1)!.learners}`} viewBox={`0 0 ${days.length * 10} 100`} preserveAspectRatio="none" className="h-28 w-full border-b border-l border-edge text-river">
          {days.map(({ day, learners, newcomers }, at) => (
            <g key={day}>
              <rect x={at * 10 + 1} width={8} y={100 - (96 * learners) / most} height={(96 * learners) / most} fill="currentColor" />
              <rect x={at * 10 + 1} width={8} y={100 - (96 * newcomers) / most} height={(96 * newcomers) / most} fill="var(--gold-wash)" stroke="currentColor" vectorEffect="non-scaling-stroke" />
            </g>
          ))}
        </svg>
      )}
      <Table name="Learners by day" columns={['day', 'at work', 'new', 'came back']} rows={days.toReversed().map(({ day, learners, newcomers, returning }) => [day, learners, newcomers, returning])} />
    </Section>
  )
}
