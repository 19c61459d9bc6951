/** Who is here: a guest made at the first visit. */
import type { Home, LearnerView } from '@mluv/protocol/learner.ts'
import type { GuestSession } from '@mluv/protocol/session.ts'
import { ApiTrouble, ask } from './api.ts'
import type { Drawer } from './talk/pending.ts'

/** Where a browser keeps the code of its learner. */
export const codePlace = 'mluv.recovery-code'
const learnerPlace = 'mluv.learner'

/** What the first page shows, as the learner of this browser; as a new guest where there is none. */
export async function homeOf(drawer: Drawer, motherTongue: string): Promise<Home> {
  const home = await homeOfSession().catch(async (error: unknown) => {
    if (!(error instanceof ApiTrouble && error.trouble.code === 'unauthorized')) throw error
    await beginAsGuest(drawer, motherTongue)
    return homeOfSession()
  })
  drawer.setItem(learnerPlace, JSON.stringify(home.learner))
  return home
}

const homeOfSession = () => ask<Home>('GET', '/learner/home')

/** Who was here last, for what can be done without a network. */
export const lastLearner = (drawer: Drawer): LearnerView | null => JSON.parse(drawer.getItem(learnerPlace) ?? 'null') as LearnerView | null

/** What a new learner begins with. A first date format costs a browser 20 to 40 ms, `Temporal` nothing; not all have it yet. */
export const firstSettings = (motherTongue: string) => ({ timeZone: globalThis.Temporal?.Now.timeZoneId() ?? Intl.DateTimeFormat().resolvedOptions().timeZone, motherTongue })

export async function beginAsGuest(drawer: Drawer, motherTongue: string, invitation?: string): Promise<void> {
  const { learnerId, recoveryCode } = await ask<GuestSession>('POST', '/session/guest', { ...firstSettings(motherTongue), ...(invitation && { invitation }) })
  keepRecoveryCode(drawer, learnerId, recoveryCode)
}

export const keepRecoveryCode = (drawer: Drawer, learnerId: string, recoveryCode: string): void => drawer.setItem(codePlace, JSON.stringify({ learnerId, recoveryCode }))
