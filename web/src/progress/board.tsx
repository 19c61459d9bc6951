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
  const { found, trouble } = useBoard(period, metric)
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
      <div aria-live="polite" className="grid gap-3">
        {found && settings.onLeaderboards && <p className="font-semibold">{found.you ? board.you(found.you.place) : board.soon}</p>}
        {found?.items.length === 0 && <p className="text-soft">{board.empty}</p>}
        {found && found.items.length > 0 && (
          <table className="w-full tabular-nums">
            <thead><tr className="text-sm text-soft"><th scope="col" className="pr-3 text-left">{board.place}</th><th scope="col" className="text-left">{board.name}</th><th scope="col" className="text-right">{board.metrics[metric]}</th></tr></thead>
            <tbody>
              {found.items.map(({ place, name, value }, line) => (
                <tr key={line} className="border-t border-line"><td className="py-2 pr-3">{place}</td><th scope="row" className="py-2 text-left font-normal break-words">{name}</th><td className="py-2 text-right">{value}</td></tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
    </Section>
  )
}

function useBoard(period: string, metric: string): { readonly found: Leaderboard | null; readonly trouble: Trouble | null } {
  const [found, setFound] = useState<Leaderboard | null>(null)
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  useEffect(() => {
    let left = false
    setTrouble(null)
    ask<Leaderboard>('GET', `/leaderboard?period=${period}&metric=${metric}&limit=${placesMax}`).then((board) => !left && setFound(board), (error: unknown) => !left && setTrouble(troubleIn(error)))
    return () => {
      left = true
    }
  }, [period, metric])
  return { found, trouble }
}
