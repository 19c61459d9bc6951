/** The recovery code of this learner, and the way in with another. */
import { useState } from 'react'
import { ask } from '../api.ts'
import type { Trouble } from '../api.ts'
import { Button } from '../kit/button.tsx'
import { TroubleText } from '../kit/trouble.tsx'
import { keepRecoveryCode } from '../session.ts'
import type { Drawer } from '../talk/pending.ts'
import { useAccountWords } from '../words/account/words.ts'
import { TextField } from './fields.tsx'
import { forgetRecoveryCode, recover, recoveryCodeOf } from './recovery-code.ts'
import { useDeed } from './use-deed.ts'

/** How a code that nobody has is refused. */
const unknown: readonly Trouble['code'][] = ['unauthorized', 'not-found', 'invalid']

export function CodeSection({ learnerId, kept }: { readonly learnerId: string; readonly kept: Drawer }) {
  const { code: words } = useAccountWords()
  const [code, setCode] = useState(() => recoveryCodeOf(kept, learnerId))
  const [copied, setCopied] = useState(false)
  const { busy, trouble, attempt } = useDeed()
  return (
    <section className="grid gap-3">
      <h3 className="font-semibold">{words.title}</h3>
      <p>{words.explain}</p>
      {code === null
        ? (
          <>
            <p className="rounded-xl bg-sunk p-3">{words.forgotten}</p>
            <Button disabled={busy} onClick={() => void attempt(async () => {
              const { recoveryCode } = await ask<{ readonly recoveryCode: string }>('POST', '/learner/recovery-code')
              keepRecoveryCode(kept, learnerId, recoveryCode)
              setCode(recoveryCode)
            })}>{words.anew}</Button>
            {trouble && <p role="alert" className="text-rust"><TroubleText trouble={trouble} /></p>}
          </>
        )
        : (
          <>
            <p className="rounded-xl bg-sunk p-3 text-center font-mono text-xl tracking-wide wrap-anywhere select-all">{code}</p>
            <div className="flex flex-wrap items-center gap-2">
              {navigator.clipboard && <Button onClick={() => void navigator.clipboard.writeText(code).then(() => setCopied(true))}>{words.copy}</Button>}
              <span role="status" className="text-sm text-soft">{copied ? words.copied : ''}</span>
              <Button look="plain" onClick={() => {
                forgetRecoveryCode(kept)
                setCode(null)
              }}>{words.forget}</Button>
            </div>
          </>
        )}
    </section>
  )
}

export function RecoverForm({ kept, onRecovered }: { readonly kept: Drawer; readonly onRecovered: () => void }) {
  const { code: words } = useAccountWords()
  const [text, setText] = useState('')
  const { busy, trouble, attempt } = useDeed()
  return (
    <form className="grid gap-2" onSubmit={(event) => {
      event.preventDefault()
      void attempt(() => recover(kept, text.trim())).then((done) => done && onRecovered())
    }}>
      <div className="flex flex-wrap items-end gap-2">
        <TextField label={words.have} help={words.haveHelp} className="font-mono" autoComplete="off" maxLength={64} value={text} onChange={setText} />
        <Button type="submit" look="solid" disabled={busy || text.trim() === ''}>{words.recover}</Button>
      </div>
      {trouble && <p role="alert" className="text-rust">{unknown.includes(trouble.code) ? words.unknown : <TroubleText trouble={trouble} />}</p>}
    </form>
  )
}
