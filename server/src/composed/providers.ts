/** What is asked of providers, at whose expense. */
import { cachedEar } from '../adapters/cache/cached-ear.ts'
import { cachedHearing } from '../adapters/cache/cached-hearing.ts'
import type { CountedAllowances } from '../adapters/counted-allowances.ts'
import type { Providers } from '../adapters/models/catalog.ts'
import type { Prompts } from '../adapters/models/prompts.ts'
import { spendingOf, type Config } from '../config.ts'
import type { Budget } from '../domain/allowance.ts'
import type { Log } from '../log.ts'
import type { Cache } from '../ports/cache.ts'
import type { Clock } from '../ports/clock.ts'
import type { Ear } from '../ports/ear.ts'
import type { LanguageModel } from '../ports/language-model.ts'
import type { TextToSpeech } from '../ports/text-to-speech.ts'
import type { Trace } from '../ports/trace.ts'
import { bestOf } from '../routing/best.ts'
import { crossCheckedEar } from '../routing/cross-checked.ts'
import { purses, type OpenPurses } from '../routing/purses.ts'
import { ratedEar, ratedHearing, ratedMind, ratedSummariser, ratedVoice, type Lanes } from '../routing/rated.ts'
import { spendEar, spendHearing, spendMind, spendSummariser, spendVoice } from '../routing/spend.ts'
import { traced } from '../routing/traced.ts'
import { version } from './places.ts'

/** What they heard and corrected is not asked for again. */
export const remembering = (paid: ReturnType<typeof paidFor>, remembered: Cache, { check, transcription }: Prompts) => ({
  ...paid,
  hearings: paid.hearings.map((each) => cachedHearing(each, remembered, JSON.stringify([version, transcription]))),
  ears: paid.ears.map((each) => cachedEar(each, remembered, JSON.stringify([version, check]))),
})

/** Each has a place among what its vendor takes, and asks a purse, before it is asked itself. */
export const paidFor = ({ minds, ears, hearings, voices, summarisers }: Providers, ways: Lanes): Omit<Providers, 'embeddings'> => ({
  minds: minds.map((each) => ratedMind(spendMind(each, bestOf(minds)), ways)),
  ears: ears.map((each) => ratedEar(spendEar(each, bestOf(ears)), ways)),
  hearings: hearings.map((each) => ratedHearing(spendHearing(each), ways)),
  voices: voices.map((each) => ratedVoice(spendVoice(each), ways)),
  summarisers: summarisers.map((each) => ratedSummariser(spendSummariser(each), ways)),
})

type Free = { readonly mind: LanguageModel; readonly voice: TextToSpeech; readonly ear: Ear }

/** Those that cost nothing come last, and look through what the paid ears say. */
export function withFree(paid: ReturnType<typeof remembering>, { mind, voice, ear }: Free, { log, trace }: { readonly log: Log; readonly trace: Trace | null }) {
  const { minds, voices, ears } = traced({ hearings: [], minds: [mind], voices: [voice], ears: [ear] }, trace)
  return { ...paid, minds: [...paid.minds, ...minds], voices: [...paid.voices, ...voices], ears: [...paid.ears.map((each) => crossCheckedEar(each, ear, log)), ...ears] }
}

export const openPurses = (config: Config, budget: Budget, booked: CountedAllowances, clock: Clock, log: Log, holder: string): OpenPurses =>
  purses({ allowances: booked, overBudget: spendingOf(config).overBudget, budget, clock, holder, report: (error) => log.error('spending-not-kept', error) })
