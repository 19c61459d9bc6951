/** Below the first visit's questions: the way in for those who are known, and what one may want to read first. */
import { Suspense, useState } from 'react'
import { Button } from '../kit/button.tsx'
import { lazily } from '../kit/lazily.tsx'
import { HouseLinks } from '../rooms/house-links.tsx'
import type { Drawer } from '../talk/pending.ts'
import { useRoomWords } from '../words/rooms/words.ts'

const AccountDialog = lazily(() => import('./account-dialog.tsx').then((file) => file.AccountDialog))

type FirstLinksProps = { readonly learnerId: string; readonly motherTongue: string; readonly kept: Drawer; readonly onChanged: () => void }

export function FirstLinks(props: FirstLinksProps) {
  const words = useRoomWords()
  const [account, showAccount] = useState(false)
  return (
    <div className="column grid gap-3 pb-8">
      <p><Button look="plain" className="-ml-4 text-sm" onClick={() => showAccount(true)}>{words.beenHere}</Button></p>
      <HouseLinks className="border-t border-line pt-3" />
      <Suspense>{account && <AccountDialog {...props} onClose={() => showAccount(false)} />}</Suspense>
    </div>
  )
}
