/**
 * Corrections that were made before. What is wrong with a sentence by itself does not depend on who said it when: the same sentence, explained to somebody of the same
 * level and tongue by the same checker, is not paid for twice. Kept by a hash, without whose it was, for as long as `domain/artefact.ts` says.
 */
import { createHash } from 'node:crypto'
import { tongueFor } from '../../domain/language.ts'
import { costOf, nothingUsed, type Used } from '../../domain/price.ts'
import { nothingSaved } from '../../domain/saving.ts'
import type { Cache, Found } from '../../ports/cache.ts'
import type { Checked, Ear, Listening } from '../../ports/ear.ts'
import type { Facts } from '../../ports/provider.ts'
import type { Purse } from '../../ports/purse.ts'

/** `checker`: whatever else shapes its corrections, such as the version of what it is told. An ear that costs nothing is asked each time. */
export function cachedEar(ear: Ear, cache: Pick<Cache, 'get'>, checker: string): Ear {
  const { facts } = ear
  if (!facts) return ear
  const name = (listening: Listening) => keyOf(listening, [checker, facts.provider, facts.model])
  return {
    ...ear,
    async check(listening, options) {
      // Places in the text are counted in it as it stands.
      if (listening.text !== listening.text.normalize().trim()) return ear.check(listening, options)
      let ask: (() => Promise<Checked>) | null = () => ear.check(listening, options)
      const mine = { isAsked: false }
      // What is kept knows how it was found: it must not keep whoever asked.
      const find = async (): Promise<Found<Checked>> => {
        mine.isAsked = true
        return { value: await ask!(), version: 0, untilMs: null }
      }
      try {
        const { used, ...checked } = await cache.get({ artefact: 'correction', owner: 'nobody', name: name(listening) }, find)
        if (mine.isAsked) return checked
        if (used) await noteRecalled(facts, used, options.purse)
        return { ...checked, recalled: true }
      } catch (error) {
        // Somebody else's question, which they took back or could not pay for, is nobody's answer.
        if (mine.isAsked || options.signal.aborted) throw error
        return await ear.check(listening, options)
      } finally {
        ask = null
      }
    },
  }
}

/** Nothing was paid: what it cost when it was found is what was saved. */
async function noteRecalled({ provider, model, price }: Facts, used: Used, purse: Purse | undefined): Promise<void> {
  const recall = costOf(price, used)
  const reservation = await purse?.reserve({ task: 'correct', provider, model, mostMicroUsd: 0 })
  reservation?.settle({ outcome: 'finished', microUsd: 0, used: nothingUsed, saved: { ...nothingSaved, recall }, savedMicroUsd: recall })
}

function keyOf({ text, language, level, motherTongue, gender, corrections, spoken }: Listening, checker: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify([text, language, level, tongueFor(motherTongue), gender, corrections, spoken, ...checker])).digest('base64url')
}
