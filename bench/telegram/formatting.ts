/** Text and buttons of what is sent: cleaned, measured and refused as Telegram does. */
import type { InlineKeyboardButton, MessageEntity } from 'grammy/types'
import { parseHtml, type Formatted } from './html.ts'
import { badRequest, Refusal } from './refusal.ts'
import type { Asked } from './request.ts'

/** In characters (code points) when entities are taken off. */
const textCharactersMax = 4096
const captionCharactersMax = 1024
const callbackBytesMax = 64
const buttonsMax = 100

export function textOf(asked: Asked): Formatted {
  if (asked.text('text') === '') throw badRequest('message text is empty')
  const formatted = cleaned(parsed(asked, 'text', 'entities'))
  if (formatted.text === '') throw badRequest('text must be non-empty')
  if (charactersIn(formatted.text) > textCharactersMax) throw badRequest('message is too long')
  return formatted
}

export function captionOf(asked: Asked): Formatted {
  const formatted = cleaned(parsed(asked, 'caption', 'caption_entities'))
  if (charactersIn(formatted.text) > captionCharactersMax) throw badRequest('message caption is too long')
  return formatted
}

const charactersIn = (text: string): number => Array.from(text).length

function parsed(asked: Asked, name: string, entitiesName: string): Formatted {
  const text = asked.text(name)
  switch (asked.text('parse_mode').toLowerCase()) {
    case 'html': return parseHtml(text)
    case '': return { text, entities: (asked.json(entitiesName, 'entities') as readonly MessageEntity[] | undefined) ?? [] }
    case 'markdown':
    case 'markdownv2': throw new Refusal(501, 'Not Implemented: Markdown is not simulated')
    default: throw badRequest('unsupported parse_mode')
  }
}

/** Control characters become spaces, and blank ends are taken off, at the beginning only before the first entity. */
function cleaned({ text, entities }: Formatted): Formatted {
  const plain = text.replaceAll('\r', '').replaceAll(/[\0-\x09\x0b-\x1f]/g, ' ')
  const first = entities[0]?.offset ?? plain.length
  const lead = Math.min(/^[ \n]*/.exec(plain)![0].length, first)
  const kept = plain.slice(lead).trimEnd()
  const moved = entities.flatMap((entity) => {
    const offset = entity.offset - lead
    const length = Math.min(entity.length, kept.length - offset)
    return length > 0 ? [{ ...entity, offset, length }] : []
  })
  return { text: kept, entities: moved }
}

/** What Telegram itself sees in a text: commands and names. */
export function seenIn(text: string): MessageEntity[] {
  const seen = Array.from(text.matchAll(/(?<![\w/<>@])(?:\/[a-zA-Z0-9_]{1,64}(?:@[a-zA-Z0-9_]{3,32})?(?![\w/])|@[a-zA-Z0-9_]{4,32}(?!\w))/g))
  return seen.map(({ 0: word, index }): MessageEntity => ({ type: word.startsWith('/') ? 'bot_command' : 'mention', offset: index, length: word.length }))
}

export type Keyboard = readonly (readonly InlineKeyboardButton[])[]

/** The buttons below a message; null where there are none there. */
export function keyboardOf(asked: Asked): Keyboard | null {
  const markup = asked.json('reply_markup', 'reply keyboard markup') as { readonly inline_keyboard?: unknown } | undefined
  if (markup === undefined) return null
  if (typeof markup !== 'object' || markup === null) throw badRequest('object expected as reply markup')
  if (markup.inline_keyboard === undefined) return null
  const rows = markup.inline_keyboard
  if (!Array.isArray(rows) || !rows.every((row) => Array.isArray(row))) throw badRequest('field "inline_keyboard" must be of type Array of Arrays')
  const keyboard = (rows as Keyboard).filter((row) => row.length > 0)
  for (const button of keyboard.flat()) checkButton(button)
  if (keyboard.flat().length > buttonsMax) throw badRequest('reply markup is too long')
  return keyboard.length > 0 ? keyboard : null
}

function checkButton(button: InlineKeyboardButton): void {
  const { text, callback_data: data, url } = button as { readonly text?: string; readonly callback_data?: string; readonly url?: string }
  if (typeof text !== 'string') throw badRequest('can\'t parse inline keyboard button: Can\'t find field "text"')
  if (text.trim() === '') throw badRequest('BUTTON_TEXT_EMPTY')
  if (Object.keys(button).length < 2) throw badRequest("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
  if (url !== undefined && !URL.canParse(url)) throw badRequest(`inline keyboard button URL '${url}' is invalid: URL host is empty`)
  if (data === undefined) return
  const length = Buffer.byteLength(data)
  if (length < 1 || length > callbackBytesMax) throw badRequest('BUTTON_DATA_INVALID')
}
