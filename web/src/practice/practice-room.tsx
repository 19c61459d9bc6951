/** What there is to practise: scenes, drills, rules of grammar, slang; one of them open at a time. */
import type { Opening, ScenarioList } from '@mluv/protocol/conversations.ts'
import type { DrillList, DrillRound, GrammarList, GrammarView, SlangList } from '@mluv/protocol/drills.ts'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import { useDeed } from '../account/use-deed.ts'
import { ask } from '../api.ts'
import { Button } from '../kit/button.tsx'
import { TroubleText } from '../kit/trouble.tsx'
import { goTo, moved } from '../place.ts'
import type { RoomProps } from '../rooms/room-props.ts'
import { usePracticeWords } from '../words/practice/words.ts'
import { useWords } from '../words/words.ts'
import { Round } from './round.tsx'

type Shelf = { readonly scenes: ScenarioList; readonly drills: DrillList; readonly grammar: GrammarList; readonly slang: SlangList }
/** A round is the same for the same seed, in whatever tongue. */
type Open = { readonly drill: DrillRound; readonly seed: string } | { readonly rule: GrammarView }

export function PracticeRoom({ learner: { learnerId, settings } }: RoomProps) {
  const { loading } = useWords()
  const words = usePracticeWords()
  const [shelf, setShelf] = useState<Shelf | null>(null)
  const [open, setOpen] = useState<Open | null>(null)
  const opened = useRef(open)
  const { trouble, attempt } = useDeed()
  const put = useCallback((next: Open | null) => {
    opened.current = next
    setOpen(next)
  }, [])

  // Another tongue or level is another shelf. Settings are shown before they are kept, and are others once they are: then the server goes by them, too.
  useEffect(() => {
    let isOld = false
    void attempt(async () => {
      const before = opened.current
      const [now, again] = await Promise.all([readShelf(), before && readAgain(before)])
      if (isOld) return
      setShelf(now)
      if (opened.current === before) put(again)
    })
    return () => {
      isOld = true
    }
  }, [attempt, put, settings])
  useEffect(() => {
    const begin = () => put(null)
    addEventListener(moved, begin)
    return () => removeEventListener(moved, begin)
  }, [put])

  const play = (code: string) => void attempt(async () => put(await readDrill(code, newSeed())))
  const learn = (code: string) => void attempt(async () => put(await readRule(code)))
  const enter = (scenario: string) => void attempt(async () => {
    await ask<Opening>('POST', '/conversations', { scenario })
    goTo(null)
  })

  return (
    <div className="grid content-start gap-6">
      {trouble && <p role="alert" className="text-rust"><TroubleText trouble={trouble} /></p>}
      {!shelf && !trouble && <p className="loading-line" role="status">{loading}</p>}
      {open && <Button className="justify-self-start" onClick={() => put(null)}>← {words.back}</Button>}
      {open && 'drill' in open && (
        <Opened title={open.drill.title}>
          <p className="text-soft">{open.drill.task}</p>
          <Round key={open.drill.exercises.map(({ sentence }) => sentence).join()} learnerId={learnerId} exercises={open.drill.exercises} onAgain={() => play(open.drill.code)} />
        </Opened>
      )}
      {open && 'rule' in open && <Rule learnerId={learnerId} rule={open.rule} onAgain={() => learn(open.rule.code)} />}
      {shelf && !open && <Shelves shelf={shelf} onDrill={play} onRule={learn} onScene={enter} />}
    </div>
  )
}

async function readShelf(): Promise<Shelf> {
  const [scenes, drills, grammar, slang] = await Promise.all([ask<ScenarioList>('GET', '/scenarios'), ask<DrillList>('GET', '/drills'), ask<GrammarList>('GET', '/grammar'), ask<SlangList>('GET', '/slang')])
  return { scenes, drills, grammar, slang }
}

const readAgain = (open: Open): Promise<Open> => ('drill' in open ? readDrill(open.drill.code, open.seed) : readRule(open.rule.code))
const readDrill = async (code: string, seed: string): Promise<Open> => ({ drill: await ask<DrillRound>('GET', `/drills/${code}?seed=${seed}`), seed })
const readRule = async (code: string): Promise<Open> => ({ rule: await ask<GrammarView>('GET', `/grammar/${code}`) })

