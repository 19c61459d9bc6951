/** Asks before the browser's own recognition is used, because the voice may leave the machine. */
import { Button } from '../kit/button.tsx'
import { Dialog } from '../kit/dialog.tsx'
import { useLaterWords } from '../words/later/words.ts'

type ConsentProps = { readonly onClose: () => void; readonly onAgreed: () => void }

export function ConsentDialog({ onClose, onAgreed }: ConsentProps) {
  const { consent } = useLaterWords()
  return (
    <Dialog title={consent.title} onClose={onClose}>
      <p>{consent.text}</p>
      <div className="mt-5 flex flex-wrap justify-end gap-2">
        <Button onClick={onClose}>{consent.cancel}</Button>
        <Button look="solid" icon="microphone" onClick={onAgreed}>{consent.agree}</Button>
      </div>
    </Dialog>
  )
}
