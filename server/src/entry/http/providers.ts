/** How the providers fare. */
import type { LlmHealth, ProviderState } from '@mluv/protocol/providers.ts'
import type { House } from '../house.ts'

export const providers = (house: House) => ({
  health: async (): Promise<LlmHealth> => ({
    providers: house.fares().map(({ task, restMs, firstPieceMs, success, ...fare }) => ({
      ...fare, task: task as ProviderState['task'], restMs: Math.round(restMs), firstPieceMs: firstPieceMs === null ? null : Math.round(firstPieceMs), success: Math.round(success * 100) / 100,
    })),
  }),
})
