/** Who learns, and how they want to be taught. */
import { firstQuietHours, firstReminderHour, firstWishes, type QuietHours, type ReminderHour, type ToldKind, type Wishes } from './channel.ts'
import type { LearnerId } from './identity.ts'
import type { Level } from './language.ts'
import { silenceMsDefault, type ListeningMode } from './turn-taking.ts'

export const styles = ['friendly', 'tutor', 'casual'] as const
export const correctionLevels = ['minimal', 'balanced', 'detailed'] as const
export const genders = ['feminine', 'masculine'] as const
export const voiceSpeeds = [0.6, 0.8, 1, 1.2] as const

export type Style = (typeof styles)[number]
export type CorrectionLevel = (typeof correctionLevels)[number]
export type Gender = (typeof genders)[number]
export type VoiceSpeed = (typeof voiceSpeeds)[number]

export type Settings = {
  /** A BCP 47 tag; any language. */
  readonly motherTongue: string
  /** Grammatical gender; null until asked or heard (*byl jsem*, *byla jsem*). */
  readonly gender: Gender | null
  readonly level: Level
  /** False until the learner chose a level or skipped choosing it. */
  readonly levelChosen: boolean
  /** A persona's code in the content. */
  readonly persona: string
  readonly style: Style
  readonly corrections: CorrectionLevel
  readonly voiceSpeed: VoiceSpeed
  /** How they speak: a button held, a tap, or a microphone that stays open. */
  readonly micMode: ListeningMode
  /** How long they may be silent before they are answered. */
  readonly silenceMs: number
  /** An IANA time zone. */
  readonly timeZone: string
  /** Whether anything is sent to them at all, and then what, by which channels and when. */
  readonly reminders: boolean
  readonly reminderHour: ReminderHour
  readonly quietHours: QuietHours
  readonly notices: Wishes
  readonly onLeaderboards: boolean
  /** What others see on leaderboards; null for a name that tells nothing. */
  readonly alias: string | null
}

/** `plan`: whose limits are theirs. */
export type Learner = { readonly learnerId: LearnerId; readonly createdAtMs: number; readonly plan: string; readonly settings: Settings }

export const firstSettings: Settings = {
  motherTongue: 'en',
  gender: null,
  level: 'A2',
  levelChosen: false,
  persona: 'honzik',
  style: 'friendly',
  corrections: 'balanced',
  voiceSpeed: 1,
  micMode: 'push',
  silenceMs: silenceMsDefault,
  timeZone: 'Europe/Prague',
  reminders: false,
  reminderHour: firstReminderHour,
  quietHours: firstQuietHours,
  notices: firstWishes,
  onLeaderboards: false,
  alias: null,
}

/** What is kept of a learner's settings, whole: one that was not there yet when they chose is as for a new learner. */
export function settingsOf(kept: unknown): Settings {
  const known = kept as Partial<Settings>
  return { ...firstSettings, ...known, notices: { ...firstWishes, ...known.notices } }
}

/** A change of some settings; of what they are told, kind by kind. */
export type SettingsChange = Partial<Omit<Settings, 'notices'>> & { readonly notices?: Partial<Wishes> }

/** What somebody changes who does not want this any more. */
export const silencing = (what: ToldKind | 'all'): SettingsChange => (what === 'all' ? { reminders: false } : { notices: { [what]: [] } })

/**
 * *Byl jsem* and *byla jsem* tell the speaker's grammatical gender; anything else tells nothing. Nor does a sentence that
 * holds a form of the other gender: *mobil jsem ztratila*.
 */
export function genderHeard(text: string): Gender | null {
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? []
  for (const [at, word] of words.entries()) {
    const beside = word === 'jsem' || word === 'sem' ? [words[at - 1] ?? '', words[at + 1] ?? ''] : []
    if (beside.some((verb) => feminine.test(verb))) return words.some((each) => masculine.test(each)) ? null : 'feminine'
    if (beside.some((verb) => masculine.test(verb))) return words.some((each) => /la$/.test(each)) ? null : 'masculine'
  }
  return null
}

const feminine = /[aeiyouáéíýě]la$/
const masculine = /[aeiyouáéíýě]l$/
