/** A chat with a learner, and how something is told there. */
import { InputFile, type Context, type InlineKeyboard } from 'grammy'
import type { Sentence } from '../../domain/conversation.ts'
import type { Tongue } from '../../domain/language.ts'
import type { Learner } from '../../domain/learner.ts'
import type { LanguageContent } from '../../ports/content.ts'
import { escaped } from '../../domain/markup.ts'
import type { House } from '../house.ts'
import { soundOf } from '../http/sounds.ts'
import { soundIdsOf, textOf } from '../render.ts'
import { captionLengthMax, filled, fitting, textLengthMax } from './rendering.ts'

/** `key` names what the update asks for: asked again, it happens once. */
export type ChatContext = Context & { learner: Learner; tongue: Tongue; content: LanguageContent; key: string }

/** Where Telegram is, and as which bot it is asked. */
export type Line = { readonly token: string; readonly apiRoot: string }

/** Who vouches for those who write here. */
export const provider = 'telegram'

type Slots = Readonly<Record<string, string | number>>

export const textFor = ({ content, tongue }: Pick<ChatContext, 'content' | 'tongue'>, name: keyof LanguageContent['chat']['texts'], slots: Slots = {}): string => filled(content.chat.texts[name], tongue, slots)

/** `html` is escaped already, and short enough. */
export async function tell(ctx: ChatContext, html: string, keyboard?: InlineKeyboard): Promise<void> {
  await ctx.reply(html, { parse_mode: 'HTML', link_preview_options: { is_disabled: true }, ...answering(ctx), ...(keyboard && { reply_markup: keyboard }) })
}

/** `intro` and `extra` are HTML that comes before the words and after them. */
type Spoken = { readonly sentences: readonly Sentence[]; readonly intro?: string; readonly extra?: string; readonly keyboard?: InlineKeyboard | undefined }

/** As a voice note with its words below, where there is a voice; in words alone otherwise. */
export async function speak(house: House, ctx: ChatContext, { sentences, intro = '', extra = '', keyboard }: Spoken): Promise<void> {
  const ids = soundIdsOf(sentences)
  const [words, sound] = [textOf(sentences), ids && (await soundOf(house, ids))]
  const ending = extra === '' ? '' : `\n\n${extra}`
  const around = intro.length + ending.length
  const isLong = words.length + around > captionLengthMax
  if (sound === null || isLong) await tell(ctx, intro + escaped(fitting(words, textLengthMax - around)) + ending, sound === null ? keyboard : undefined)
  if (sound === null) return
  const caption = isLong ? '' : intro + escaped(words) + ending
  await ctx.replyWithVoice(new InputFile(sound, 'mluv.ogg'), { caption, parse_mode: 'HTML', ...answering(ctx), ...(keyboard && { reply_markup: keyboard }) })
}

/** Among others it is shown whom it answers. */
const answering = ({ chat, message }: ChatContext) => (chat?.type === 'private' || !message ? {} : { reply_parameters: { message_id: message.message_id, allow_sending_without_reply: true } })
