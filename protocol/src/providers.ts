/** Who answers, corrects, hears and speaks, and how they fare. */
import Type from 'typebox'
import { orNull } from './scalars.ts'

export const ProviderState = Type.Object({
  task: Type.Enum(['reply', 'correct', 'transcribe', 'speak', 'summarise']),
  provider: Type.String(),
  model: orNull(Type.String()),
  state: Type.Enum(['trusted', 'resting', 'on-trial', 'off'], { description: 'After a failure it rests, and the next call after that is its trial. One that is off was turned off by an operator.' }),
  fault: orNull(Type.Enum(['rejected-key', 'rejected-request', 'out-of-credit', 'busy', 'unreachable', 'broken', 'over-budget'])),
  restMs: Type.Integer({ minimum: 0, description: 'How much longer it rests.' }),
  success: Type.Number({ minimum: 0, maximum: 1, description: 'Of the latest calls.' }),
  firstPieceMs: orNull(Type.Integer({ minimum: 0, description: 'How long its first piece usually takes.' })),
  calls: Type.Integer({ minimum: 0, description: 'Since this process began.' }),
})
export type ProviderState = Type.Static<typeof ProviderState>

export const LlmHealth = Type.Object({ providers: Type.Array(ProviderState, { description: 'In the order in which they were set. Known from what they were asked: nobody is asked only to find out.' }) })
export type LlmHealth = Type.Static<typeof LlmHealth>
