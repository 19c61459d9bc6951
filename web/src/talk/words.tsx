/** Words met in this conversation, gathered as it goes. */
import type { Turn } from '@mluv/protocol/turn.ts'
import { useWords } from '../words/words.ts'

export function NewWords({ met }: { readonly met: Turn['newWords'] }) {
  const words = useWords()
  return (
    <section className="grid gap-2">
      <h3 className="text-lg font-bold">{words.today.words}</h3>
      <p className="text-sm text-soft">{met.length > 0 ? words.today.wordsHelp : words.today.noWords}</p>
      <dl className="grid gap-2">
        {met.map(({ word, translation, example }) => (
          <div key={word} className="rounded-lg bg-sunk px-3 py-2">
            <dt className="inline font-semibold" lang="cs">{word}</dt>
            <dd className="inline"> – {translation}</dd>
            <dd className="text-sm text-soft" lang="cs">{example}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
