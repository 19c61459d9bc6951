/** Who the learner is here: what they sign in with, the way in with something else, and where they are signed in. */
import type { SignedIn } from '@mluv/protocol/sign-in.ts'
import { Dialog } from '../kit/dialog.tsx'
import type { Drawer } from '../talk/pending.ts'
import { useAccountWords } from '../words/account/words.ts'
import { useWords } from '../words/words.ts'
import { AddWays } from './add-ways.tsx'
import { CodeSection, RecoverForm } from './code-section.tsx'
import { IdentitiesSection, useIdentities } from './identities-section.tsx'
import { SessionsSection } from './sessions-section.tsx'
import { SignInWays } from './sign-in-ways.tsx'
import { isElsewhere, useWays } from './ways.ts'

type AccountProps = {
  readonly learnerId: string
  readonly motherTongue: string
  readonly kept: Drawer
  readonly onClose: () => void
  /** This browser may be somebody else now. */
  readonly onChanged: () => void
}

export function AccountDialog({ learnerId, motherTongue, kept, onClose, onChanged }: AccountProps) {
  const words = useAccountWords()
  const ways = useWays()
  const { items, load } = useIdentities()
  const { loading } = useWords()
  const signedIn = (arrived: SignedIn) => (isElsewhere(arrived) ? onChanged() : void load())
  // What comes later would push away what is read already.
  if (!ways || !items) return <Dialog title={words.title} onClose={onClose}><p role="status" className="text-soft">{loading}</p></Dialog>
  const isGuest = items.length === 0
  return (
    <Dialog title={words.title} onClose={onClose}>
      <div className="grid gap-6">
        {isGuest && <p>{words.guest}</p>}
        <IdentitiesSection items={items} learnerId={learnerId} kept={kept} onChanged={() => void load()} />
        <section className="grid gap-4">
          <h3 className="font-semibold">{isGuest ? words.ways.title : words.ways.more}</h3>
          {isGuest && <p className="-mt-2 text-sm text-soft">{words.ways.help}</p>}
          <SignInWays ways={isGuest ? ways : { ...ways, passkey: false }} entersByPassword={isGuest} motherTongue={motherTongue} onSignedIn={signedIn} />
          <AddWays ways={ways} hasPassword={items.find(({ provider }) => provider === 'password')?.subject ?? null} onAdded={() => void load()} />
        </section>
        <hr className="border-line" />
        <CodeSection learnerId={learnerId} kept={kept} />
        <RecoverForm kept={kept} onRecovered={onChanged} />
        <hr className="border-line" />
        <SessionsSection learnerId={learnerId} kept={kept} isGuest={isGuest} onLeft={onChanged} />
      </div>
    </Dialog>
  )
}
