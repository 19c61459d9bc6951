/** The recovery code of this learner, and the way in with another. */
import { useState } from 'react'
import { troubleIn } from '../api.ts'
import type { Trouble } from '../api.ts'
import { Button } from '../kit/button.tsx'
import { Dialog } from '../kit/dialog.tsx'
import { TroubleText } from '../kit/trouble.tsx'
import { forgetRecoveryCode, recover, recoveryCodeOf } from '../session.ts'
import type { Drawer } from '../talk/pending.ts'
import { useLaterWords } from '../words/later/words.ts'

type CodeProps = { readonly learnerId: string; readonly kept: Drawer; readonly onClose: () => void; readonly onRecovered: () => void }

/** How a code that nobody has is refused. */
const unknown: readonly Trouble['code'][] = ['unauthorized', 'not-found', 'invalid']

export function CodeDialog({ learnerId, kept, onClose, onRecovered }: CodeProps) {
  const words = useLaterWords()
  const [code, setCode] = useState(() => recoveryCodeOf(kept, learnerId))
  const [copied, setCopied] = useState(false)
  return (
    <Dialog title={words.code.title} onClose={onClose}>
      <section className="grid gap-3">
        <p>{words.code.explain}</p>
        {code === null
          ? <p className="rounded-xl bg-sunk p-3">{words.code.forgotten}</p>
          : (
            <>
              <h3 className="font-semibold">{words.code.yours}</h3>
              <p className="rounded-xl bg-sunk p-3 text-center font-mono text-xl tracking-wide break-all select-all">{code}</p>
              <div className="flex flex-wrap items-center gap-2">
                {navigator.clipboard && <Button onClick={() => void navigator.clipboard.writeText(code).then(() => setCopied(true))}>{words.code.copy}</Button>}
                <span role="status" className="text-sm text-soft">{copied ? words.code.copied : ''}</span>
                <Button look="plain" onClick={() => {
                  forgetRecoveryCode(kept)
                  setCode(null)
                }}>{words.code.forget}</Button>
              </div>
            </>
          )}
      </section>
      <hr className="my-5 border-line" />
      <RecoverForm kept={kept} onRecovered={onRecovered} />
    </Dialog>
  )
}

function RecoverForm({ kept, onRecovered }: Pick<CodeProps, 'kept' | 'onRecovered'>) {
  const words = useLaterWords()
  const [text, setText] = useState('')
  const [trouble, setTrouble] = useState<Trouble | null>(null)

  async function bringBack(): Promise<void> {
    try {
      await recover(kept, text.trim())
      onRecovered()
    } catch (error) {
      setTrouble(troubleIn(error))
    }
  }

  return (
    <form className="grid gap-2" onSubmit={(event) => {
      event.preventDefault()
      void bringBack()
    }}>
      <label htmlFor="code" className="font-semibold">{words.code.have}</label>
      <p id="code-help" className="text-sm text-soft">{words.code.haveHelp}</p>
      <div className="flex gap-2">
        <input id="code" className="field font-mono" aria-describedby="code-help" autoComplete="off" autoCapitalize="off" spellCheck={false} maxLength={64} value={text} onChange={(event) => setText(event.target.value)} />
        <Button type="submit" look="solid" disabled={text.trim() === ''}>{words.code.recover}</Button>
      </div>
      {trouble && <p role="alert" className="text-rust">{unknown.includes(trouble.code) ? words.code.unknown : <TroubleText trouble={trouble} />}</p>}
    </form>
  )
}
