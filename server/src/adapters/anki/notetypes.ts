/** What the fields of a note are for: which of them a card asks, and which it answers with. */
import type { DatabaseSync } from 'node:sqlite'
import { textOf } from '../../domain/field-text.ts'
import { fieldsOf, textIn } from './protobuf.ts'

/** Names by their order; each template as the text around the fields that it shows. */
export type Notetype = { readonly fields: readonly string[]; readonly templates: readonly { readonly asks: string; readonly answers: string }[]; readonly isCloze: boolean }

export type Sides = { readonly front: string; readonly back: string; readonly example: string; readonly media: number }

/** As a collection of schema 11 has them: in JSON. What cannot be read is left out. */
export function notetypesIn11(database: DatabaseSync): Map<number, Notetype> {
  const row = database.prepare('select models from col limit 1').get()
  const found = new Map<number, Notetype>()
  for (const [id, model] of Object.entries(objectIn(jsonIn(row?.['models'])))) {
    const { flds, tmpls, type } = objectIn(model)
    const fields = listIn(flds).map((field) => stringIn(objectIn(field)['name']))
    const templates = listIn(tmpls).map(objectIn).map(({ qfmt, afmt }) => ({ asks: stringIn(qfmt), answers: stringIn(afmt) }))
    found.set(Number(id), { fields, templates, isCloze: type === 1 })
  }
  return found
}

/** As one of schema 18 has them: in tables, with settings in protobuf. Their indexes of names are sorted as only Anki can, so they are not used. */
export function notetypesIn18(database: DatabaseSync): Map<number, Notetype> {
  const rows = (sql: string) => database.prepare(sql).all()
  const found = new Map<number, { fields: string[]; templates: { asks: string; answers: string }[]; isCloze: boolean }>()
  for (const { id, config } of rows(`select id, config from notetypes not indexed limit ${notetypesMax}`)) found.set(Number(id), { fields: [], templates: [], isCloze: fieldsOf(blobIn(config))?.get(1) === 1 })
  for (const { ntid, name } of rows(`select ntid, ord, name from fields not indexed order by ntid, ord limit ${partsMax}`)) found.get(Number(ntid))?.fields.push(String(name))
  for (const { ntid, config } of rows(`select ntid, ord, config from templates not indexed order by ntid, ord limit ${partsMax}`)) {
    const settings = fieldsOf(blobIn(config))
    found.get(Number(ntid))?.templates.push({ asks: textIn(settings, 1), answers: textIn(settings, 2) })
  }
  return found
}

const notetypesMax = 1_000
const partsMax = 20_000

/** What a card of this note asks and answers. Where its notetype is not known, the first field asks and the second answers. */
export function sidesOf(note: readonly string[], notetype: Notetype | undefined, ordinal: number): Sides {
  const texts = note.map(textOf)
  const media = texts.reduce((sum, field) => sum + field.media, 0)
  const said = texts.map(({ text }) => text)
  if (notetype?.isCloze || /\{\{c\d+::/.test(note[0] ?? '')) return { ...clozeIn(said[0] ?? '', ordinal + 1), example: said[1] ?? '', media }
  const template = notetype?.templates[ordinal] ?? notetype?.templates[0]
  if (!notetype || !template) return { front: said[0] ?? '', back: said[1] ?? '', example: said[2] ?? '', media }
  const named = new Map(notetype.fields.map((name, at) => [name, said[at] ?? '']))
  const shown = (side: string): string[] => fieldsIn(side).filter((name) => (named.get(name) ?? '') !== '')
  const front = shown(template.asks)[0]
  const answers = shown(template.answers).filter((name) => name !== front)
  const example = answers.find((name, at) => at > 0 && /example|sentence|příklad|věta|прикл|речен|пример|предлож/i.test(name))
  const back = answers.filter((name) => name !== example && !shown(template.asks).includes(name))
  return { front: named.get(front ?? '') ?? '', back: back.map((name) => named.get(name)).join('\n'), example: named.get(example ?? '') ?? '', media }
}

/** Names of the fields that a side shows, as often as it does; `{{#Name}}` only asks whether there is something in it, `{{hint:Name}}` shows it in some way. */
const fieldsIn = (side: string): string[] => [...new Set([...side.matchAll(/\{\{([^{}#^/][^{}]{0,200})\}\}/g)].map(([, name]) => name!.split(':').at(-1)!.trim()))]

/** `{{c1::Praha::which town}}`: the card of this number asks for it, and shows the others. */
function clozeIn(text: string, number: number): { readonly front: string; readonly back: string } {
  const filled = (asked: boolean): string =>
    text.replaceAll(/\{\{c(\d{1,3})::([^{}]*?)(?:::([^{}]*))?\}\}/g, (_, which: string, answer: string, hint: string | undefined) => (asked && Number(which) === number ? `[${hint || '…'}]` : answer))
  return { front: filled(true), back: filled(false) }
}

function jsonIn(text: unknown): unknown {
  try {
    return JSON.parse(String(text))
  } catch {
    // A card without its notetype is read by the order of its fields.
    return {}
  }
}

const objectIn = (value: unknown): Readonly<Record<string, unknown>> => (typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {})
const stringIn = (value: unknown): string => (typeof value === 'string' ? value : '')
const listIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
const blobIn = (value: unknown): Uint8Array => (value instanceof Uint8Array ? value : new Uint8Array())
