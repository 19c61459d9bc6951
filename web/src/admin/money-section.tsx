/** What may be spent, what is, on whom and on what, and what was saved and how. */
import type { LimitsView } from '@mluv/protocol/admin.ts'
import type { BudgetUsage } from '@mluv/protocol/budget.ts'
import { useId, useState } from 'react'
import { Button } from '../kit/button.tsx'
import { Chart } from './chart.tsx'
import { atDay, inPercent, inUsd } from './numbers.ts'
import { Notice, Said, Section, Table, useDeed } from './parts.tsx'
import { useFigures } from './use-figures.ts'

const periods = ['day', 'month'] as const
const periodNames = { day: 'Today', month: 'This month' } as const

export function MoneySection() {
  const { view, trouble } = useFigures<LimitsView>('/admin/limits')
  const { view: usage } = useFigures<BudgetUsage>('/budget/usage')
  const deed = useDeed()
  return (
    <>
      <Section title="Limits" says="Days and months are UTC’s. What is set here goes before the settings, in every process, within seconds.">
        <Notice trouble={trouble} />
        <Said text={deed.said} />
        {view && periods.map((period) => <LimitRow key={period} period={period} limit={view[period]} deed={deed} />)}
      </Section>
      <Section title="By group">{view && <Table name="By group" columns={['group', 'today', 'this month']} rows={view.groups.map(({ group, dayMicroUsd, monthMicroUsd }) => [group, inUsd(dayMicroUsd), inUsd(monthMicroUsd)])} none="Nothing is spent." />}</Section>
      {usage && <Usage usage={usage} />}
    </>
  )
}

type LimitProps = { readonly period: (typeof periods)[number]; readonly limit: LimitsView['day']; readonly deed: ReturnType<typeof useDeed> }

function LimitRow({ period, limit: { limitMicroUsd, settingsMicroUsd, spentMicroUsd, heldMicroUsd, set }, deed }: LimitProps) {
  const id = useId()
  const [text, setText] = useState('')
  const amount = /^\d{1,7}(\.\d{1,6})?$/.test(text) ? Math.round(Number(text) * 1_000_000) : null
  const change = (to: number | null | 'settings') => deed.act('PUT', '/admin/limits', `The limit of a ${period} is changed.`, { [period]: to })
  const share = limitMicroUsd === null || limitMicroUsd === 0 ? null : spentMicroUsd / limitMicroUsd
  return (
    <div role="group" aria-label={periodNames[period]} className="grid gap-2 rounded-xl border border-line p-3">
      <p><b>{periodNames[period]}:</b> {inUsd(spentMicroUsd)} of {inUsd(limitMicroUsd)} spent{share !== null && ` (${inPercent(share)})`}, {inUsd(heldMicroUsd)} in hand for calls.</p>
      <p className="text-sm text-soft">{set === null ? 'As the settings say.' : `Set ${atDay(set.at)} by ${set.by}; the settings say ${inUsd(settingsMicroUsd)}.`}</p>
      <form className="flex flex-wrap items-end gap-2" onSubmit={(event) => { event.preventDefault(); if (amount !== null) change(amount) }}>
        <label htmlFor={id} className="grid gap-1 text-sm">New limit a {period}, in dollars<input id={id} className="field w-36" inputMode="decimal" value={text} onChange={(event) => setText(event.target.value)} /></label>
        <Button type="submit" look="solid" disabled={deed.isBusy || amount === null}>Set</Button>
        <Button disabled={deed.isBusy || limitMicroUsd === null} onClick={() => change(null)}>No limit</Button>
        {set !== null && <Button disabled={deed.isBusy} onClick={() => change('settings')}>As in the settings</Button>}
      </form>
    </div>
  )
}

function Usage({ usage: { total, items, from, to } }: { readonly usage: BudgetUsage }) {
  const byModel = [...Map.groupBy(items, ({ provider, model, task }) => `${provider} ${model}: ${task}`)].map(([name, lines]) => {
    const sum = (of: (line: (typeof lines)[number]) => number) => lines.reduce((all, line) => all + of(line), 0)
    return { name, calls: sum(({ calls }) => calls), microUsd: sum(({ microUsd }) => microUsd), savedMicroUsd: sum(({ savedMicroUsd }) => savedMicroUsd) }
  }).toSorted((one, other) => other.microUsd - one.microUsd)
  const days = daysFrom(from, to)
  const byDay = Map.groupBy(items, ({ day }) => day)
  const perDay = (of: (line: (typeof items)[number]) => number) => days.map((day) => (byDay.get(day) ?? []).reduce((sum, line) => sum + of(line), 0))
  return (
    <>
      <Section title="Day by day">
        <Chart title="Spent and saved" unit="dollars a day, UTC" at={days} when={(day) => day.slice(5)} shown={inUsd} series={[
          { name: 'spent', values: perDay(({ microUsd }) => microUsd) },
          { name: 'saved', values: perDay(({ savedMicroUsd }) => savedMicroUsd) },
        ]} />
      </Section>
      <Section title="By model" says={`From ${from} to ${to}: ${total.calls} calls, ${inUsd(total.microUsd)} spent, ${inUsd(total.savedMicroUsd)} saved.`}>
        <Table name="By model" columns={['model, task', 'calls', 'spent', 'saved']} rows={byModel.map(({ name, calls, microUsd, savedMicroUsd }) => [name, calls, inUsd(microUsd), inUsd(savedMicroUsd)])} none="Nobody was asked who costs something." />
      </Section>
      <Section title="Saved, and how" says="Against the best model, told the whole talk at full price, with nothing recalled.">
        <Table name="Saved" columns={['by', 'this month']} rows={[['what vendors still had', total.saved.caching], ['a lighter model', total.saved.routing], ['leaving out the beginning', total.saved.window], ['answers found before', total.saved.recall]].map(([by, saved]) => [by, inUsd(saved as number)])} />
      </Section>
    </>
  )
}

/** Both among them. */
const daysFrom = (from: string, to: string): string[] =>
  Array.from({ length: (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1 }, (_, nth) => new Date(Date.parse(from) + nth * 86_400_000).toISOString().slice(0, 10))
