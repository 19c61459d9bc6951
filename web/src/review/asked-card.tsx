/** One card: asked, answered in the head, in writing or aloud, shown, and rated by how well it was known. */
import type { CardView } from '@mluv/protocol/cards.ts'
import { Suspense, useEffect, useRef, useState } from 'react'
import type { KeyboardEvent } from 'react'
import { futures, ratings } from '../../../server/src/domain/card-memory.ts'
import type { Rating } from '../../../server/src/domain/card-memory.ts'
import { Button } from '../kit/button.tsx'
import { PracticeMicrophone } from '../study/practice-microphone.tsx'
import type { HearingBy } from '../talk/hearing-by.ts'
import { useReviewWords } from '../words/review/words.ts'
import { useWords } from '../words/words.ts'
import { compare, compareSpoken } from './compare.ts'
import type { Comparison } from './compare.ts'
import { sayIn } from './czech-voice.ts'
import { slipsMax } from './desk.ts'
import type { StandingCard } from './desk.ts'
import { span } from './spans.ts'

type AskedProps = {
  readonly asked: StandingCard
  readonly askedAtMs: number
  /** The answer is written, and so it is always Czech that is asked for. */
  readonly writes: boolean
  /** Who hears an answer that is said, which is Czech too; null where none is said. */
  readonly speaksTo: HearingBy | null
  readonly voice: SpeechSynthesisVoice | null
  readonly onAnswer: (rating: Rating) => void
  readonly onDrop: () => void
}

export function AskedCard({ asked: { card, memory }, askedAtMs, writes, speaksTo, voice, onAnswer, onDrop }: AskedProps) {
  const says = useReviewWords()
  const [shown, setShown] = useState(false)
  const [given, setGiven] = useState<GivenAnswer>({ text: '', isSpoken: false })
  const place = useRef<HTMLElement>(null)
  const sides = sidesOf(card, writes || speaksTo !== null)
  const isGiven = given.text.trim() !== ''
  const comparison = shown && isGiven ? (given.isSpoken ? compareSpoken : compare)(given.text, sides.answer) : null
  useEffect(() => (place.current?.querySelector<HTMLElement>('input, button[aria-pressed]') ?? place.current)?.focus({ preventScroll: true }), [])

  /** Only while the focus is on the card: elsewhere these keys are others'. */
  function press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target instanceof HTMLInputElement) return
    const rating = ratings.find((one) => event.key === String(one))
    if (shown && rating) onAnswer(rating)
    else if (!shown && event.key === ' ' && event.target === place.current) setShown(true)
    else return
    event.preventDefault()
  }
  return (
    <section ref={place} tabIndex={-1} aria-label={says.asks[sides.asks]} onKeyDown={press} className="grid gap-4 outline-none">
      <div className="grid gap-3 rounded-2xl border border-line bg-surface px-5 py-6 wrap-anywhere">
        <p className="text-soft">{says.asks[sides.asks]}</p>
        <p lang={sides.questionTongue} className="text-2xl font-semibold">{sides.question}</p>
        {voice && (shown || sides.asks === 'meaning') && <Button icon="sound" className="justify-self-start" onClick={() => sayIn(voice, sides.aloud)}>{says.hear}</Button>}
        <div aria-live="polite" className="grid gap-2 empty:hidden">{shown && <Answer card={card} sides={sides} given={given} comparison={comparison} />}</div>
        {shown && memory.lapses >= slipsMax && (
          <div className="grid justify-items-start gap-2 rounded-xl bg-gold-wash px-4 py-3">
            <p>{says.slipped(memory.lapses)}</p>
            <Button look="plain" onClick={onDrop}>{says.letGo}</Button>
          </div>
        )}
      </div>
      {shown
        ? <Ratings memory={memory} askedAtMs={askedAtMs} likely={comparison?.nearness === 'other' ? 1 : 3} onAnswer={onAnswer} />
        : (
          <form className="grid gap-3" onSubmit={(event) => {
            event.preventDefault()
            setShown(true)
          }}>
            {writes && <input type="text" lang="cs" autoComplete="off" autoCapitalize="none" spellCheck={false} aria-label={says.asks[sides.asks]} className="field" value={given.text}
              onChange={(event) => setGiven({ text: event.target.value, isSpoken: false })} />}
            {speaksTo && (
              <Suspense>
                <PracticeMicrophone by={speaksTo} autoFocus={!writes} onText={(text, whole) => {
                  setGiven({ text, isSpoken: true })
                  if (whole) setShown(true)
                }} />
              </Suspense>
            )}
            <Button type="submit" look="solid">{isGiven ? says.check : says.show}</Button>
          </form>
        )}
      {(shown || !(writes || speaksTo)) && <p className="hidden text-sm text-soft pointer-fine:block">{says.keys}</p>}
    </section>
  )
}

