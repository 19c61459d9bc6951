/** Who can hear the learner here: the server, the browser where that was agreed to, or nobody, and then why. */
import { agreedToBrowserHearing, browserHears } from './browser-hearing.ts'
import type { Drawer } from './pending.ts'

/** `offered`: the browser could, once the learner agrees; `unwanted`: who only writes. */
export type HearingBy = 'server' | 'browser' | 'offered' | 'plain-http' | 'nobody' | 'unwanted'

/** Why the microphone gave nothing. `missing`: there is none; `held`: by another program; `unreachable`: who was to hear. */
export type HearingFault = 'refused' | 'missing' | 'held' | 'unreachable' | 'nothing' | 'too-short' | 'too-much'

export function hearingBy(serverHears: boolean, kept: Drawer): HearingBy {
  if (serverHears && mayRecord()) return 'server'
  if (!window.isSecureContext && (serverHears || browserHears())) return 'plain-http'
  if (browserHears()) return agreedToBrowserHearing(kept) ? 'browser' : 'offered'
  return 'nobody'
}

/** Whether this page may ask for a microphone at all; over plain http on a network it may not. */
const mayRecord = (): boolean => window.isSecureContext && typeof navigator.mediaDevices?.getUserMedia === 'function' && 'MediaRecorder' in window
