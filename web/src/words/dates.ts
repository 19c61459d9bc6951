/** Dates as a tongue writes them. */

const formats = new Map<string, Intl.DateTimeFormat>()

/** Making a format takes a browser longer than drawing the row that its date stands in: each is made once. */
export function dateFormat(tongue: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = tongue + JSON.stringify(options)
  const known = formats.get(key) ?? new Intl.DateTimeFormat(tongue, options)
  formats.set(key, known)
  return known
}
