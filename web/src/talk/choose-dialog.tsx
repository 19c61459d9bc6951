/** What to talk about, and how: freely, in one of the ways to be led, on a topic, or in a scene. */
import type { ConversationView, ModeList, Opening, ScenarioList } from '@mluv/protocol/conversations.ts'
import { useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import { ask, troubleIn } from '../api.ts'
import type { Trouble } from '../api.ts'
import { Button } from '../kit/button.tsx'
import { Dialog } from '../kit/dialog.tsx'
import { TroubleText } from '../kit/trouble.tsx'
import { useLaterWords } from '../words/later/words.ts'
import { useWords } from '../words/words.ts'
import { Scene } from './today.tsx'

type ChooseProps = { readonly openId: string | null; readonly onClose: () => void; readonly onOpened: (opening: Opening) => void }
type Wish = { readonly scenario?: string; readonly topic?: string; readonly mode?: string }
type Offer = { readonly scenes: ScenarioList; readonly modes: ModeList['items']; readonly here: Pick<Opening, 'mode' | 'topic' | 'scenario'> | null }

export function ChooseDialog({ openId, onClose, onOpened }: ChooseProps) {
  const words = useWords()
  const { choose } = useLaterWords()
  const [offer, setOffer] = useState<Offer | null>(null)
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  const [asking, setAsking] = useState(false)

  useEffect(() => {
    offered(openId).then(setOffer, (error: unknown) => setTrouble(troubleIn(error)))
  }, [openId])

  async function open(wish: Wish): Promise<void> {
    setAsking(true)
    try {
      const [opening] = await Promise.all([ask<Opening>('POST', '/conversations', wish), Scene.load()])
      onOpened(opening)
    } catch (error) {
      setTrouble(troubleIn(error))
      setAsking(false)
    }
  }

  const isFree = offer !== null && offer.here !== null && offer.here.mode === null && offer.here.scenario === null && offer.here.topic === null
  return (
    <Dialog title={choose.title} onClose={onClose}>
      <div className="grid min-h-64 content-start gap-5">
        {trouble && <p role="alert" className="text-rust"><TroubleText trouble={trouble} /></p>}
        <Card disabled={asking} on={isFree} onClick={() => void open({ mode: 'free' })} title={choose.free}><span className="text-sm text-soft">{choose.freeHelp}</span></Card>
        {!offer && !trouble && <p className="text-soft">{words.loading}</p>}
        {offer && <Offered offer={offer} disabled={asking} onWish={(wish) => void open(wish)} />}
      </div>
    </Dialog>
  )
}

/** What there is to choose from, and what is on. That it is not known which is on keeps nobody from choosing. */
async function offered(openId: string | null): Promise<Offer> {
  const [scenes, { items }, here] = await Promise.all([
    ask<ScenarioList>('GET', '/scenarios'), ask<ModeList>('GET', '/modes'),
    openId === null ? null : ask<ConversationView>('GET', `/conversations/${openId}?limit=1`).catch(() => null),
  ])
  return { scenes, modes: items, here }
}

type OfferedProps = { readonly offer: Offer; readonly disabled: boolean; readonly onWish: (wish: Wish) => void }

function Offered({ offer: { scenes, modes, here }, disabled, onWish }: OfferedProps) {
  const { choose } = useLaterWords()
  return (
    <>
      <Group title={choose.modes}>
        {modes.map((mode) => (
          <Card key={mode.code} disabled={disabled} on={here?.mode === mode.code} onClick={() => onWish({ mode: mode.code })} title={mode.name}>
            <span className="text-sm text-soft">{mode.purpose}</span>
          </Card>
        ))}
      </Group>
      <Group title={choose.scenarios}>
        {scenes.items.toSorted((one, other) => one.level.localeCompare(other.level)).map((item) => (
          <Card key={item.code} disabled={disabled} on={here?.scenario?.code === item.code} onClick={() => onWish({ scenario: item.code })} title={<span>{item.title} <Level level={item.level} /></span>}>
            <span className="text-sm text-soft">{choose.roles(item.tutor, item.learner)}</span>
          </Card>
        ))}
      </Group>
      <section className="grid gap-2">
        <h3 className="text-lg font-bold">{choose.topics}</h3>
        <div className="flex flex-wrap gap-2">
          {scenes.topics.map(({ code, title }) => (
            <Button key={code} disabled={disabled} aria-current={(here?.mode === null && here.topic === code) || undefined} className={on} onClick={() => onWish({ topic: code })}>{title}</Button>
          ))}
        </div>
      </section>
    </>
  )
}

const on = 'aria-[current]:border-brick aria-[current]:bg-sunk'

const Level = ({ level }: { readonly level: string }) => <span className="ml-1 rounded-md bg-sunk px-1.5 py-0.5 font-sans text-xs font-semibold text-soft">{level}</span>

function Group({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return <section className="grid gap-2"><h3 className="text-lg font-bold">{title}</h3>{children}</section>
}

type CardProps = { readonly title: ReactNode; readonly on: boolean; readonly disabled: boolean; readonly onClick: () => void; readonly children: ReactNode }

function Card({ title, on: isOn, disabled, onClick, children }: CardProps) {
  const { talks } = useLaterWords()
  return (
    <button type="button" disabled={disabled} aria-current={isOn || undefined} onClick={onClick} className={`grid min-h-11 gap-0.5 rounded-xl border border-edge px-4 py-2.5 text-left hover:bg-sunk disabled:opacity-60 ${on}`}>
      <span className="flex flex-wrap items-baseline justify-between gap-x-3 font-semibold">{title}{isOn && <span className="text-sm font-normal text-soft">{talks.here}</span>}</span>
      {children}
    </button>
  )
}
