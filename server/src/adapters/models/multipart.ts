/** A form with a file in it, as bytes (RFC 7578). */
import { randomUUID } from 'node:crypto'

export type Form = {
  readonly fields: Readonly<Record<string, string>>
  /** `name` of the field; `filename` and `type` are ASCII without quotes. */
  readonly file: { readonly name: string; readonly filename: string; readonly type: string }
}

/** What goes before the file and after it, and the type of it all. */
export function multipart({ fields, file }: Form): { readonly head: Uint8Array; readonly tail: Uint8Array; readonly type: string } {
  const boundary = `mluv-${randomUUID()}`
  const begin = (name: string, more = '') => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n`
  const before = Object.entries(fields).map(([name, value]) => `${begin(name)}${value}\r\n`).join('')
  const head = begin(file.name, `; filename="${file.filename}"\r\nContent-Type: ${file.type}`)
  return { head: Buffer.from(before + head), tail: Buffer.from(`\r\n--${boundary}--\r\n`), type: `multipart/form-data; boundary=${boundary}` }
}
