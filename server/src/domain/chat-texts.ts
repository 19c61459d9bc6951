/** What is said in a messenger besides the conversation itself. */
import type { Translated } from './language.ts'

export const chatCommands = [
  'start', 'help', 'new', 'scenario', 'mode', 'words', 'stats', 'plan', 'level', 'voice', 'style', 'persona', 'corrections', 'settings', 'language', 'zone', 'reminders', 'export', 'forget',
] as const
export type ChatCommand = (typeof chatCommands)[number]

export const chatTexts = [
  'welcome', 'help', 'choose-level', 'choose-voice', 'choose-style', 'choose-persona', 'choose-corrections', 'choose-scenario', 'choose-mode', 'choose-setting', 'saved', 'stats', 'plan',
  'nothing-due',
  'withdrawn', 'card-kept', 'gone', 'say-again', 'question', 'not-understood', 'too-long', 'unheard', 'unavailable', 'busy', 'exhausted', 'unwritten', 'not-let-in',
  'choose-language', 'choose-zone', 'choose-reminders', 'zone-unknown', 'in-private', 'nothing-kept', 'exported', 'too-much-to-send', 'forget-asked', 'forgotten', 'missed-tutor', 'missed-voice', 'missed-corrections', 'week-completed', 'join-asked', 'joined', 'join-over',
] as const
export const chatButtons = ['lost', 'why', 'again', 'right', 'card', 'show', 'rated-1', 'rated-2', 'rated-3', 'rated-4', 'forget-yes', 'forget-no', 'join-yes', 'join-no'] as const
export const chatChoices = ['friendly', 'tutor', 'casual', 'minimal', 'balanced', 'detailed', 'no-reminders'] as const

/** `{slots}` are filled in where they are used. */
export type ChatTexts = {
  readonly commands: Readonly<Record<ChatCommand, Translated>>
  readonly texts: Readonly<Record<(typeof chatTexts)[number], Translated>>
  readonly buttons: Readonly<Record<(typeof chatButtons)[number], Translated>>
  readonly choices: Readonly<Record<(typeof chatChoices)[number], Translated>>
}
