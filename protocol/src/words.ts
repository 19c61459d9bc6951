/** What a word means. */
import Type from 'typebox'
import { Level } from './scalars.ts'

/** `word` is the head word: *psa* is asked, *pes* is told. */
export const WordView = Type.Object({ word: Type.String(), translation: Type.String(), example: Type.String(), level: Level })
