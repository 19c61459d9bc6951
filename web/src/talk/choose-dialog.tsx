/** What to talk about: freely, on a topic, or in a scene. */
import type { Opening, ScenarioList } from '@mluv/protocol/conversations.ts'
import { useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import { ask, troubleIn } from '../api.ts'
import type { Trouble } from '../api.ts'
import { Button } from '../kit/button.tsx'
import { Dialog } from '../kit/dialog.tsx'
import { TroubleText } from '../kit/trouble.tsx'
import { useLaterWords } from '../words/later/words.ts'
import { useWords } from '../words/words.ts'

type ChooseProps = { readonly onClose: () => void; readonly onOpened: (opening: Opening) => void }
type Wish = { readonly scenario?: string; readonly topic?: string; readonly mode?: 'free' | 'scenario' }

export function ChooseDialog({ onClose, onOpened }: ChooseProps) {
  const words = useWords()
  const { choose } = useLaterWords()
  const [list, setList] = useState<ScenarioList | null>(null)
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  const [asking, setAsking] = useState(false)

  useEffect(() => {
    ask<ScenarioList>('GET', '/scenarios').then(setList, (error: unknown) => setTrouble(troubleIn(error)))
  }, [])

  async function open(wish: Wish): Promise<void> {
    setAsking(true)
    try {
      onOpened(await ask<Opening>('POST', '/conversations', wish))
    } catch (error) {
      setTrouble(troubleIn(error))
      setAsking(false)
    }
  }

  return (
    <Dialog title={choose.title} onClose={onClose}>
      <div className="grid min-h-64 content-start gap-5">
        {trouble && <p role="alert" className="text-rust"><TroubleText trouble={trouble} /></p>}
        <Card disabled={asking} onClick={() => void open({ mode: 'free' })} title={choose.free}><span className="text-sm text-soft">{choose.freeHelp}</span></Card>
        {!list && !trouble && <p className="text-soft">{words.loading}</p>}
        {list && (
          <>
            <Group title={choose.scenarios}>
              {list.items.toSorted((one, other) => one.level.localeCompare(other.level)).map((item) => (
                <Card key={item.code} disabled={asking} onClick={() => void open({ scenario: item.code })} title={<span>{item.title} <span className="ml-1 rounded-md bg-sunk px-1.5 py-0.5 font-sans text-xs font-semibold text-soft">{item.level}</span></span>}>
                  <span className="text-sm text-soft">{choose.roles(item.tutor, item.learner)}</span>
                </Card>
              ))}
            </Group>
            <section className="grid gap-2">
              <h3 className="text-lg font-bold">{choose.topics}</h3>
              <div className="flex flex-wrap gap-2">
                {list.topics.map((topic) => <Button key={topic.code} disabled={asking} onClick={() => void open({ topic: topic.code })}>{topic.title}</Button>)}
              </div>
            </section>
          </>
        )}
      </div>
    </Dialog>
  )
}

function Group({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return <section className="grid gap-2"><h3 className="text-lg font-bold">{title}</h3>{children}</section>
}

type CardProps = { readonly title: ReactNode; readonly disabled: boolean; readonly onClick: () => void; readonly children: ReactNode }

function Card({ title, disabled, onClick, children }: CardProps) {
  return (
    <button type="button" disabled={disabled} onClick={onClick} className="grid min-h-11 gap-0.5 rounded-xl border border-edge px-4 py-2.5 text-left hover:bg-sunk disabled:opacity-60">
      <span className="font-semibold">{title}</span>
      {children}
    </button>
  )
}
