/** What nobody needs before the first answer: corrections, what is kept, and every dialog; and the microphone. Loaded with the first of them. */
import type { Turn } from '@mluv/protocol/turn.ts'
import type { Trouble } from '../../api.ts'
import type { LastTrouble } from '../messages.ts'

type Part = Turn['degraded'][number]['part']
type MistakeKind = Turn['corrections']['mistakes'][number]['kind']

export type LaterMessages = {
  readonly correction: {
    readonly clean: string
    readonly score: (score: number) => string
    readonly starsEarned: (stars: number) => string
    readonly explain: string
    readonly quoted: (text: string) => string
    readonly insteadOf: (corrected: string, original: string) => string
    /** Between what was said and what is right. */
    readonly shouldBe: string
    readonly left: (what: string) => string
    readonly added: (what: string) => string
    /** Marks by name, as `left` and `added` want them. */
    readonly signs: Readonly<Partial<Record<string, string>>>
    readonly uncounted: string
    readonly register: string
    readonly restored: string
    readonly disagree: string
    readonly disagreeHelp: string
    readonly withdrawn: string
    readonly doubt: string
    readonly tip: string
    readonly kinds: Readonly<Record<MistakeKind, string>>
  }
  readonly turns: {
    readonly earlier: string
    readonly you: string
    readonly recordingSent: string
    readonly understanding: string
    readonly thinking: string
    readonly unsent: string
    readonly notAnswered: string
    readonly sendAgain: string
    readonly drop: string
  }
  readonly footnotes: { readonly cost: (amount: string) => string; readonly answeredBy: (tutor: string) => string; readonly offline: string; readonly degraded: Readonly<Record<Part, string>> }
  readonly scene: {
    readonly done: string
    /** Where something was left unreached. */
    readonly over: string
    readonly reached: string
  }
  readonly troubles: Readonly<Record<Exclude<Trouble['code'], LastTrouble>, string>>
  readonly kept: { readonly keepWord: (word: string) => string; readonly keepMistake: string; readonly none: string; readonly more: string }
  /** What the turns so far came to. */
  readonly lately: { readonly week: string; readonly weekDone: string; readonly wordsHelp: string; readonly challenges: Readonly<Record<string, string>> }
  readonly talks: {
    readonly title: string
    readonly search: string
    readonly none: string
    readonly free: string
    readonly silent: string
    readonly turns: (count: number) => string
    readonly here: string
    readonly more: string
  }
  readonly choose: {
    readonly title: string
    readonly free: string
    readonly freeHelp: string
    readonly modes: string
    readonly scenarios: string
    readonly topics: string
    readonly roles: (tutor: string, learner: string) => string
  }
  readonly settings: {
    readonly title: string
    readonly level: string
    readonly motherTongue: string
    readonly gender: string
    readonly corrections: string
    readonly correctionLevels: Readonly<Record<'minimal' | 'balanced' | 'detailed', string>>
    readonly persona: string
    readonly style: string
    readonly styles: Readonly<Record<'friendly' | 'tutor' | 'casual', string>>
    readonly voiceSpeed: string
    readonly voiceSpeeds: Readonly<Record<'0.6' | '0.8' | '1' | '1.2', string>>
    readonly micMode: string
    readonly micModes: Readonly<Record<'push' | 'tap' | 'open', string>>
    readonly silence: string
    readonly silenceHelp: string
    readonly silenceOf: (amount: string) => string
    readonly timeZone: string
    readonly timeZoneHelp: string
    readonly timeZoneHere: (zone: string) => string
    readonly leaderboards: string
    readonly alias: string
    readonly aliasHelp: string
    readonly plan: string
    readonly planHelp: string
    readonly planStandard: string
    readonly planPeriods: Readonly<Record<'day' | 'month', string>>
    readonly planSpent: (spent: string, limit: string) => string
    readonly planUnlimited: string
    readonly theme: string
    readonly themes: Readonly<Record<'system' | 'light' | 'dark', string>>
    readonly saved: string
    readonly install: string
    readonly installHelp: string
    readonly installNow: string
    readonly installApple: string
  }
  readonly myData: {
    readonly title: string
    readonly privacy: string
    readonly download: string
    readonly downloadCards: string
    readonly erase: string
    readonly goes: string
    readonly stays: string
    readonly yes: string
    readonly no: string
  }
  readonly microphone: {
    readonly hold: string
    readonly tap: string
    readonly open: string
    readonly send: string
    readonly shut: string
    readonly throwAway: string
    readonly mute: string
    readonly unmute: string
  }
  readonly consent: { readonly title: string; readonly text: string; readonly agree: string; readonly agreed: string; readonly cancel: string }
}
