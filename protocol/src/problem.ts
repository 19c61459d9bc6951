/** How every error is answered: RFC 9457, `application/problem+json`. */
import Type from 'typebox'

export const Problem = Type.Object({
  type: Type.String({ description: 'A page about this kind of error.' }),
  title: Type.String(),
  status: Type.Integer(),
  code: Type.Enum(['invalid', 'unauthorized', 'forbidden', 'not-found', 'conflict', 'unsupported', 'too-large', 'unheard', 'exhausted', 'busy', 'unavailable', 'internal']),
  detail: Type.String({ description: 'What happened and what to do, for people.' }),
  errors: Type.Optional(Type.Array(Type.Object({ field: Type.String({ description: 'A JSON pointer.' }), detail: Type.String() }))),
})
export type Problem = Type.Static<typeof Problem>
