/** Letters to press: pressing one leaves the caret, and a phone's keyboard, where they are. */
import type { RefObject } from 'react'
import { useWords } from '../words/words.ts'
import { czechLetters, inserted } from './letters.ts'
import type { Typed } from './turned-letter.ts'

export function CzechLetters({ field, onTyped }: { readonly field: RefObject<HTMLTextAreaElement | null>; readonly onTyped: (typed: Typed) => void }) {
  const words = useWords()
  function press(letter: string): void {
    if (!field.current) return
    const { value, selectionStart, selectionEnd } = field.current
    onTyped(inserted(value, selectionStart, selectionEnd, letter))
  }
  return (
    <div role="group" aria-label={words.talk.letters} className="grid grid-cols-8 gap-1 sm:grid-cols-15">
      {czechLetters.map((letter) => (
        <button key={letter} type="button" lang="cs" className="min-h-11 rounded-lg border border-edge bg-surface text-lg hover:bg-sunk"
          onPointerDown={(event) => event.preventDefault()} onClick={() => press(letter)}>
          {letter}
        </button>
      ))}
    </div>
  )
}
