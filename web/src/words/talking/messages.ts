/** What is said around a word, a sentence said again and how one talks on this device. */
import type { WordForm } from '@mluv/protocol/words.ts'
import type { HearingFault } from '../../talk/hearing-by.ts'

type Case = NonNullable<WordForm['case']>

export type TalkingMessages = {
  /** Why nothing was said, and what to do. `plain-http` and `nobody`: there is no microphone. */
  readonly unsaid: Readonly<Record<HearingFault | 'too-long' | 'plain-http' | 'nobody', string>>
  readonly translation: { readonly slowly: string; readonly none: string; readonly words: string }
  readonly word: {
    readonly title: (word: string) => string
    readonly unknown: string
    readonly previous: string
    readonly next: string
    readonly forms: string
    readonly cases: Readonly<Record<Case, string>>
    readonly caseHead: string
    readonly numbers: Readonly<Record<WordForm['number'], string>>
    /** Of a singular adjective. */
    readonly genders: Readonly<Record<'m' | 'f' | 'n', string>>
    readonly past: string
  }
  readonly again: {
    readonly begin: string
    readonly say: string
    readonly type: string
    readonly speak: string
    readonly stop: string
    readonly check: string
    readonly free: string
    readonly listening: string
    readonly yours: string
    readonly nearness: Readonly<Record<'right' | 'nearly' | 'other', string>>
    readonly more: string
    readonly close: string
  }
  readonly device: {
    readonly title: string
    readonly textOnly: string
    readonly textOnlyHelp: string
    readonly readFirst: string
    readonly readFirstHelp: string
    readonly voice: string
    readonly voiceHelp: string
    readonly voiceOfMluv: string
    readonly voiceOfBrowser: (name: string) => string
    readonly kept: string
  }
}
