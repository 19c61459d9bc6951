/** Puts into few words what was said, and notes what the learner told: behind everybody's back, at the learner's expense. */
import { Failure, ProviderFailure } from '../domain/failure.ts'
import type { ConversationId } from '../domain/identity.ts'
import type { Language } from '../domain/language.ts'
import { factsIn, shortened } from '../domain/recollection.ts'
import type { TalkSoFar } from '../domain/task.ts'
import type { Clock } from '../ports/clock.ts'
import type { Purses } from '../ports/purse.ts'
import type { Recollections } from '../ports/recollections.ts'
import type { Summariser } from '../ports/summariser.ts'

export type Summarising = { readonly language: Language; readonly recollections: Recollections; readonly summariser: Summariser; readonly purses: Purses; readonly clock: Clock }

export async function summarise({ language, recollections, summariser, purses, clock }: Summarising, { conversationId, through }: TalkSoFar, signal: AbortSignal): Promise<void> {
  const talk = await recollections.unsummarised(conversationId as ConversationId, through)
  if (talk === null) return
  const { learnerId, summary, facts, exchanges } = talk
  try {
    const purse = await purses.open(learnerId)
    try {
      const found = await summariser.summarise({ language, summary, facts, exchanges }, { signal, purse })
      await recollections.keep({
        conversationId: conversationId as ConversationId, learnerId, through: talk.through, turnId: exchanges.at(-1)!.turnId,
        summary: shortened(found.summary) ?? summary, facts: factsIn(exchanges, found.facts, facts), nowMs: clock.now(),
      })
    } finally {
      purse.close()
    }
  } catch (error) {
    // What there is no money for today is told of by the next summary: it begins where the last one ended.
    if (!isWithoutMoney(error)) throw error
  }
}

const isWithoutMoney = (error: unknown): boolean => (error instanceof ProviderFailure && error.fault === 'over-budget') || (error instanceof Failure && error.code === 'exhausted')