type GivenAnswer = { readonly text: string; /** As a recogniser wrote it. */ readonly isSpoken: boolean }
type Sides = { readonly asks: 'meaning' | 'right' | 'czech'; readonly question: string; readonly questionTongue: 'cs' | undefined; readonly answer: string; readonly answerTongue: 'cs' | undefined; readonly aloud: string }

function sidesOf({ kind, front, back }: CardView, asksCzech: boolean): Sides {
  if (kind === 'mistake') return { asks: 'right', question: front, questionTongue: 'cs', answer: back, answerTongue: 'cs', aloud: back }
  return asksCzech
    ? { asks: 'czech', question: back, questionTongue: undefined, answer: front, answerTongue: 'cs', aloud: front }
    : { asks: 'meaning', question: front, questionTongue: 'cs', answer: back, answerTongue: undefined, aloud: front }
}

type AnswerProps = { readonly card: CardView; readonly sides: Sides; readonly given: GivenAnswer; readonly comparison: Comparison | null }

function Answer({ card, sides, given, comparison }: AnswerProps) {
  const says = useReviewWords()
  return (
    <>
      {comparison && <p>{says.nearness[comparison.nearness]}</p>}
      <p lang={sides.answerTongue} className="border-t border-line pt-3 text-xl">
        {comparison?.nearness === 'nearly'
          ? comparison.letters.map(({ letter, marked }, at) => (marked ? <u key={at} className="decoration-rust decoration-2 underline-offset-4">{letter}</u> : letter))
          : sides.answer}
      </p>
      {comparison && comparison.nearness !== 'right' && <p className="text-soft">{given.isSpoken ? says.heard : says.yours} <span lang="cs">{given.text}</span></p>}
      {card.example && <p lang="cs" className="text-soft">{card.example}</p>}
    </>
  )
}

type RatingsProps = { readonly memory: StandingCard['memory']; readonly askedAtMs: number; readonly likely: Rating; readonly onAnswer: (rating: Rating) => void }

/** All four futures stand on the buttons before one is chosen. The likely one is under the finger. */
function Ratings({ memory, askedAtMs, likely, onAnswer }: RatingsProps) {
  const { tongue } = useWords()
  const says = useReviewWords()
  const likelyOne = useRef<HTMLButtonElement>(null)
  useEffect(() => likelyOne.current?.focus(), [])
  const then = futures(memory, askedAtMs)
  return (
    <div role="group" aria-label={says.howWell} className="grid grid-cols-2 gap-2 sm:grid-cols-4">
      {ratings.map((rating, at) => (
        <Button key={rating} ref={rating === likely ? likelyOne : undefined} look={rating === likely ? 'solid' : 'soft'} aria-keyshortcuts={String(rating)} onClick={() => onAnswer(rating)} className="min-h-16 flex-col gap-0.5!">
          <span>{says.ratings[at]}</span>
          <span className="text-sm font-normal">{span(tongue, then[at]!.dueAtMs - askedAtMs)}</span>
        </Button>
      ))}
    </div>
  )
}
