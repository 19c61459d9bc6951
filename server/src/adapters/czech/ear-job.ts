/** What is said to the thread that checks, and what it answers. */
import type { Correction } from '../../domain/correction.ts'
import type { Heard } from '../../domain/czech/check.ts'
import type { WordForm } from '../../domain/czech/inflection.ts'

/** A sentence to check, or a head word whose forms are asked for. */
export type EarJob = Heard | { readonly headWord: string }
export type EarAnswer = { readonly correction: Correction } | { readonly forms: readonly WordForm[] } | { readonly broken: string }
/** Where the lexicon, the weights and the texts are. */
export type EarFolder = { readonly folder: string }
