/** The way in for operators. */
import { useState } from 'react'
import { ask, troubleIn } from '../api.ts'
import type { Trouble } from '../api.ts'
import { Button } from '../kit/button.tsx'
import { troubleText } from './parts.tsx'

/** `isLearner`: somebody is signed in here, and is no operator. */
export function SignIn({ isLearner, onDone }: { readonly isLearner: boolean; readonly onDone: () => void }) {
  const [token, setToken] = useState('')
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  const enter = () => void ask('POST', '/session/operator', { token }).then(onDone, (error: unknown) => setTrouble(troubleIn(error)))
  return (
    <main className="mx-auto grid max-w-md gap-4 p-6">
      <span aria-hidden="true" className="tutor-face size-16" />
      <h1 className="text-3xl font-bold">For operators</h1>
      <p>{isLearner ? 'This page is for whoever looks after this Mluv; you are here to learn, and that is the better part.' : 'This page is for whoever looks after this Mluv.'} With the operator’s token, come in.</p>
      {isLearner && <p className="text-sm text-soft">This browser is a learner’s. Signed in here as an operator, it stops being theirs until you sign out; their recovery code brings them back.</p>}
      <form className="grid gap-3" onSubmit={(event) => { event.preventDefault(); enter() }}>
        <label className="grid gap-1 font-semibold">The operator’s token<input className="field" type="password" autoComplete="current-password" required value={token} onChange={(event) => setToken(event.target.value)} /></label>
        <div role="alert">{trouble && <p className="text-rust">{troubleText(trouble)}</p>}</div>
        <div className="flex flex-wrap gap-3"><Button type="submit" look="solid" disabled={token === ''}>Come in</Button><a href="/" className="inline-flex min-h-11 items-center text-brick underline underline-offset-4">To the talk</a></div>
      </form>
    </main>
  )
}
