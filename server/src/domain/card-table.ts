/**
 * Cards as a table in a text file (RFC 4180): read as spreadsheets and Anki write it, and written so that Anki and we read it again.
 *
 * Anki's own marks lead it (https://docs.ankiweb.net/importing/text-files.html): lines such as `#separator:Comma` and `#columns:front,back`.
 */
import type { Card } from './card.ts'
import { tooManyDrafts, type CardDraft } from './card-draft.ts'
import { Failure } from './failure.ts'
import { textOf } from './field-text.ts'

const columns = ['front', 'back', 'example', 'kind', 'suspended', 'created'] as const
type Column = (typeof columns)[number]

/** What columns are called in files, in the tongues of the page. */
const names: Readonly<Record<Column, readonly string[]>> = {
  front: ['front', 'question', 'term', 'word', 'czech', 'čeština', 'česky', 'otázka', 'slovo', 'slovíčko', 'výraz', 'líc', 'питання', 'слово', 'вопрос', 'лицевая сторона'],
  back: ['back', 'answer', 'translation', 'meaning', 'definition', 'odpověď', 'překlad', 'význam', 'rub', 'відповідь', 'переклад', 'значення', 'ответ', 'перевод', 'значение'],
  example: ['example', 'sentence', 'příklad', 'věta', 'приклад', 'речення', 'пример', 'предложение'],
  kind: ['kind', 'druh'],
  suspended: ['suspended', 'suspendedat'],
  created: ['created', 'createdat'],
}

const separators: Readonly<Record<string, string>> = { comma: ',', semicolon: ';', tab: '\t', pipe: '|', colon: ':', space: ' ' }

type Line = { readonly line: number; readonly cells: readonly string[] }

/** Throws a `Failure`: `invalid` where a quote is never closed, `too-large` beyond `cardsMax` cards. */
export function tableIn(text: string, cardsMax: number): CardDraft[] {
  const { marks, from, line } = marksIn(text.startsWith('\u{FEFF}') ? text.slice(1) : text)
  const separator = separatorOf(marks) ?? likelySeparator(from)
  const lines = linesIn(from, separator, line, cardsMax)
  const [first] = lines
  const named = marks.get('columns')?.split(separator) ?? (first && isHead(first.cells) ? lines.shift()?.cells : undefined)
  const places = named && isHead(named) ? placesByName(named) : placesInOrder(marks)
  const isHtml = marks.get('html') === 'true'
  return lines.map((each) => draftOf(each, places, isHtml))
}

/** Cards for Anki, other programs and us. Whoever reads it needs to know nothing but that it is text. */
export function tableOf(cards: readonly (Pick<Card, 'kind' | 'front' | 'back' | 'example' | 'createdAtMs'> & { readonly suspended: boolean })[]): string {
  const rows = cards.map(({ front, back, example, kind, suspended, createdAtMs }) => [front, back, example ?? '', kind, suspended ? '1' : '', new Date(createdAtMs).toISOString()].map(cellOf).join(','))
  return ['#separator:Comma', '#html:false', `#columns:${columns.join(',')}`, ...rows, ''].join('\r\n')
}

