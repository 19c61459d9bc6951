/** A sentence said to whoever is to say it after the tutor. */
import type { Sentence } from '../domain/conversation.ts'
import { spokenTo } from '../domain/flag.ts'
import type { Learner } from '../domain/learner.ts'
import { deadline } from './deadline.ts'
import type { Tutor } from './tutor.ts'
import { soundInTime } from './voice.ts'

/** It is shown without its sound rather than waited for longer. */
const pronouncedMsMax = 5_000

/** Without a translation: whoever said it knows what it means. */
export async function pronounce(tutor: Tutor, learner: Learner, text: string): Promise<Sentence> {
  const purse = await tutor.purses.open(learner.learnerId)
  const limit = deadline(tutor.clock, pronouncedMsMax)
  try {
    return { text, translation: null, sound: await soundInTime(tutor, purse, spokenTo(learner, tutor.variantsOf(learner)), { text, slow: false }, pronouncedMsMax, limit.signal) }
  } finally {
    limit.clear()
    purse.close()
  }
}
