/** What is said to the thread that checks, and what it answers. */
import type { Correction } from '../../domain/correction.ts'

export type EarAnswer = { readonly correction: Correction } | { readonly broken: string }
/** Where the lexicon, the weights and the texts are. */
export type EarFolder = { readonly folder: string }
