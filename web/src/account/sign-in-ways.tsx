/** Every way in that there is here. Whoever is here already takes what they have with them. */
import type { SignedIn, Ways } from '@mluv/protocol/sign-in.ts'
import { useState } from 'react'
import { ask } from '../api.ts'
import { Button } from '../kit/button.tsx'
import { firstSettings } from '../session.ts'
import { useAccountWords } from '../words/account/words.ts'
import { TextField } from './fields.tsx'
import { Fold } from './fold.tsx'
import { passkeysHere, signInWithPasskey } from './passkey.ts'
import { Refused } from './refused.tsx'
import { goToTelegram } from './telegram.ts'
import { useDeed } from './use-deed.ts'

type WaysProps = {
  readonly ways: Ways
  readonly entersByPassword?: boolean
  readonly motherTongue: string
  readonly onSignedIn: (signedIn: SignedIn) => void
}

export function SignInWays({ ways, entersByPassword = true, motherTongue, onSignedIn }: WaysProps) {
  const words = useAccountWords()
  const [left, setLeft] = useState(false)
  const deed = useDeed()
  return (
    <div className="grid gap-4">
      {ways.telegram && <Button onClick={() => goToTelegram(ways.telegram!)}>{words.ways.telegram}</Button>}
      {ways.passkey && passkeysHere() && <Button disabled={deed.busy} onClick={() => void deed.attempt(async () => {
        const signedIn = await signInWithPasskey()
        setLeft(signedIn === null)
        if (signedIn) onSignedIn(signedIn)
      })}>{words.ways.usePasskey}</Button>}
      <p role="status" className="text-sm text-soft empty:hidden">{left && words.ways.passkeyLeft}</p>
      {deed.trouble && <Refused trouble={deed.trouble} />}
      {ways.email && <EmailForm motherTongue={motherTongue} />}
      {entersByPassword && (
        <Fold title={words.ways.password}>
          <PasswordForm onSignedIn={onSignedIn} />
        </Fold>
      )}
    </div>
  )
}

function EmailForm({ motherTongue }: Pick<WaysProps, 'motherTongue'>) {
  const words = useAccountWords()
  const [email, setEmail] = useState('')
  const [sentTo, setSentTo] = useState<string | null>(null)
  const { busy, trouble, attempt } = useDeed()
  return (
    <form className="grid gap-2" onSubmit={(event) => {
      event.preventDefault()
      void attempt(() => ask('POST', '/session/email', { email: email.trim(), ...firstSettings(motherTongue) })).then((done) => done && setSentTo(email.trim()))
    }}>
      <div className="flex flex-wrap items-end gap-2">
        <TextField label={words.ways.email} type="email" autoComplete="email" maxLength={254} required value={email} onChange={setEmail} />
        <Button type="submit" look="solid" disabled={busy}>{words.ways.sendLink}</Button>
      </div>
      <p role="status" className="text-sm empty:hidden">{sentTo !== null && words.ways.sent(sentTo)}</p>
      {trouble && <Refused trouble={trouble} />}
    </form>
  )
}

function PasswordForm({ onSignedIn }: Pick<WaysProps, 'onSignedIn'>) {
  const words = useAccountWords()
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const { busy, trouble, attempt } = useDeed()
  return (
    <form className="grid gap-3" onSubmit={(event) => {
      event.preventDefault()
      void attempt(async () => onSignedIn(await ask<SignedIn>('POST', '/session/password', { name: name.trim(), password })))
    }}>
      <TextField label={words.ways.name} autoComplete="username" maxLength={254} required value={name} onChange={setName} />
      <TextField label={words.ways.secret} type="password" autoComplete="current-password" maxLength={512} required value={password} onChange={setPassword} />
      <Button type="submit" look="solid" disabled={busy}>{words.ways.enter}</Button>
      {trouble && <Refused trouble={trouble} unauthorized={words.ways.refused} />}
    </form>
  )
}
