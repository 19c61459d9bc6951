/** What the learner lets themselves be told when they are not here, by what, and when not. */
import type { Settings } from '@mluv/protocol/learner.ts'
import type { NoticeWays } from '@mluv/protocol/notices.ts'
import { useCallback, useEffect, useState } from 'react'
import { ask } from '../api.ts'
import { Button } from '../kit/button.tsx'
import { Select } from '../kit/choice.tsx'
import { useAccountWords } from '../words/account/words.ts'
import { isSubscribed, pushHere, subscribe, unsubscribe } from './push.ts'
import { Refused } from './refused.tsx'
import { Tick } from './tick.tsx'
import { useDeed } from './use-deed.ts'

const hours = Array.from({ length: 24 }, (_, hour) => `${hour}`)
const reminderHours = [16, 17, 18, 19, 20, 21] as const
const kinds = ['reminder', 'challenge', 'phrase', 'weekly-report', 'achievement', 'budget'] as const
const channels = ['telegram', 'push', 'mail'] as const

type RemindersProps = { readonly settings: Settings; readonly onChange: (patch: Partial<Settings>) => void }

export function Reminders({ settings, onChange }: RemindersProps) {
  const { notices: words } = useAccountWords()
  const [ways, setWays] = useState<NoticeWays | null>(null)
  const look = useCallback(() => ask<NoticeWays>('GET', '/notices').then(setWays, () => {}), [])
  useEffect(() => void look(), [look])
  const offered = channels.filter((channel) => ways?.[channel].offered)
  return (
    <section className="mt-4 grid gap-4 border-t border-edge pt-4" aria-labelledby="reminders">
      <h3 id="reminders" className="font-semibold">{words.title}</h3>
      <Tick label={words.wanted} checked={settings.reminders} onChange={(reminders) => onChange({ reminders })} />
      {settings.reminders && (
        <>
          {ways && channels.every((channel) => ways[channel].reaches === 0) && <p className="rounded-xl bg-gold-wash p-3 text-gold">{words.nobody}</p>}
          {ways?.push.offered && pushHere() && <ThisBrowser onChanged={() => void look()} />}
          <Select label={words.hour} value={`${settings.reminderHour}`} options={reminderHours.map((hour) => ({ value: `${hour}`, label: clock(hour) }))}
            onChoose={(hour) => onChange({ reminderHour: Number(hour) as Settings['reminderHour'] })} />
          <QuietHours settings={settings} onChange={onChange} />
          <p className="text-sm text-soft">{words.once}</p>
          {kinds.map((kind) => (
            <fieldset key={kind} className="grid gap-1">
              <legend className="mb-1">{words.kinds[kind]}</legend>
              <div className="flex flex-wrap gap-x-5">
                {offered.map((channel) => (
                  <Tick key={channel} label={words.channels[channel]} name={words.by(words.kinds[kind], words.channels[channel])} checked={settings.notices[kind].includes(channel)}
                    onChange={(wanted) => onChange({ notices: { ...settings.notices, [kind]: channels.filter((each) => (each === channel ? wanted : settings.notices[kind].includes(each))) } })} />
                ))}
              </div>
            </fieldset>
          ))}
        </>
      )}
    </section>
  )
}

function ThisBrowser({ onChanged }: { readonly onChanged: () => void }) {
  const { notices: words } = useAccountWords()
  const [shows, setShows] = useState<boolean | null>(null)
  const [refused, setRefused] = useState(false)
  const { busy, trouble, attempt } = useDeed()
  useEffect(() => void isSubscribed().then(setShows, () => setShows(false)), [])
  if (shows === null) return null
  return (
    <div className="flex flex-wrap items-center gap-3">
      {shows && <span>{words.here}</span>}
      <Button disabled={busy} onClick={() => void attempt(async () => {
        if (shows) await unsubscribe()
        const isDone = shows ? false : await subscribe()
        setRefused(!shows && !isDone)
        setShows(isDone)
        onChanged()
      })}>{shows ? words.stop : words.allow}</Button>
      <p role="status" className="text-sm text-soft empty:hidden">{refused && words.refused}</p>
      {trouble && <Refused trouble={trouble} />}
    </div>
  )
}

function QuietHours({ settings: { quietHours }, onChange }: RemindersProps) {
  const { notices: words } = useAccountWords()
  const options = hours.map((hour) => ({ value: hour, label: clock(Number(hour)) }))
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1 font-semibold">{words.quiet}</legend>
      <div className="flex gap-4">
        <Select label={words.from} value={`${quietHours.from}`} options={options} onChoose={(from) => onChange({ quietHours: { ...quietHours, from: Number(from) } })} />
        <Select label={words.to} value={`${quietHours.to}`} options={options} onChoose={(to) => onChange({ quietHours: { ...quietHours, to: Number(to) } })} />
      </div>
    </fieldset>
  )
}

const clock = (hour: number): string => `${hour}:00`
