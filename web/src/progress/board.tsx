/** Who is ahead, of those who agreed; and agreeing. */
import type { Leaderboard, LearnerView, Settings } from '@mluv/protocol/learner.ts'
import { useEffect, useState } from 'react'
import { Tick } from '../account/tick.tsx'
import { useDeed } from '../account/use-deed.ts'
import { ask, troubleIn } from '../api.ts'
import type { Trouble } from '../api.ts'
import { Select } from '../kit/choice.tsx'
import { TroubleText } from '../kit/trouble.tsx'
import { useProgressWords } from '../words/progress/words.ts'
import { Section } from './section.tsx'

const periods = ['week', 'month', 'all'] as const
const metrics = ['stars', 'streak', 'turns'] as const
const placesMax = 20

type BoardProps = { readonly settings: Settings; readonly onSettings: (settings: Settings) => void }

export function Board({ settings, onSettings }: BoardProps) {
  const { board } = useProgressWords()
  const [period, setPeriod] = useState<(typeof periods)[number]>('week')
  const [metric, setMetric] = useState<(typeof metrics)[number]>('stars')
  const { found, of, isLoading, trouble } = useBoard(period, metric)
  const consent = useDeed()
  const wrong = consent.trouble ?? trouble
  const agree = (onLeaderboards: boolean) =>
    consent.attempt(() => ask<LearnerView>('PATCH', '/learner/settings', { onLeaderboards }).then((learner) => onSettings(learner.settings)))
  return (
    <Section title={board.title}>
      <Tick label={board.consent} checked={settings.onLeaderboards} onChange={(agreed) => void agree(agreed)} />
      <p className="text-sm text-soft">{board.help}</p>
      <div className="grid gap-3 sm:grid-cols-2">
        <Select label={board.period} value={period} options={periods.map((value) => ({ value, label: board.periods[value] }))} onChoose={setPeriod} />
        <Select label={board.metric} value={metric} options={metrics.map((value) => ({ value, label: board.metrics[value] }))} onChoose={setMetric} />
      </div>
      {wrong && <p role="alert" className="text-rust"><TroubleText trouble={wrong} /></p>}
      <div aria-live="polite" aria-busy={isLoading} className={`grid gap-3 ${isLoading ? 'opacity-50' : ''}`}>
        {found && settings.onLeaderboards && <p className="font-semibold">{found.you ? board.you(found.you.place) : board.soon}</p>}
        {found?.items.length === 0 && <p className="text-soft">{board.empty}</p>}
        {found && found.items.length > 0 && (
          <table className="w-full tabular-nums">
            <thead><tr className="text-sm text-soft"><th scope="col" className="pr-3 text-left">{board.place}</th><th scope="col" className="text-left">{board.name}</th><th scope="col" className="text-right">{board.metrics[of]}</th></tr></thead>
            <tbody>
              {found.items.map(({ place, name, value }, line) => (
                <tr key={line} className="border-t border-line"><td className="py-2 pr-3">{place}</td><th scope="row" className="py-2 text-left font-normal wrap-anywhere">{name}</th><td className="py-2 text-right">{value}</td></tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
    </Section>
  )
}

type Metric = (typeof metrics)[number]

/** What was found last stays until another is, `of` which it is. */
function useBoard(period: string, metric: Metric): { readonly found: Leaderboard | null; readonly of: Metric; readonly isLoading: boolean; readonly trouble: Trouble | null } {
  const [{ found, of }, setFound] = useState<{ readonly found: Leaderboard | null; readonly of: Metric }>({ found: null, of: metric })
  const [isLoading, setLoading] = useState(true)
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  useEffect(() => {
    let left = false
    setTrouble(null)
    setLoading(true)
    const show = (board: Leaderboard | null, why: Trouble | null): void => {
      if (left) return
      setFound({ found: board, of: metric })
      setTrouble(why)
      setLoading(false)
    }
    ask<Leaderboard>('GET', `/leaderboard?period=${period}&metric=${metric}&limit=${placesMax}`).then((board) => show(board, null), (error: unknown) => show(null, troubleIn(error)))
    return () => {
      left = true
    }
  }, [period, metric])
  return { found, of, isLoading, trouble }
}
