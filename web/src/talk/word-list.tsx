/** Words met in this conversation, gathered as it goes, each to keep. */
import type { Turn } from '@mluv/protocol/turn.ts'
import { KeepButton } from '../study/keep-button.tsx'
import { useLaterWords } from '../words/later/words.ts'

export function WordList({ learnerId, met }: { readonly learnerId: string; readonly met: Turn['newWords'] }) {
  const { kept } = useLaterWords()
  return (
    <ul className="grid gap-2">
      {met.map(({ word, translation, example }) => (
        <li key={word} className="flex flex-wrap items-start gap-x-1 rounded-lg bg-sunk pr-1 pl-3">
          <div className="min-w-0 flex-1 py-2 wrap-anywhere">
            <p><span className="font-semibold" lang="cs">{word}</span> – {translation}</p>
            <p className="text-sm text-soft" lang="cs">{example}</p>
          </div>
          <KeepButton quiet learnerId={learnerId} wish={{ kind: 'word', front: word, back: translation, ...(example && { example }) }} label={kept.keepWord(word)} />
        </li>
      ))}
    </ul>
  )
}
