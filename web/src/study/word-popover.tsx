/**
 * What a word of the tutor's means: a popover at the word that was tapped, with its forms, to keep. ← and → go from word to
 * word, so that a sentence is one stop for the keyboard, and plain text for whoever has it read out.
 */
import { useEffect, useMemo, useRef, useState } from 'react'
import type { RefObject } from 'react'
import { ask } from '../api.ts'
import { IconButton } from '../kit/button.tsx'
import { TroubleText } from '../kit/trouble.tsx'
import { useLaterWords } from '../words/later/words.ts'
import { useTalkingWords } from '../words/talking/words.ts'
import { useWords } from '../words/words.ts'
import { KeepButton } from './keep-button.tsx'
import { knownWords } from './known-words.ts'
import type { Told } from './known-words.ts'
import { offsetAt, rangeOf, wordAround, wordsIn } from './word-at.ts'
import { WordForms } from './word-forms.tsx'

/** `tapped`: a click somewhere in the talk. */
type PopoverProps = { readonly learnerId: string; readonly tapped: MouseEvent }

type Meant = { readonly sentence: Element; readonly at: number }

const toldOf = knownWords(ask)

export function WordPopover({ learnerId, tapped }: PopoverProps) {
  const [meant, setMeant] = useState<Meant | null>(null)
  useEffect(() => {
    setMeant((before) => meantBy(tapped) ?? before)
  }, [tapped])
  return meant && <Popover learnerId={learnerId} meant={meant} onMeant={setMeant} />
}

/** A word of a sentence, or by the button beside its translation the first one. */
function meantBy(tapped: MouseEvent): Meant | null {
  const target = tapped.target as Element
  const beside = target.closest('[data-words]')?.closest('.sentence')?.querySelector('.sentence-text')
  if (beside) return { sentence: beside, at: 0 }
  const sentence = target.closest('.sentence-text')
  if (!sentence || !getSelection()?.isCollapsed) return null
  const offset = offsetAt(sentence, tapped.clientX, tapped.clientY)
  if (offset === null) return null
  const all = wordsIn(sentence.textContent)
  const at = wordAround(all, offset)
  return at < 0 || !isOver(rangeOf(sentence, all[at]!), tapped) ? null : { sentence, at }
}

/** Beside the last word of a line, the nearest letter is still that word's. */
const isOver = (range: Range, { clientX, clientY }: MouseEvent): boolean =>
  [...range.getClientRects()].some(({ left, right, top, bottom }) => left <= clientX && clientX <= right && top <= clientY && clientY <= bottom)

type ShownProps = { readonly learnerId: string; readonly meant: Meant; readonly onMeant: (meant: Meant | null) => void }

function Popover({ learnerId, meant: { sentence, at }, onMeant }: ShownProps) {
  const { word: text } = useTalkingWords()
  const box = useRef<HTMLDivElement>(null)
  const all = useMemo(() => wordsIn(sentence.textContent), [sentence])
  const word = all[at]
  const told = useTold(word?.text ?? null)
  usePlace(box, sentence, word)
  if (!word) return null
  const go = (next: number) => () => all[next] && onMeant({ sentence, at: next })
  return (
    <div ref={box} popover="auto" role="dialog" tabIndex={-1} aria-label={text.title(word.text)} onToggle={({ newState, target, currentTarget }) => target === currentTarget && newState === 'closed' && onMeant(null)}
      onKeyDown={({ key }) => {
        if (key === 'ArrowRight') go(at + 1)()
        if (key === 'ArrowLeft') go(at - 1)()
      }}
      className="m-0 max-h-[55dvh] w-[min(22rem,calc(100vw-1.5rem))] overflow-y-auto rounded-xl border border-line bg-surface p-3 text-ink shadow-lg focus-visible:outline-none">
      <div className="flex flex-wrap items-start gap-x-1" aria-live="polite">
        <Meaning learnerId={learnerId} word={word.text} told={told} />
      </div>
      <div className="mt-1 -mb-1 flex justify-between">
        <IconButton icon="back" label={text.previous} disabled={at === 0} onClick={go(at - 1)} className="disabled:opacity-40" />
        <IconButton icon="forward" label={text.next} disabled={at === all.length - 1} onClick={go(at + 1)} className="disabled:opacity-40" />
      </div>
    </div>
  )
}

function Meaning({ learnerId, word, told }: { readonly learnerId: string; readonly word: string; readonly told: Told | null }) {
  const words = useWords()
  const { kept } = useLaterWords()
  const { word: text } = useTalkingWords()
  if (!told) return <p className="text-soft"><span lang="cs" className="font-semibold text-ink">{word}</span> – {words.loading}</p>
  if (!told.view) return <p><span lang="cs" className="font-semibold">{word}</span> – <span className="text-soft">{told.trouble.code === 'not-found' ? text.unknown : <TroubleText trouble={told.trouble} />}</span></p>
  const { word: head, translation, example, level, forms } = told.view
  return (
    <>
      <div className="grid min-w-0 flex-1 gap-1 pt-1.5 wrap-anywhere">
        <p><span lang="cs" className="text-lg font-semibold">{head}</span> – {translation} <span className="rounded-md border border-line px-1 text-xs text-soft">{level}</span></p>
        {example && <p lang="cs" className="text-sm text-soft">{example}</p>}
        {forms.length > 0 && <WordForms key={head} forms={forms} met={word} />}
      </div>
      <KeepButton quiet learnerId={learnerId} wish={{ kind: 'word', front: head, back: translation, ...(example && { example }) }} label={kept.keepWord(head)} />
    </>
  )
}

function useTold(word: string | null): Told | null {
  const [told, setTold] = useState<{ readonly word: string; readonly told: Told } | null>(null)
  useEffect(() => {
    let left = false
    if (word !== null) void toldOf(word).then((answer) => !left && setTold({ word, told: answer }))
    return () => {
      left = true
    }
  }, [word])
  return told?.word === word ? told.told : null
}

const gapPx = 8
const lit = 'word-meant'

/** Opens at the word, below it where there is more room; what is meant is lit where the browser can, without touching the sentence. */
function usePlace(box: RefObject<HTMLDivElement | null>, sentence: Element, word: { readonly start: number; readonly end: number; readonly text: string } | undefined): void {
  useEffect(() => {
    const shown = box.current
    if (!shown || !word) return
    const range = rangeOf(sentence, word)
    const { left, top, bottom } = range.getBoundingClientRect()
    shown.showPopover()
    shown.focus({ preventScroll: true })
    const below = bottom < innerHeight / 2
    Object.assign(shown.style, {
      inset: 'auto', left: `${Math.max(gapPx, Math.min(left, innerWidth - shown.offsetWidth - gapPx))}px`,
      ...(below ? { top: `${bottom + gapPx}px` } : { bottom: `${innerHeight - top + gapPx}px` }),
    })
    return lightUp(range)
  }, [box, sentence, word])
}

/** Here, since what minifies the page's styles takes it for a mistake. */
function lightUp(range: Range): () => void {
  if (!('highlights' in CSS)) return () => {}
  CSS.highlights.set(lit, new Highlight(range))
  return () => void CSS.highlights.delete(lit)
}

const look = new CSSStyleSheet()
look.replaceSync(`::highlight(${lit}) { background: var(--gold-wash); text-decoration: underline 2px var(--brick); }`)
document.adoptedStyleSheets.push(look)
