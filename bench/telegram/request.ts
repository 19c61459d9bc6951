/** What a bot asks: a method and its parameters, which may come in the address, as a form, as JSON, or as parts with files among them. */
import type { IncomingMessage } from 'node:http'
import { badRequest, Refusal } from './refusal.ts'

export type Upload = { readonly name: string; readonly bytes: Uint8Array }

export type Asked = {
  /** As they were sent: what is no text, is JSON. */
  readonly parameters: Readonly<Record<string, string>>
  /** Empty where there is none. */
  text(name: string): string
  /** Null where there is none, or no whole number. */
  whole(name: string): number | null
  isSet(name: string): boolean
  /** Undefined where there is none. */
  json(name: string, what: string): unknown
  /** What was sent with the request, under this name or as what `attach://` names. */
  upload(name: string): Upload | null
}

/** What a bot may upload, and the rest of the request with it. */
export const uploadBytesMax = 50 * 1024 * 1024
const bodyBytesMax = uploadBytesMax + 1024 * 1024

export async function readAsked(request: IncomingMessage, url: URL): Promise<Asked> {
  const type = request.headers['content-type'] ?? ''
  const body = await wholeBody(request)
  const parameters: Record<string, string> = Object.fromEntries(url.searchParams)
  const uploads = new Map<string, Upload>()
  if (type.startsWith('application/json')) Object.assign(parameters, parametersIn(body))
  else if (type.startsWith('application/x-www-form-urlencoded')) Object.assign(parameters, Object.fromEntries(new URLSearchParams(body.toString('utf8'))))
  else if (type.startsWith('multipart/form-data')) {
    for (const { name, fileName, bytes } of partsOf(body, type)) {
      if (fileName === null) parameters[name] = bytes.toString('utf8')
      else uploads.set(name, { name: fileName, bytes: new Uint8Array(bytes) })
    }
  }
  return askedOf(parameters, uploads)
}

export function askedOf(parameters: Readonly<Record<string, string>>, uploads: ReadonlyMap<string, Upload> = new Map()): Asked {
  return {
    parameters,
    text: (name) => parameters[name] ?? '',
    whole: (name) => (/^-?\d{1,15}$/.test(parameters[name] ?? '') ? Number(parameters[name]) : null),
    isSet: (name) => /^(true|1|yes)$/i.test(parameters[name] ?? ''),
    json: (name, what) => (parameters[name] ? parsedAs(what, parameters[name]) : undefined),
    upload(name) {
      const named = /^attach:\/\/(.+)$/.exec(parameters[name] ?? '')?.[1]
      return uploads.get(named ?? name) ?? null
    },
  }
}

/** Parameters in JSON; an answer to a webhook may be such a request too. */
export function parametersIn(body: Uint8Array | string): Record<string, string> {
  let given: unknown
  try {
    given = JSON.parse(typeof body === 'string' ? body : new TextDecoder().decode(body))
  } catch {
    throw badRequest("can't parse JSON object")
  }
  if (typeof given !== 'object' || given === null) throw badRequest("can't parse JSON object")
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]))
}

function parsedAs(what: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw badRequest(`can't parse ${what} JSON object`)
  }
}

export async function wholeBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of request as AsyncIterable<Uint8Array>) {
    length += part.length
    if (length <= bodyBytesMax) parts.push(part)
  }
  // It is read to its end all the same: who still writes reads no answer.
  if (length > bodyBytesMax) throw new Refusal(413, 'Request Entity Too Large')
  return Buffer.concat(parts)
}

type Part = { readonly name: string; readonly fileName: string | null; readonly bytes: Buffer }

/** The parts of a form (RFC 7578). */
function* partsOf(body: Buffer, type: string): Generator<Part> {
  const boundary = /boundary="?([^";]+)"?/.exec(type)?.[1]
  if (boundary === undefined) throw badRequest("can't parse multipart form data: boundary not found")
  const whole = Buffer.concat([Buffer.from('\r\n'), body])
  const line = Buffer.from(`\r\n--${boundary}`)
  let at = whole.indexOf(line)
  while (at >= 0) {
    const end = whole.indexOf(line, at + line.length)
    const head = whole.indexOf('\r\n\r\n', at)
    if (end < 0 || head < 0 || head > end) return
    const said = whole.toString('utf8', at + line.length, head)
    const name = /[ ;]name="([^"]*)"/i.exec(said)?.[1]
    if (name !== undefined) yield { name, fileName: /filename\*?=(?:UTF-8'')?"?([^"\r\n;]*)"?/i.exec(said)?.[1] ?? null, bytes: whole.subarray(head + 4, end) }
    at = end
  }
}
