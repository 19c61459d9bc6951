/** Proofs that hold once. */
import type { ProofStore } from '../../ports/door-store.ts'
import type { Database } from './database.ts'
import type { Tables } from './tables.ts'

export const proofs = ({ kysely }: Database<Tables>): ProofStore => ({
  async use(proofHash, expiresAtMs) {
    const used = await kysely.insertInto('used_proofs').values({ proof_hash: proofHash, expires_at_ms: expiresAtMs }).onConflict((row) => row.doNothing()).returning('expires_at_ms').executeTakeFirst()
    return used !== undefined
  },

  async giveBack(proofHash) {
    await kysely.deleteFrom('used_proofs').where('proof_hash', '=', proofHash).execute()
  },
})
