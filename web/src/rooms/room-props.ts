/** What every room beside the talk is given. */
import type { LearnerView, Settings } from '@mluv/protocol/learner.ts'
import type { Drawer } from '../talk/pending.ts'

export type RoomProps = {
  readonly learner: LearnerView
  /** Whether recordings can be transcribed by who is reached. */
  readonly hears: boolean
  readonly kept: Drawer
  readonly onSettings: (settings: Settings) => void
}