/** Anki takes a line that begins with `#` for a remark. */
const cellOf = (text: string): string => (/[",\r\n]|^[#\s]|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

function marksIn(text: string): { readonly marks: ReadonlyMap<string, string>; readonly from: string; readonly line: number } {
  const marks = new Map<string, string>()
  let from = text
  let line = 1
  for (let mark = markAt(from); mark; mark = markAt(from)) {
    marks.set(mark[1]!.toLowerCase(), mark[2]!)
    from = from.slice(mark[0].length)
    line += 1
  }
  return { marks, from, line }
}

const markAt = (text: string) => /^#([a-zA-Z ]{1,40}):([^\r\n]*)(?:\r\n|\r|\n|$)/.exec(text)

function separatorOf(marks: ReadonlyMap<string, string>): string | null {
  const said = marks.get('separator')
  return said === undefined ? null : (separators[said.toLowerCase()] ?? (said.length === 1 ? said : null))
}

/** The first line is hardly longer. */
const lookedAt = 10_000

/** The one that the first line has most of, outside quotes. */
function likelySeparator(text: string): string {
  const line = /[^\r\n]+/.exec(text.slice(0, lookedAt).replaceAll(/"[^"]*"/g, ''))?.[0] ?? ''
  return ['\t', ';', ','].toSorted((one, other) => line.split(other).length - line.split(one).length)[0]!
}

/** Lines with anything in them, each with the number that an editor shows at its beginning. */
function linesIn(text: string, separator: string, firstLine: number, cardsMax: number): Line[] {
  const lines: Line[] = []
  let line = firstLine
  for (let at = 0; at < text.length;) {
    const began = line
    const cells: string[] = []
    for (let isOver = false; !isOver;) {
      const cell = cellAt(text, at, separator, began)
      cells.push(cell.text)
      line += text.slice(at, cell.end).match(/\r\n|\r|\n/g)?.length ?? 0
      isOver = text[cell.end] !== separator
      at = cell.end + (isOver ? 0 : 1)
    }
    if (at < text.length) {
      at += text.startsWith('\r\n', at) ? 2 : 1
      line += 1
    }
    if (cells.length > 1 || cells[0]!.trim() !== '') lines.push({ line: began, cells })
    // One of them may be a head.
    if (lines.length > cardsMax + 1) throw tooManyDrafts(cardsMax)
  }
  return lines
}

/** A cell from here to its end, which is before a separator or a line's end. Quotes count where a cell begins with one. */
function cellAt(text: string, from: number, separator: string, line: number): { readonly text: string; readonly end: number } {
  let at = from
  let quoted = ''
  if (text[at] === '"') {
    for (at += 1; ; at += 1) {
      const end = text.indexOf('"', at)
      if (end === -1) throw new Failure('invalid', `A quote that is opened on line ${line} is never closed.`)
      quoted += text.slice(at, end)
      at = end + 1
      if (text[at] !== '"') break
      quoted += '"'
    }
  }
  let end = at
  while (end < text.length && text[end] !== separator && text[end] !== '\n' && text[end] !== '\r') end += 1
  return { text: quoted + text.slice(at, end), end }
}

const columnOf = (name: string): Column | undefined => columns.find((column) => names[column].includes(name.trim().toLowerCase()))

function isHead(cells: readonly string[]): boolean {
  const found = cells.map(columnOf)
  return found.includes('front') && found.includes('back')
}

type Places = Readonly<Partial<Record<Column, number>>>

const placesByName = (cells: readonly string[]): Places => Object.fromEntries(cells.flatMap((cell, at) => [[columnOf(cell), at]]).filter(([column]) => column !== undefined))

/** Front, back, example; without what Anki's marks say to be something else (`#tags column:4`). */
function placesInOrder(marks: ReadonlyMap<string, string>): Places {
  const others = new Set([...marks].flatMap(([name, value]) => (name.endsWith(' column') ? [Number(value) - 1] : [])))
  const [front, back, example] = Array.from({ length: 3 + others.size }, (_, at) => at).filter((at) => !others.has(at))
  return { front: front!, back: back!, example: example! }
}

function draftOf({ line, cells }: Line, places: Places, isHtml: boolean): CardDraft {
  const cell = (column: Column): string => cells[places[column] ?? -1] ?? ''
  const said = (column: Column): string => (isHtml ? textOf(cell(column)).text : cell(column))
  const createdAtMs = Date.parse(cell('created'))
  return {
    at: line, front: said('front'), back: said('back'), example: said('example'), kind: cell('kind') || null,
    suspended: !/^(|0|false|no|ne)$/i.test(cell('suspended').trim()), createdAtMs: createdAtMs >= 0 ? createdAtMs : null, memory: null, reviews: [],
  }
}
