/** What a word means. */
import Type from 'typebox'
import { Level, orNull } from './scalars.ts'

/** A verb's present (a perfective one's future) has a person; its past has neither person nor case. */
export const WordForm = Type.Object({
  form: Type.String(),
  number: Type.Enum(['sg', 'pl']),
  case: orNull(Type.Enum(['nominative', 'genitive', 'dative', 'accusative', 'vocative', 'locative', 'instrumental'])),
  person: orNull(Type.Enum([1, 2, 3])),
  gender: orNull(Type.Enum(['ma', 'mi', 'f', 'n'], { description: 'Masculine animate or inanimate, feminine, neuter.' })),
})
export type WordForm = Type.Static<typeof WordForm>

/** `word` is the head word: *psa* is asked, *pes* is told. */
export const WordView = Type.Object({ word: Type.String(), translation: Type.String(), example: Type.String(), level: Level, forms: Type.Array(WordForm, { description: 'None where it has none, or they are not surely its own.' }) })
export type WordView = Type.Static<typeof WordView>
