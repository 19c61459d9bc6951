/** What somebody signs in with belongs to another account: whether both are to become one. */
import { Button } from '../kit/button.tsx'
import { useAccountWords } from '../words/account/words.ts'

export function MergeQuestion({ busy, onAnswer }: { readonly busy: boolean; readonly onAnswer: (merges: boolean) => void }) {
  const { ways: words } = useAccountWords()
  return (
    <div role="alert" className="grid gap-3 rounded-xl bg-gold-wash p-4">
      <p className="font-semibold">{words.othersTitle}</p>
      <p>{words.merge}</p>
      <div className="flex flex-wrap gap-2">
        <Button disabled={busy} onClick={() => onAnswer(true)}>{words.mergeYes}</Button>
        <Button disabled={busy} onClick={() => onAnswer(false)}>{words.mergeNo}</Button>
      </div>
    </div>
  )
}
