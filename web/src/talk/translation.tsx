/** A sentence of the tutor's in the learner's tongue, with what else helps to understand it. */
import { Button } from '../kit/button.tsx'
import { useTalkingWords } from '../words/talking/words.ts'

/** `onSlowly` is null where the sentence has no sound. */
export function Translation({ text, onSlowly }: { readonly text: string | null; readonly onSlowly: (() => void) | null }) {
  const { translation } = useTalkingWords()
  return (
    <div className="mb-1 border-l-3 border-line pl-3 text-soft">
      <p>{text ?? translation.none}</p>
      <div className="-ml-1 flex flex-wrap gap-x-3">
        {onSlowly && <Button look="plain" icon="slow" className="sound px-1" onClick={onSlowly}>{translation.slowly}</Button>}
        <Button look="plain" className="px-1" data-words="">{translation.words}</Button>
      </div>
    </div>
  )
}
