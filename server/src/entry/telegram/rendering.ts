/** A turn as messages of Telegram's HTML, with their buttons. Whatever somebody wrote is escaped. */
import { InlineKeyboard } from 'grammy'
import { spanOf } from '../../domain/card-memory.ts'
import type { Turn } from '../../domain/conversation.ts'
import type { Corrections, Mistake } from '../../domain/correction.ts'
import type { ChatTexts } from '../../domain/chat-texts.ts'
import type { SceneReport } from '../../domain/scenario.ts'
import type { Translated, Tongue } from '../../domain/language.ts'
import { escaped } from '../../domain/markup.ts'

/** Telegram takes no more, entities not counted. */
export const textLengthMax = 4096
export const captionLengthMax = 1024
/** Mistakes that have buttons of their own. */
const buttonsMax = 4

/** Values are put in as they are: escape what somebody wrote. */
export const filled = (text: Translated, tongue: Tongue, slots: Readonly<Record<string, string | number>> = {}): string =>
  text[tongue].replaceAll(/\{(\w+)\}/g, (_, name: string) => String(slots[name] ?? ''))

/** Cut at the last word that fits; the whole is on the page. */
export function fitting(text: string, lengthMax: number): string {
  if (text.length <= lengthMax) return text
  const blank = text.lastIndexOf(' ', lengthMax - 2)
  return `${text.slice(0, blank > 0 ? blank : lengthMax - 2).toWellFormed()} …`
}

type Told = { readonly chat: ChatTexts; readonly tongue: Tongue }

export const heardText = (transcript: string): string => `🎙 <i>${escaped(fitting(transcript, textLengthMax - 10))}</i>`

/** The aims of a scene, and which of them are reached. */
export const goalsText = (scene: SceneReport | null): string => (scene?.objectives ?? []).map(({ text, done }) => `${done ? '✅' : '▫️'} ${escaped(text)}`).join('\n')

/** What stands below the words of a reply: what it earned, new words, how far the scene is, and what could not be done. */
export function belowText(turn: Turn, told: Told): string {
  const words = turn.newWords.map(({ word, translation }) => `📖 ${escaped(word)} – ${escaped(translation)}`).join('\n')
  return [earnedText(turn, told), words, goalsText(turn.scenario), missedText(turn, told)].filter((part) => part !== '').join('\n\n')
}

/** Stars and streak, where the turn earned any, and that the week's challenge is met with it. */
function earnedText({ progress }: Turn, { chat, tongue }: Told): string {
  if (progress === null) return ''
  const { starsEarned, streakDays, weekChallenge } = progress
  const stars = starsEarned > 0 ? `⭐ +${starsEarned}${streakDays > 1 ? `  🔥 ${streakDays}` : ''}` : ''
  const week = weekChallenge?.completedNow ? escaped(chat.texts['week-completed'][tongue]) : ''
  return [stars, week].filter((part) => part !== '').join('\n')
}

/** Where another one stood in, nothing is missed but the one that was chosen. */
function missedText({ degraded, reply, corrections, cost }: Turn, { chat, tongue }: Told): string {
  const isMissed = { tutor: cost?.tutor === 'offline', voice: reply?.sentences.some(({ sound }) => sound === null) ?? false, corrections: corrections === null, hearing: false, memory: false }
  const parts = new Set(degraded.map(({ part }) => part).filter((part) => isMissed[part])) as ReadonlySet<'tutor' | 'voice' | 'corrections'>
  return [...parts].map((part) => `<i>${escaped(chat.texts[`missed-${part}`][tongue])}</i>`).join('\n')
}

export const replyButtons = ({ chat, tongue }: Told): InlineKeyboard => new InlineKeyboard().text(chat.buttons.lost[tongue], 'lost')

export const isCorrected = (corrections: Corrections | null): corrections is Corrections =>
  corrections !== null && (corrections.mistakes.length > 0 || corrections.questions.length > 0 || corrections.suggestion !== null)

/** The sentence with its mistakes struck out; `why` with each explained. Of what is too long for one message, the last parts are left to the page. */
export function correctionsText(transcript: string, corrections: Corrections, { chat, tongue }: Told, why: boolean): string {
  const { mistakes, questions, suggestion } = corrections
  const lines = [
    mistakes.length > 0 ? `✏️ ${marked(transcript, mistakes)}` : null,
    ...(why ? mistakes.map(({ original, corrected, explanation }, at) => `<b>${at + 1}.</b> ${change(original, corrected)}\n<i>${escaped(explanation)}</i>`) : []),
    ...questions.map(({ corrected }) => filled(chat.texts.question, tongue, { corrected: `<b>${escaped(corrected)}</b>` })),
    suggestion === null ? null : `💬 <i>${escaped(suggestion)}</i>`,
  ].filter((line) => line !== null)
  return fittingParts(lines, textLengthMax)
}

/** How long until a card comes again. */
export function spanText(tongue: Tongue, ms: number): string {
  const { unit, count } = spanOf(ms)
  return new Intl.NumberFormat(tongue, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 0 }).format(count)
}

/** Whole parts, so that none is left open. */
function fittingParts(parts: readonly string[], lengthMax: number): string {
  const whole = parts.join('\n\n')
  if (shownLength(whole) <= lengthMax) return whole
  const left = '\n\n…'
  let text = ''
  for (const part of parts) {
    const more = text === '' ? part : `${text}\n\n${part}`
    if (shownLength(more) + left.length > lengthMax) break
    text = more
  }
  return text === '' ? escaped(fitting(plain(parts[0]!), lengthMax)) : text + left
}

/** As Telegram counts: without its marks. */
const shownLength = (html: string): number => plain(html).length
const plain = (html: string): string => html.replaceAll(/<[^>]*>/g, '').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')

const change = (original: string, corrected: string): string => `${original === '' ? '' : `<s>${escaped(original)}</s> `}<b>${corrected === '' ? '∅' : escaped(corrected)}</b>`

function marked(transcript: string, mistakes: readonly Mistake[]): string {
  let text = ''
  let at = 0
  for (const { start, end, original, corrected } of mistakes) {
    text += escaped(transcript.slice(at, start)) + change(original, corrected)
    at = end
  }
  return text + escaped(transcript.slice(at))
}

/** `why`: whether there is still something to ask for. */
export function correctionsButtons(turn: Pick<Turn, 'turnId'>, { mistakes }: Corrections, { chat, tongue }: Told, why: boolean): InlineKeyboard {
  const keyboard = new InlineKeyboard()
  if (why && mistakes.length > 0) keyboard.text(chat.buttons.why[tongue], `why:${turn.turnId}`)
  if (mistakes.length > 0) keyboard.text(chat.buttons.again[tongue], `again:${turn.turnId}`)
  for (const [at, { id }] of mistakes.slice(0, buttonsMax).entries()) {
    const number = mistakes.length > 1 ? `${at + 1}.` : ''
    keyboard.row().text(filled(chat.buttons.right, tongue, { number }).trim(), `right:${id}`).text(filled(chat.buttons.card, tongue, { number }).trim(), `card:${turn.turnId}:${id.slice(-12)}`)
  }
  return keyboard
}
