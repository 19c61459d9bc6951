/** What every room beside the talk is given. */
import type { LearnerView, Settings } from '@mluv/protocol/learner.ts'
import type { Drawer } from '../talk/pending.ts'

export type RoomProps = { readonly learner: LearnerView; readonly kept: Drawer; readonly onSettings: (settings: Settings) => void }
