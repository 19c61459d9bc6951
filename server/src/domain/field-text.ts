/** Fields of Anki's are HTML: what they say as plain text, and plain text as a field. */
import { escaped } from './markup.ts'

/** How many pictures and sounds it names, which text cannot show. */
export type FieldText = { readonly text: string; readonly media: number }

/** None of these patterns looks at a letter twice, however a field is made. */
const media = /<(?:img|video|audio|object|source)\b[^<>]*>|\[sound:[^\][]*\]/gi
/** Said on a line of its own. */
const breaks = /<br\b[^<>]*>|<\/?(?:div|p|li|ul|ol|tr|table|h[1-6]|blockquote|hr|pre)\b[^<>]*>/gi

export function textOf(html: string): FieldText {
  const plain = html
    .replaceAll(/<(style|script)\b[^<>]*>[\s\S]*?(?:<\/\1\s*>|$)|<!--[\s\S]*?(?:-->|$)/gi, '')
    .replaceAll(media, '')
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(breaks, '\n')
    .replaceAll(/<\/?[a-zA-Z][^<>]*>/g, '')
    .replaceAll(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]{2,8});/gi, (whole, name: string) => signOf(name.toLowerCase()) ?? whole)
    .replaceAll('\u{A0}', ' ')
  const text = plain.split('\n').map((line) => line.trim()).filter((line) => line !== '').join('\n')
  return { text, media: html.match(media)?.length ?? 0 }
}

const signs: Readonly<Record<string, string>> = {
  amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', ndash: '–', mdash: '—', hellip: '…', bdquo: '„', ldquo: '“', rdquo: '”', laquo: '«', raquo: '»', rarr: '→', larr: '←', times: '×',
}

function signOf(name: string): string | undefined {
  if (!name.startsWith('#')) return signs[name]
  const code = name.startsWith('#x') ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
  return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : undefined
}

/** Two blanks are one in HTML, and one at a line's end is none: Anki shows what was written all the same. */
export const htmlOf = (text: string): string => escaped(text).replaceAll(/\r\n?|\n/g, '<br>')
