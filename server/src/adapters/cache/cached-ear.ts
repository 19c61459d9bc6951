/**
 * Corrections that were made before. What is wrong with a sentence by itself does not depend on who said it when: the same sentence, explained to somebody of the same
 * level and tongue by the same checker, is not paid for twice. Kept without whose it was.
 */
import { createHash } from 'node:crypto'
import { tongueFor } from '../../domain/language.ts'
import type { Cache } from '../../ports/cache.ts'
import type { Ear, Listening } from '../../ports/ear.ts'
import { noteRecalled, recall } from './recall.ts'

/** `checker`: whatever else shapes its corrections, such as the version of what it is told. An ear that costs nothing is asked each time. */
export function cachedEar(ear: Ear, cache: Pick<Cache, 'get'>, checker: string): Ear {
  const { facts } = ear
  if (!facts) return ear
  const nameOf = (listening: Listening) => keyOf(listening, [checker, facts.provider, facts.model])
  return {
    ...ear,
    async check(listening, options) {
      // Places in the text are counted in it as it stands.
      if (listening.text !== listening.text.normalize().trim()) return ear.check(listening, options)
      const { answer, isRecalled } = await recall(cache, { artefact: 'correction', name: nameOf(listening) }, options.signal, () => ear.check(listening, options))
      const { used, ...checked } = answer
      if (!isRecalled) return checked
      if (used) await noteRecalled(facts, 'correct', used, options.purse)
      return { ...checked, recalled: true }
    },
  }
}

function keyOf({ text, language, level, motherTongue, gender, corrections, spoken }: Listening, checker: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify([text, language, level, tongueFor(motherTongue), gender, corrections, spoken, ...checker])).digest('base64url')
}
