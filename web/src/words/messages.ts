/** Every sentence of the page up to the first answer, by where it is said; the rest is in `later/`. A tongue that lacks one does not compile. */
import type { Trouble } from '../api.ts'

type Counted = (count: number) => string

export const tongues = ['en', 'cs', 'uk', 'ru'] as const
export type Tongue = (typeof tongues)[number]

/** Of what goes wrong, what is said without fetching the words for it. */
export type LastTrouble = Extract<Trouble['code'], 'internal' | 'offline'>

export type Messages = {
  readonly lead: string
  readonly loading: string
  readonly close: string
  readonly tryAgain: string
  readonly menu: { readonly open: string; readonly choose: string; readonly today: string }
  readonly first: {
    readonly title: string
    readonly motherTongue: string
    readonly levelQuestion: string
    readonly levelHelp: string
    readonly chooseFirst: string
    readonly nothingYet: string
    readonly nothingYetHelp: string
    readonly gender: string
    readonly genderHelp: string
    readonly feminine: string
    readonly masculine: string
    readonly untold: string
    readonly start: string
    readonly skip: string
  }
  readonly talk: {
    readonly conversation: string
    readonly placeholder: string
    readonly send: string
    readonly stop: string
    readonly stopHelp: string
    readonly recording: string
    readonly browserHearing: string
    readonly listenFirst: string
    readonly listen: string
    readonly translate: string
    readonly hideTranslation: string
    readonly stillDontUnderstand: string
    readonly letters: string
    readonly lettersHelp: string
    readonly firstHint: string
    readonly offline: string
    readonly lost: string
  }
  readonly today: {
    readonly stars: Counted
    readonly streak: Counted
    readonly challenge: string
    readonly challengeDone: string
    readonly challenges: Readonly<Record<'five-turns' | 'three-clean-turns' | 'two-scenario-turns' | 'sixty-words', string>>
    readonly words: string
    readonly noWords: string
    readonly objectives: string
    readonly hints: string
  }
  /** Those after which nothing more may be to be had. */
  readonly troubles: Readonly<Record<LastTrouble, string>>
}
