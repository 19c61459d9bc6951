/** The code that brings a guest back, as this browser keeps it. */
import { ask } from '../api.ts'
import { codePlace, keepRecoveryCode } from '../session.ts'
import type { Drawer } from '../talk/pending.ts'

/** The recovery code, as long as this browser keeps it. */
export function recoveryCodeOf(drawer: Drawer, learnerId: string): string | null {
  try {
    const kept = JSON.parse(drawer.getItem(codePlace) ?? 'null') as { readonly learnerId?: unknown; readonly recoveryCode?: unknown } | null
    return kept?.learnerId === learnerId && typeof kept.recoveryCode === 'string' ? kept.recoveryCode : null
  } catch {
    return null
  }
}

export const forgetRecoveryCode = (drawer: Drawer): void => drawer.removeItem(codePlace)

/** After this the browser is the learner whose code it was. */
export async function recover(drawer: Drawer, recoveryCode: string): Promise<void> {
  const { learnerId } = await ask<{ readonly learnerId: string }>('POST', '/session/recover', { recoveryCode })
  keepRecoveryCode(drawer, learnerId, recoveryCode)
}
