/** Where the learner is signed in, and tokens for programs of theirs. */
import type { SessionList, TokenMade } from '@mluv/protocol/sessions.ts'
import { useCallback, useEffect, useState } from 'react'
import { ask } from '../api.ts'
import { Button } from '../kit/button.tsx'
import type { Drawer } from '../talk/pending.ts'
import { useAccountWords } from '../words/account/words.ts'
import { useWords } from '../words/words.ts'
import { TextField } from './fields.tsx'
import { Fold } from './fold.tsx'
import { longDate } from './long-date.ts'
import { Refused } from './refused.tsx'
import { Tick } from './tick.tsx'
import { useDeed } from './use-deed.ts'

type Scope = 'read' | 'learn' | 'account'
const scopes = ['read', 'learn', 'account'] as const satisfies readonly Scope[]
const tokenDays = 90

type SessionsProps = { readonly learnerId: string; readonly kept: Drawer; /** Nothing but a code brings them back. */ readonly isGuest: boolean; readonly onLeft: () => void }

export function SessionsSection({ learnerId, kept, isGuest, onLeft }: SessionsProps) {
  const words = useAccountWords()
  const { tongue } = useWords()
  const [items, setItems] = useState<SessionList['items']>([])
  /** Whether they mean it; `lost`: what is sent nowhere yet. */
  const [asked, setAsked] = useState<{ readonly lost: number } | null>(null)
  const { busy, trouble, attempt } = useDeed()
  const load = useCallback(async () => setItems((await ask<SessionList>('GET', '/sessions')).items), [])
  useEffect(() => void attempt(load), [attempt, load])
  async function leave(): Promise<void> {
    const { forgetLearner, lostByLeaving } = await import('./leaving.ts')
    const lost = await lostByLeaving(kept, learnerId)
    if ((isGuest || lost > 0) && (asked === null || lost > asked.lost)) return setAsked({ lost })
    await ask('DELETE', '/session')
    forgetLearner(kept, learnerId)
    onLeft()
  }
  return (
    <section className="grid gap-3">
      <h3 className="font-semibold">{words.sessions.title}</h3>
      <ul className="grid gap-2">
        {items.map(({ sessionId, name, scopes: given, createdAt, expiresAt, isThis }) => (
          <li key={sessionId} className="flex items-center gap-3">
            <span className="min-w-0 flex-1">
              {name ?? words.sessions.unnamed}{isThis && <span className="text-soft"> · {words.sessions.here}</span>}
              <span className="block text-sm text-soft">{words.sessions.since(longDate(tongue, createdAt))}{given && ` · ${words.sessions.until(longDate(tongue, expiresAt))} · ${given.map((scope) => words.tokens.scopes[scope]).join(', ')}`}</span>
            </span>
            {!isThis && <Button look="plain" aria-label={words.sessions.end(name ?? words.sessions.unnamed)} disabled={busy} onClick={() => void attempt(async () => {
              await ask('DELETE', `/sessions/${sessionId}`)
              await load()
            })}>{words.identities.unlink}</Button>}
          </li>
        ))}
      </ul>
      {trouble && <Refused trouble={trouble} />}
      <div className="flex flex-wrap gap-2">
        {items.length > 1 && <Button disabled={busy} onClick={() => void attempt(async () => {
          await ask('DELETE', '/sessions')
          await load()
        })}>{words.sessions.endOthers}</Button>}
        <Button disabled={busy} onClick={() => void attempt(leave)}>{asked ? words.sessions.leaveYes : words.sessions.leave}</Button>
      </div>
      {asked && (
        <div role="alert" className="grid gap-2 rounded-xl bg-gold-wash p-3 text-gold">
          {isGuest && <p>{words.sessions.leaveGuest}</p>}
          {asked.lost > 0 && <p>{words.sessions.leaveUnsent(asked.lost)}</p>}
        </div>
      )}
      <Fold title={words.tokens.title}>
        <TokenForm onMade={() => void attempt(load)} />
      </Fold>
    </section>
  )
}

function TokenForm({ onMade }: { readonly onMade: () => void }) {
  const words = useAccountWords()
  const [name, setName] = useState('')
  const [given, setGiven] = useState<readonly Scope[]>(['read'])
  const [token, setToken] = useState<string | null>(null)
  const { busy, trouble, attempt } = useDeed()
  return (
    <form className="grid gap-3" onSubmit={(event) => {
      event.preventDefault()
      void attempt(async () => setToken((await ask<TokenMade>('POST', '/tokens', { name: name.trim(), scopes: given, days: tokenDays })).token)).then((done) => done && onMade())
    }}>
      <p className="text-sm text-soft">{words.tokens.help}</p>
      <TextField label={words.tokens.name} maxLength={60} required pattern=".*\S.*" value={name} onChange={setName} />
      {scopes.map((scope) => (
        <Tick key={scope} label={words.tokens.scopes[scope]} checked={given.includes(scope)} onChange={(isGiven) => setGiven(isGiven ? [...given, scope] : given.filter((each) => each !== scope))} />
      ))}
      <Button type="submit" disabled={busy || given.length === 0}>{words.tokens.make}</Button>
      {trouble && <Refused trouble={trouble} />}
      {token !== null && <p role="status">{words.tokens.made}<code className="mt-2 block rounded-xl bg-sunk p-3 text-sm break-all select-all">{token}</code></p>}
    </form>
  )
}