/** Not `crypto.randomUUID`: it is missing over plain http on a network. */
const newSeed = (): string => crypto.getRandomValues(new Uint32Array(4)).join('-')

function Opened({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [title])
  return <section className="grid gap-3"><h2 ref={heading} tabIndex={-1} className="text-2xl font-bold outline-none">{title}</h2>{children}</section>
}

function Rule({ learnerId, rule, onAgain }: { readonly learnerId: string; readonly rule: GrammarView; readonly onAgain: () => void }) {
  const words = usePracticeWords()
  const [rounds, setRounds] = useState(0)
  return (
    <Opened title={rule.title}>
      <p>{rule.rule}</p>
      <ul className="grid gap-2">
        {rule.examples.map(({ sentence, translation }) => (
          <li key={sentence} className="border-l-4 border-line pl-3"><p lang="cs" className="font-semibold">{sentence}</p>{translation !== sentence && <p className="text-soft">{translation}</p>}</li>
        ))}
      </ul>
      <h3 className="mt-2 text-xl font-bold">{words.exercises}</h3>
      <Round key={rounds} learnerId={learnerId} exercises={rule.exercises} onAgain={() => {
        setRounds(rounds + 1)
        onAgain()
      }} />
    </Opened>
  )
}

type ShelvesProps = { readonly shelf: Shelf; readonly onDrill: (code: string) => void; readonly onRule: (code: string) => void; readonly onScene: (code: string) => void }

function Shelves({ shelf: { scenes, drills, grammar, slang }, onDrill, onRule, onScene }: ShelvesProps) {
  const words = usePracticeWords()
  return (
    <>
      {slang.today && <section className="grid gap-1 rounded-2xl bg-gold-wash px-4 py-3"><h2 className="text-lg font-bold">{words.today}</h2><Phrase {...slang.today} /></section>}
      <Group title={words.drills}>{drills.items.map(({ code, title, task }) => <Card key={code} title={title} about={task} onClick={() => onDrill(code)} />)}</Group>
      <Group title={words.scenes}>
        {scenes.items.map(({ code, title, level, objectives }) => <Card key={code} title={title} level={level} about={objectives.slice(0, 3).join(' · ')} onClick={() => onScene(code)} />)}
      </Group>
      <Group title={words.grammar}>{grammar.items.map(({ code, title, level }) => <Card key={code} title={title} level={level} onClick={() => onRule(code)} />)}</Group>
      <section className="grid gap-2">
        <h2 className="text-xl font-bold">{words.slang}</h2>
        <details>
          <summary className="min-h-11 content-center">{words.allSlang}</summary>
          <ul className="grid gap-3 pt-2">{slang.items.map((item) => <li key={item.phrase}><Phrase {...item} /></li>)}</ul>
        </details>
      </section>
    </>
  )
}

const Phrase = ({ phrase, meaning, example }: SlangList['items'][number]) => <><p lang="cs" className="font-semibold">{phrase}</p><p>{meaning}</p><p lang="cs" className="text-sm">„{example}“</p></>

const Group = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => <section className="grid gap-2"><h2 className="text-xl font-bold">{title}</h2><div className="grid gap-2 sm:grid-cols-2">{children}</div></section>

type CardProps = { readonly title: string; readonly level?: string; readonly about?: string; readonly onClick: () => void }

function Card({ title, level, about, onClick }: CardProps) {
  return (
    <button type="button" onClick={onClick} className="grid min-h-11 content-start gap-0.5 rounded-xl border border-edge bg-surface px-4 py-2.5 text-left hover:bg-sunk">
      <span className="font-semibold">{title}{level && <span className="ml-2 rounded-md bg-sunk px-1.5 py-0.5 text-xs text-soft">{level}</span>}</span>
      {about && <span className="text-sm text-soft">{about}</span>}
    </button>
  )
}
