/** Whoever comes by a link, from Telegram, or to an installation that takes nobody unasked: who they are comes before the talk. */
import type { EmailLook, SignedIn } from '@mluv/protocol/sign-in.ts'
import { useCallback, useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import { ask } from '../api.ts'
import { Button } from '../kit/button.tsx'
import { TopBar } from '../kit/top-bar.tsx'
import { TroubleText } from '../kit/trouble.tsx'
import { beginAsGuest } from '../session.ts'
import type { Drawer } from '../talk/pending.ts'
import { useAccountWords } from '../words/account/words.ts'
import { RecoverForm } from './code-section.tsx'
import { TextField } from './fields.tsx'
import { MergeQuestion } from './merge-question.tsx'
import { Refused } from './refused.tsx'
import { SignInWays } from './sign-in-ways.tsx'
import { fromTelegram } from './telegram.ts'
import { useDeed } from './use-deed.ts'
import { useWays } from './ways.ts'

/** `hash` is what stands behind the address, `#` included; empty where somebody may not begin as a guest. */
type ArrivalProps = { readonly hash: string; readonly motherTongue: string; readonly kept: Drawer; readonly onDone: () => void }

export function Arrival(props: ArrivalProps) {
  // What it holds is a secret: it is neither kept among the visited nor sent on.
  useEffect(() => history.replaceState(null, '', location.pathname + location.search), [])
  const token = /^#sign-in=([\w-]{1,200})$/.exec(props.hash)?.[1]
  if (token !== undefined) return <ByLink token={token} onDone={props.onDone} />
  return props.hash === '' ? <Entrance {...props} /> : <FromTelegram hash={props.hash} onDone={props.onDone} />
}

/** Nothing happens before somebody presses: whatever reads letters beforehand follows links, and somebody else's link is not ours. */
function ByLink({ token, onDone }: { readonly token: string } & Pick<ArrivalProps, 'onDone'>) {
  const words = useAccountWords()
  const [look, setLook] = useState<EmailLook | null>(null)
  const { busy, trouble, attempt } = useDeed()
  useEffect(() => void attempt(async () => setLook(await ask<EmailLook>('POST', '/session/email/look', { token }))), [attempt, token])
  const [invitation, setInvitation] = useState('')
  const brought = invitation.trim()
  const confirm = (merges: boolean) =>
    void attempt(() => ask<SignedIn>('POST', '/session/email/confirm', { token, ...(merges && { merges }), ...(brought && { invitation: brought }) })).then((done) => done && onDone())
  return (
    <Card title={words.arrival.title}>
      {look && <p className="text-lg font-semibold wrap-anywhere">{look.email}</p>}
      {look && <p>{words.arrival.ask}</p>}
      {trouble?.code === 'conflict'
        ? <MergeQuestion busy={busy} onAnswer={(merges) => (merges ? confirm(true) : onDone())} />
        : trouble && <p role="alert" className="text-rust">{trouble.code === 'unauthorized' ? words.arrival.spent : trouble.code === 'forbidden' ? words.arrival.invited : <TroubleText trouble={trouble} />}</p>}
      {trouble?.code === 'forbidden' && <TextField label={words.arrival.invitation} className="font-mono" autoComplete="off" maxLength={64} value={invitation} onChange={setInvitation} />}
      <div className="flex flex-wrap gap-2">
        {look && trouble?.code !== 'conflict' && <Button look="solid" disabled={busy} onClick={() => confirm(false)}>{words.arrival.confirm}</Button>}
        <Button onClick={onDone}>{words.arrival.stay}</Button>
      </div>
    </Card>
  )
}

function FromTelegram({ hash, onDone }: Pick<ArrivalProps, 'hash' | 'onDone'>) {
  const words = useAccountWords()
  const { busy, trouble, attempt } = useDeed()
  const [isIn, setIsIn] = useState(false)
  const come = useCallback((merges: boolean) => void attempt(() => fromTelegram(hash, merges)).then(setIsIn), [attempt, hash])
  useEffect(() => come(false), [come])
  useEffect(() => {
    if (isIn) onDone()
  }, [isIn, onDone])
  if (trouble === null) return null
  return (
    <Card title={words.arrival.title}>
      {trouble.code === 'conflict' ? <MergeQuestion busy={busy} onAnswer={(merges) => (merges ? come(true) : onDone())} /> : <Refused trouble={trouble} unauthorized={words.arrival.spent} />}
      {trouble.code !== 'conflict' && <Button onClick={onDone}>{words.arrival.stay}</Button>}
    </Card>
  )
}

/** Where guests cannot begin: those who are known sign in, those who were invited say so. */
function Entrance({ motherTongue, kept, onDone }: ArrivalProps) {
  const words = useAccountWords()
  const ways = useWays()
  const [invitation, setInvitation] = useState('')
  const { busy, trouble, attempt } = useDeed()
  if (ways === null) return null
  const isInvited = ways.signUp === 'invite'
  return (
    <Card title={words.arrival.title}>
      <p>{isInvited ? words.arrival.invited : words.arrival.closed}</p>
      {isInvited && (
        <form className="grid gap-2" onSubmit={(event) => {
          event.preventDefault()
          void attempt(() => beginAsGuest(kept, motherTongue, invitation.trim())).then((done) => done && onDone())
        }}>
          <div className="flex flex-wrap items-end gap-2">
            <TextField label={words.arrival.invitation} className="font-mono" autoComplete="off" maxLength={64} required value={invitation} onChange={setInvitation} />
            <Button type="submit" look="solid" disabled={busy}>{words.arrival.begin}</Button>
          </div>
          {trouble && (trouble.code === 'forbidden' ? <p role="alert" className="text-rust">{words.arrival.notInvited}</p> : <Refused trouble={trouble} />)}
        </form>
      )}
      <SignInWays ways={ways} motherTongue={motherTongue} onSignedIn={onDone} />
      <RecoverForm kept={kept} onRecovered={onDone} />
    </Card>
  )
}

const Card = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <div className="room room-single">
    <TopBar />
    <main className="talk-area">
      <div className="column arrive grid gap-5 py-8">
        <h1 className="text-2xl font-bold">{title}</h1>
        {children}
      </div>
    </main>
  </div>
)
