/** What every room beside the talk is given. */
import type { LearnerView } from '@mluv/protocol/learner.ts'
import type { Drawer } from '../talk/pending.ts'

export type RoomProps = { readonly learner: LearnerView; readonly kept: Drawer }
