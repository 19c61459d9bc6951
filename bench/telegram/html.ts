/**
 * `parse_mode: HTML` as the server reads it: which tags there are, how they nest, what becomes of `&…;`, and its words for what is wrong.
 * Offsets in what is said of errors are bytes of UTF-8, as there; offsets of entities are UTF-16 units.
 */
import type { MessageEntity } from 'grammy/types'
import { badRequest } from './refusal.ts'

export type Formatted = { readonly text: string; readonly entities: readonly MessageEntity[] }

const simpleTags: Readonly<Record<string, 'bold' | 'italic' | 'underline' | 'strikethrough' | 'spoiler'>> = {
  b: 'bold', strong: 'bold', i: 'italic', em: 'italic', u: 'underline', ins: 'underline', s: 'strikethrough', strike: 'strikethrough', del: 'strikethrough', 'tg-spoiler': 'spoiler', span: 'spoiler',
}
const otherTags = ['a', 'code', 'pre', 'blockquote', 'tg-emoji']
const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' }
const space = /\s/

type Open = { readonly tag: string; readonly argument: string; readonly offset: number }
type Reading = {
  readonly html: string
  at: number
  text: string
  readonly entities: MessageEntity[]
  readonly open: Open[]
  /** Of the code that was closed last. */
  language: string
}

export function parseHtml(html: string): Formatted {
  const reading: Reading = { html, at: 0, text: '', entities: [], open: [], language: '' }
  while (reading.at < html.length) {
    if (html[reading.at] !== '<') reading.text += readLetter(reading)
    else if (html[reading.at + 1] === '/') readEndTag(reading)
    else readStartTag(reading)
  }
  const left = reading.open.at(-1)
  if (left) throw wrong(`Can't find end tag corresponding to start tag "${left.tag}"`)
  return { text: reading.text, entities: reading.entities.sort((one, other) => one.offset - other.offset || other.length - one.length) }
}

const wrong = (why: string): Error => badRequest(`can't parse entities: ${why}`)
const place = (html: string, at: number): string => `at byte offset ${Buffer.byteLength(html.slice(0, at))}`

