/** Who is asked for what, how they fare, and turning them off and on. */
import type { LiveView } from '@mluv/protocol/admin.ts'
import type { LlmHealth, ProviderState } from '@mluv/protocol/providers.ts'
import { Button } from '../kit/button.tsx'
import { inMs, inPercent } from './numbers.ts'
import { Notice, Said, Section, Table, useDeed } from './parts.tsx'
import { useFigures } from './use-figures.ts'

const states: Readonly<Record<ProviderState['state'], string>> = { trusted: 'answers', resting: 'rests after a failure', 'on-trial': 'is tried again with the next call', off: 'is turned off' }

export function ProvidersSection({ live }: { readonly live: LiveView }) {
  const { view, trouble } = useFigures<LlmHealth>('/llm/health')
  const deed = useDeed()
  const turn = (name: string, on: boolean) => deed.act('PUT', `/admin/providers/${encodeURIComponent(name)}`, `${name} is asked ${on ? 'again' : 'no more'}.`, { on })
  const vendors = [...Map.groupBy(view?.providers ?? [], ({ provider }) => provider)]
  return (
    <>
      <Section title="Providers" says="In the order in which they are asked. Who is turned off is asked by no process; those that cost nothing stay, so that somebody always answers.">
        <Notice trouble={trouble} />
        <Said text={deed.said} />
        <ul className="grid gap-2">
          {vendors.map(([name, all]) => (
            <li key={name} aria-label={name} className="grid gap-2 rounded-xl border border-line p-3 md:grid-cols-[minmax(0,1fr)_auto] md:items-center">
              <div className="min-w-0">
                <p className="font-semibold break-words">{name}</p>
                {all.map(({ task, model, state, fault, restMs, success, firstPieceMs, calls }) => (
                  <p key={`${task} ${model}`} className="text-sm text-soft break-words">
                    {task}{model !== null && ` by ${model}`}: {states[state]}
                    {fault !== null && ` (${fault}${restMs > 0 ? `, for ${inMs(restMs)}` : ''})`}{calls > 0 && `; ${inPercent(success)} answered, first piece after ${inMs(firstPieceMs)}`}.</p>
                ))}
              </div>
              {all.some(({ model }) => model !== null) && (all.some(({ state }) => state === 'off')
                ? <Button look="solid" disabled={deed.isBusy} onClick={() => turn(name, true)}>Turn on<span className="sr-only"> {name}</span></Button>
                : <Button disabled={deed.isBusy} onClick={() => turn(name, false)}>Turn off<span className="sr-only"> {name}</span></Button>)}
            </li>
          ))}
        </ul>
      </Section>
      <Section title="Calls" says="Of the last minutes, all processes together.">
        <Table name="Calls" columns={['task, provider, model', 'calls', 'failed', 'p50', 'p95', 'p99']} none="Nobody was asked lately."
          rows={live.providers.map(({ task, provider, model, calls, failures, firstPiece }) => {
            const times = [firstPiece?.p50Ms, firstPiece?.p95Ms, firstPiece?.p99Ms].map((ms) => inMs(ms ?? null))
            return [[task, provider, model].join(' '), calls, failures, ...times]
          })} />
      </Section>
    </>
  )
}
