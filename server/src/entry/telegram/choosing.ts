/** Settings as menus of buttons: a command asks, a button answers. */
import { InlineKeyboard } from 'grammy'
import type { ChatCommand, ChatTexts } from '../../domain/chat-texts.ts'
import { reminderHours, type ChannelName } from '../../domain/channel.ts'
import { tongueFor, tongues, type Tongue } from '../../domain/language.ts'
import { correctionLevels, styles, voiceSpeeds, type Settings, type SettingsChange } from '../../domain/learner.ts'
import { isWanted } from '../../domain/notice.ts'
import { isQuietHour } from '../../domain/quiet.ts'
import type { LanguageContent } from '../../ports/content.ts'

export type Choosing = 'level' | 'voice' | 'style' | 'persona' | 'corrections' | 'language' | 'zone' | 'reminders'
export const choosings: readonly Choosing[] = ['level', 'voice', 'style', 'persona', 'corrections', 'language', 'zone', 'reminders'] satisfies readonly ChatCommand[]

type Choice = { readonly value: string; readonly label: string; readonly patch: SettingsChange }

const tongueNames: Readonly<Record<Tongue, string>> = { cs: 'Čeština', en: 'English', uk: 'Українська', ru: 'Русский' }
/** Where most learners of Czech live; any other is written after the command. */
const zonesOffered = ['Europe/Prague', 'Europe/Kyiv', 'Europe/Warsaw', 'Europe/London', 'Europe/Moscow', 'Asia/Tbilisi', 'Asia/Almaty', 'Asia/Ho_Chi_Minh', 'America/New_York'] as const

/** What there is to choose from; every value is short and ASCII. */
export function choicesOf(choosing: Choosing, { chat, levelExamples, personas }: Pick<LanguageContent, 'chat' | 'levelExamples' | 'personas'>, tongue: Tongue, settings: Settings): readonly Choice[] {
  switch (choosing) {
    case 'level':
      return levelExamples.map(({ level, sentence }) => ({ value: level, label: `${level}  ${sentence.cs}`, patch: { level, levelChosen: true } }))
    case 'voice':
      return voiceSpeeds.map((voiceSpeed) => ({ value: String(voiceSpeed), label: `${voiceSpeed}×`, patch: { voiceSpeed } }))
    case 'style':
      return styles.map((style) => ({ value: style, label: chat.choices[style][tongue], patch: { style } }))
    case 'corrections':
      return correctionLevels.map((corrections) => ({ value: corrections, label: chat.choices[corrections][tongue], patch: { corrections } }))
    case 'language':
      return tongues.map((motherTongue) => ({ value: motherTongue, label: tongueNames[motherTongue], patch: { motherTongue } }))
    case 'zone':
      return zonesOffered.map((timeZone) => ({ value: timeZone, label: timeZone.replaceAll('_', ' '), patch: { timeZone } }))
    case 'reminders':
      return [{ value: 'off', label: chat.choices['no-reminders'][tongue], patch: { reminders: false } }, ...hoursFor(settings)]
    case 'persona':
      return [...personas.values()].map(({ code, name }) => ({ value: code, label: name, patch: { persona: code } }))
  }
}

/** None at which they are left in peace. */
function hoursFor({ quietHours, notices }: Settings): readonly Choice[] {
  const offered = reminderHours.filter((hour) => !isQuietHour(quietHours, hour))
  return offered.map((reminderHour) => ({ value: String(reminderHour), label: `${reminderHour}:00`, patch: { reminders: true, reminderHour, notices: { reminder: withChat(notices.reminder) } } }))
}

/** Whoever asks here is told here; by what else is as it was. */
const withChat = (channels: readonly ChannelName[]): readonly ChannelName[] => (channels.includes('telegram') ? channels : ['telegram', ...channels])

/** One below the other, what holds now with a tick. */
export function choicesKeyboard(choosing: Choosing, choices: readonly Choice[], settings: Settings): InlineKeyboard {
  const { level, voiceSpeed: voice, style, persona, corrections, motherTongue, timeZone: zone, reminderHour } = settings
  const chosen = String({ level, voice, style, persona, corrections, language: tongueFor(motherTongue), zone, reminders: isWanted('reminder', settings) ? reminderHour : 'off' }[choosing])
  return choices.reduce((keyboard, { value, label }) => keyboard.text(value === chosen ? `✓ ${label}` : label, `set:${choosing}:${value}`).row(), new InlineKeyboard())
}

export const menuKeyboard = (chat: ChatTexts, tongue: Tongue): InlineKeyboard =>
  choosings.reduce((keyboard, choosing) => keyboard.text(chat.commands[choosing][tongue], `menu:${choosing}`).row(), new InlineKeyboard())
