/** What the learner signs in with. */
import type { IdentityList, Unlinked } from '@mluv/protocol/identities.ts'
import { useEffect, useState } from 'react'
import { ask } from '../api.ts'
import { Button } from '../kit/button.tsx'
import { keepRecoveryCode } from '../session.ts'
import type { Drawer } from '../talk/pending.ts'
import { useAccountWords } from '../words/account/words.ts'
import { useWords } from '../words/words.ts'
import { longDate } from './long-date.ts'
import { Refused } from './refused.tsx'
import { useDeed } from './use-deed.ts'

type Items = IdentityList['items']

/** Null until they are known. */
export function useIdentities(): { readonly items: Items | null; readonly load: () => Promise<void> } {
  const [items, setItems] = useState<Items | null>(null)
  const load = () => ask<IdentityList>('GET', '/identities').then((list) => setItems(list.items), () => setItems((before) => before ?? []))
  useEffect(() => {
    // Whoever was away may have made one of their chat with the bot and of what is here.
    const look = () => void load()
    look()
    addEventListener('focus', look)
    return () => removeEventListener('focus', look)
  }, [])
  return { items, load }
}

type IdentitiesProps = { readonly items: Items; readonly learnerId: string; readonly kept: Drawer; readonly onChanged: () => void }

export function IdentitiesSection({ items, learnerId, kept, onChanged }: IdentitiesProps) {
  const { identities: words } = useAccountWords()
  const { tongue } = useWords()
  const [code, setCode] = useState<string | null>(null)
  const { busy, trouble, attempt } = useDeed()
  /** Numbers and keys say nothing to people: they are told by when they were made. */
  const shownOf = ({ provider, subject, createdAt }: Items[number]) =>
    provider === 'email' || provider === 'password' ? subject : longDate(tongue, createdAt)

  async function unlink(identityId: string): Promise<void> {
    const { recoveryCode } = await ask<Unlinked>('DELETE', `/identities/${identityId}`)
    if (recoveryCode !== null) keepRecoveryCode(kept, learnerId, recoveryCode)
    setCode(recoveryCode)
    onChanged()
  }

  return (
    <section className="grid gap-2">
      {items.length > 0 && <h3 className="font-semibold">{words.title}</h3>}
      <ul className="grid gap-1">
        {items.map((identity) => (
          <li key={identity.identityId} className="flex items-center gap-3">
            <span className="min-w-0 flex-1 wrap-anywhere">{words.names[identity.provider]}<span className="text-soft"> · {shownOf(identity)}</span></span>
            <Button look="plain" aria-label={`${words.unlink}: ${words.names[identity.provider]} ${shownOf(identity)}`} disabled={busy} onClick={() => void attempt(() => unlink(identity.identityId))}>{words.unlink}</Button>
          </li>
        ))}
      </ul>
      {code !== null && <p role="status" className="rounded-xl bg-gold-wash p-3 text-gold">{words.codeLeft} <b className="font-mono">{code}</b></p>}
      {trouble && <Refused trouble={trouble} />}
    </section>
  )
}
