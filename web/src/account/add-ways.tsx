/** Ways to sign in that are made here: a chat with the bot, a passkey, a password. */
import type { TelegramLink } from '@mluv/protocol/identities.ts'
import type { PasswordSet, Ways } from '@mluv/protocol/sign-in.ts'
import { useState } from 'react'
import { ask } from '../api.ts'
import { Button } from '../kit/button.tsx'
import { useAccountWords } from '../words/account/words.ts'
import { TextField } from './fields.tsx'
import { Fold } from './fold.tsx'
import { makePasskey, passkeysHere } from './passkey.ts'
import { Refused } from './refused.tsx'
import { useDeed } from './use-deed.ts'

/** `hasPassword`: the name that goes with it; null where there is none. */
type AddProps = { readonly ways: Ways; readonly hasPassword: string | null; readonly onAdded: () => void }

export function AddWays({ ways, hasPassword, onAdded }: AddProps) {
  const { ways: words } = useAccountWords()
  const [said, say] = useState<string | null>(null)
  const { busy, trouble, attempt } = useDeed()
  return (
    <div className="grid gap-4">
      {ways.telegram && <JoinTelegram />}
      {ways.passkey && passkeysHere() && <Button disabled={busy} onClick={() => void attempt(async () => {
        const isMade = await makePasskey(new Date().toLocaleDateString())
        say(isMade ? words.passkeyMade : words.passkeyLeft)
        if (isMade) onAdded()
      })}>{words.makePasskey}</Button>}
      <p role="status" className="text-sm text-soft empty:hidden">{said}</p>
      {trouble && <Refused trouble={trouble} />}
      <Fold title={hasPassword === null ? words.setPassword : words.changePassword}>
        <SetPassword hasPassword={hasPassword} onAdded={onAdded} />
      </Fold>
    </div>
  )
}

/** Two touches: what is opened later than at a touch is taken for an advertisement. */
function JoinTelegram() {
  const { ways: words } = useAccountWords()
  const [url, setUrl] = useState<string | null>(null)
  const { busy, trouble, attempt } = useDeed()
  return (
    <>
      {url === null
        ? <Button disabled={busy} onClick={() => void attempt(async () => setUrl((await ask<TelegramLink>('POST', '/learner/telegram-link')).url))}>{words.joinTelegram}</Button>
        : <a className="inline-flex min-h-11 items-center justify-center rounded-xl border border-edge bg-surface px-4 py-2 hover:bg-sunk" href={url} target="_blank" rel="noopener" onClick={() => setUrl(null)}>{words.openBot}</a>}
      {trouble && <Refused trouble={trouble} />}
    </>
  )
}

function SetPassword({ hasPassword, onAdded }: Pick<AddProps, 'hasPassword' | 'onAdded'>) {
  const { ways: words } = useAccountWords()
  const [name, setName] = useState(hasPassword ?? '')
  const [password, setPassword] = useState('')
  const [current, setCurrent] = useState('')
  const [set, setSet] = useState<'passwordSet' | 'passwordChanged' | null>(null)
  const { busy, trouble, attempt } = useDeed()
  return (
    <form className="grid gap-3" onSubmit={(event) => {
      event.preventDefault()
      setSet(null)
      void attempt(() => ask<PasswordSet>('PUT', '/learner/password', { name: name.trim(), password, ...(hasPassword !== null && { current }) })).then((done) => {
        if (!done) return
        setSet(hasPassword === null ? 'passwordSet' : 'passwordChanged')
        setPassword('')
        setCurrent('')
        onAdded()
      })
    }}>
      <TextField label={words.name} help={words.nameHelp} autoComplete="username" minLength={3} maxLength={40} required value={name} onChange={setName} />
      {hasPassword !== null && <TextField label={words.current} type="password" autoComplete="current-password" maxLength={512} required value={current} onChange={setCurrent} />}
      <TextField label={words.secret} help={words.secretHelp} type="password" autoComplete="new-password" minLength={8} maxLength={512} required value={password} onChange={setPassword} />
      <Button type="submit" look="solid" disabled={busy}>{words.set}</Button>
      <p role="status" className="text-sm empty:hidden">{set && words[set]}</p>
      {trouble && <Refused trouble={trouble} unauthorized={words.refused} />}
    </form>
  )
}