/** One character, or what stands for one: of names only four are known, the semicolon may be missing, and what is not known stays as it is. */
function readLetter(reading: Reading): string {
  const { html, at } = reading
  const found = html[at] === '&' ? /^&(?:#x([0-9a-f]+)|#(\d+)|([a-z]+));?/i.exec(html.slice(at, at + 16)) : null
  const [whole, hex, decimal, name] = found ?? ['']
  const code = hex === undefined ? Number(decimal ?? 0) : Number.parseInt(hex, 16)
  const decoded = name === undefined ? (code > 0 && code < 0x10ffff ? String.fromCodePoint(code) : undefined) : named[name]
  reading.at += decoded === undefined ? 1 : whole.length
  return decoded ?? html[at]!
}

function readStartTag(reading: Reading): void {
  const { html, at: begin } = reading
  reading.at += 1
  const tag = readUntil(reading, (letter) => letter === '>' || space.test(letter)).toLowerCase()
  if (isOver(reading)) throw wrong(`Unclosed start tag ${place(html, begin)}`)
  if (!(tag in simpleTags) && !otherTags.includes(tag)) throw wrong(`Unsupported start tag "${tag}" ${place(html, begin)}`)
  const attributes = new Map<string, string>()
  for (;;) {
    skipSpace(reading)
    if (html[reading.at] === '>') break
    const [name, value] = readAttribute(reading, begin, tag)
    attributes.set(name, value)
  }
  if (tag === 'span' && attributes.get('class') !== 'tg-spoiler') throw wrong(`Tag "span" must have class "tg-spoiler" ${place(html, begin)}`)
  reading.open.push({ tag, argument: argumentOf(tag, attributes), offset: reading.text.length })
  reading.at += 1
}

function readAttribute(reading: Reading, begin: number, tag: string): readonly [string, string] {
  const { html } = reading
  const unclosed = () => wrong(`Unclosed start tag "${tag}" ${place(html, begin)}`)
  const name = readUntil(reading, (letter) => letter === '=' || letter === '>' || space.test(letter)).toLowerCase()
  if (name === '' && !isOver(reading)) throw wrong(`Empty attribute name in the tag "${tag}" ${place(html, begin)}`)
  skipSpace(reading)
  if (isOver(reading)) throw unclosed()
  if (html[reading.at] !== '=') return [name, '']
  reading.at += 1
  skipSpace(reading)
  if (isOver(reading)) throw unclosed()
  const value = /["']/.test(html[reading.at]!) ? readQuoted(reading) : readToken(reading)
  if (isOver(reading)) throw wrong(`Unclosed start tag ${place(html, begin)}`)
  return [name, value]
}

function readQuoted(reading: Reading): string {
  const quote = reading.html[reading.at]
  let value = ''
  reading.at += 1
  while (!isOver(reading) && reading.html[reading.at] !== quote) value += readLetter(reading)
  reading.at += 1
  return value
}

function readToken(reading: Reading): string {
  const begin = reading.at
  const value = readUntil(reading, (letter) => !/[a-z0-9.-]/i.test(letter))
  if (isOver(reading) || !/[\s>]/.test(reading.html[reading.at]!)) throw wrong(`Unexpected end of name token ${place(reading.html, begin)}`)
  return value.toLowerCase()
}

function readEndTag(reading: Reading): void {
  const { html, at: begin, open } = reading
  const last = open.at(-1)
  if (!last) throw wrong(`Unexpected end tag ${place(html, begin)}`)
  reading.at += 2
  const tag = readUntil(reading, (letter) => letter === '>' || space.test(letter))
  skipSpace(reading)
  if (html[reading.at] !== '>') throw wrong(`Unclosed end tag ${place(html, begin)}`)
  // `</>` closes whatever is open.
  if (tag !== '' && tag !== last.tag) throw wrong(`Unmatched end tag ${place(html, begin)}, expected "</${last.tag}>", found "</${tag}>"`)
  open.pop()
  reading.at += 1
  if (reading.text.length > last.offset) note(reading, last)
}

function note(reading: Reading, { tag, argument, offset }: Open): void {
  const { entities, text } = reading
  const where = { offset, length: text.length - offset }
  switch (tag) {
    case 'code':
      reading.language = argument
      entities.push({ type: 'code', ...where })
      break
    case 'pre': {
      // `<pre><code class="language-…">` is one entity with a language.
      const inside = entities.at(-1)
      const isCode = inside?.type === 'code' && inside.offset === offset && inside.length === where.length
      if (isCode) entities.pop()
      entities.push({ type: 'pre', ...where, ...(isCode && reading.language !== '' ? { language: reading.language } : {}) })
      break
    }
    case 'blockquote':
      entities.push({ type: argument === 'expandable' ? 'expandable_blockquote' : 'blockquote', ...where })
      break
    case 'tg-emoji':
      if (!/^\d+$/.test(argument)) throw wrong('Invalid custom emoji identifier specified')
      entities.push({ type: 'custom_emoji', custom_emoji_id: argument, ...where })
      break
    case 'a': {
      const url = linkOf(argument || text.slice(offset))
      if (url !== null) entities.push({ type: 'text_link', url, ...where })
      break
    }
    default:
      entities.push({ type: simpleTags[tag]!, ...where })
  }
}

function argumentOf(tag: string, attributes: ReadonlyMap<string, string>): string {
  switch (tag) {
    case 'a': return attributes.get('href') ?? ''
    case 'code': return /^language-(.+)$/.exec(attributes.get('class') ?? '')?.[1] ?? ''
    case 'tg-emoji': return attributes.get('emoji-id') ?? ''
    case 'blockquote': return attributes.has('expandable') ? 'expandable' : ''
    default: return ''
  }
}

/** What is no address becomes no link, and no error. */
function linkOf(given: string): string | null {
  const address = /^[a-z][a-z0-9+.-]*:/i.test(given) ? given : `http://${given}`
  return !space.test(address) && URL.canParse(address) && /^(https?|tg|ton):/i.test(address) ? new URL(address).href : null
}

const isOver = ({ html, at }: Reading): boolean => at >= html.length

function readUntil(reading: Reading, ends: (letter: string) => boolean): string {
  const from = reading.at
  while (!isOver(reading) && !ends(reading.html[reading.at]!)) reading.at += 1
  return reading.html.slice(from, reading.at)
}

function skipSpace(reading: Reading): void {
  readUntil(reading, (letter) => !space.test(letter))
}
