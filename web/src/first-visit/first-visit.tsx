/** Three questions before the first word, each answered already or skippable: tongue, level, gender. */
import type { Home, Settings } from '@mluv/protocol/learner.ts'
import { Suspense, useId, useRef, useState } from 'react'
import type { RefObject } from 'react'
import { troubleIn } from '../api.ts'
import type { Trouble } from '../api.ts'
import { Button } from '../kit/button.tsx'
import { Radios, Select } from '../kit/choice.tsx'
import { Hero } from '../kit/hero.tsx'
import { lazily } from '../kit/lazily.tsx'
import { TopBar } from '../kit/top-bar.tsx'
import { TroubleText } from '../kit/trouble.tsx'
import type { Drawer } from '../talk/pending.ts'
import { tongueOptions } from '../words/tongue-names.ts'
import { useWords } from '../words/words.ts'
import { levelAnswers } from './level.ts'

const FirstLinks = lazily(() => import('../account/first-links.tsx').then((file) => file.FirstLinks))

type FirstVisitProps = {
  readonly home: Home
  readonly settings: Settings
  readonly kept: Drawer
  readonly onTongue: (motherTongue: string) => void
  /** `guided`: nothing can be said yet, so a scene leads. Rejects with trouble that is shown here. */
  readonly onReady: (patch: Partial<Settings>, guided: boolean) => Promise<void>
  readonly onChanged: () => void
}

export function FirstVisit({ home, settings, kept, onTongue, onReady, onChanged }: FirstVisitProps) {
  const words = useWords()
  const [answer, setAnswer] = useState<string | null>(null)
  const [gender, setGender] = useState<'feminine' | 'masculine' | 'untold'>('untold')
  const [starting, setStarting] = useState(false)
  const [missed, setMissed] = useState(false)
  const firstAnswer = useRef<HTMLInputElement>(null)
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  const answers = levelAnswers(home.levelExamples)
  const chosen = answers.find(({ code: one }) => one === answer)

  async function start(patch: Partial<Settings>, guided: boolean): Promise<void> {
    setStarting(true)
    try {
      await onReady({ motherTongue: settings.motherTongue, levelChosen: true, ...patch }, guided)
    } catch (error) {
      setTrouble(troubleIn(error))
      setStarting(false)
    }
  }

  return (
    <div className="room room-single">
      <TopBar />
      <main className="talk-area">
        <Hero />
        <form className="column arrive grid gap-6 pb-8" onSubmit={(event) => {
          event.preventDefault()
          if (chosen) return void start({ level: chosen.level, ...(gender === 'untold' ? {} : { gender }) }, chosen.guided)
          setMissed(true)
          firstAnswer.current?.focus()
        }}>
          <h2 className="text-2xl font-bold">{words.first.title}</h2>
          <Select label={words.first.motherTongue} value={settings.motherTongue} options={tongueOptions(settings.motherTongue)} onChoose={onTongue} />
          <LevelQuestion answers={answers} chosen={answer} missed={missed && !chosen} first={firstAnswer} onChoose={setAnswer} />
          <Radios label={words.first.gender} help={words.first.genderHelp} value={gender} onChoose={setGender} options={[
            { value: 'feminine', label: words.first.feminine }, { value: 'masculine', label: words.first.masculine }, { value: 'untold', label: words.first.untold },
          ]} />
          {trouble && <p role="alert" className="text-rust"><TroubleText trouble={trouble} /></p>}
          <div className="flex flex-wrap items-center gap-3">
            <Button type="submit" look="solid" className="px-6 text-lg" disabled={starting}>{words.first.start}</Button>
            <Button look="plain" disabled={starting} onClick={() => void start(gender === 'untold' ? {} : { gender }, false)}>{words.first.skip}</Button>
          </div>
        </form>
        <Suspense><FirstLinks learnerId={home.learner.learnerId} motherTongue={settings.motherTongue} kept={kept} onChanged={onChanged} /></Suspense>
      </main>
    </div>
  )
}

type LevelProps = {
  readonly answers: ReturnType<typeof levelAnswers>
  readonly chosen: string | null
  /** The learner wanted to go on without an answer. */
  readonly missed: boolean
  readonly first: RefObject<HTMLInputElement | null>
  readonly onChoose: (code: string) => void
}

function LevelQuestion({ answers, chosen, missed, first, onChoose }: LevelProps) {
  const words = useWords()
  const name = useId()
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1 font-semibold">{words.first.levelQuestion}</legend>
      <p className="-mt-1 text-sm text-soft">{words.first.levelHelp}</p>
      <p role="alert" className="rounded-lg bg-gold-wash px-3 py-2 text-gold empty:hidden">{missed && words.first.chooseFirst}</p>
      {answers.map(({ code, level, example }, at) => (
        <label key={code} className="option items-start gap-3 px-4 py-3">
          <input ref={at === 0 ? first : null} type="radio" className="mt-1.5 size-4 shrink-0 accent-brick outline-none" name={name} checked={code === chosen} onChange={() => onChoose(code)} />
          <span className="min-w-0 flex-1">
            <span className="block text-lg leading-snug" lang={example ? 'cs' : undefined}>{example ? example.sentence : words.first.nothingYet}</span>
            <span className="block text-sm text-soft">{example ? example.translation : words.first.nothingYetHelp}</span>
          </span>
          <span className="pt-1 text-sm font-semibold text-soft">{example ? level : ''}</span>
        </label>
      ))}
    </fieldset>
  )
}
