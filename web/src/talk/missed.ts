/** What a learner goes without in a turn. */
import type { TurnView } from './turn.ts'

export type Part = TurnView['degraded'][number]['part']

/** Where another one stood in, nothing is missed but the tutor that was chosen. */
export function missedIn({ degraded, cost, sentences, corrections }: Pick<TurnView, 'degraded' | 'cost' | 'sentences' | 'corrections'>): readonly Part[] {
  const isMissed: Readonly<Record<Part, boolean>> = {
    hearing: true, memory: true, tutor: cost?.tutor === 'offline', voice: sentences.some(({ audioUrl }) => audioUrl === null), corrections: corrections === null,
  }
  return [...new Set(degraded.map(({ part }) => part))].filter((part) => isMissed[part])
}
