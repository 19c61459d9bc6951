import type { LearnerId } from '../../src/domain/identity.ts'
import { keptAllowances } from '../kept-allowances.ts'
import { allowancesContract, type Vault } from './allowances.ts'
import { keeps } from './keep.ts'
import { clock } from './store-cast.ts'

keeps('allowances in memory', allowancesContract, (): Vault => {
  const kept = keptAllowances()
  return {
    allowances: kept,
    async newLearner(standing) {
      const learnerId = clock.newId() as LearnerId
      kept.stand(learnerId, standing)
      return learnerId
    },
    async read(allowance) {
      const { spentMicroUsd, slices } = kept.read(allowance)
      return { spentMicroUsd, inHandsMicroUsd: [...slices.values()].reduce((sum, each) => sum + each, 0) }
    },
  }
})
