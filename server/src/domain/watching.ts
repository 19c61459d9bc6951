/** Where whoever watches an installation wants to be told of it, as people write it down, and what became of what was told. */

/** `full`: too much waited, or was told before; `refused`: it was not taken; `unreachable`: nobody was there to take it. */
export const fates = ['sent', 'full', 'refused', 'unreachable'] as const
export type Fate = (typeof fates)[number]
export type Fates = Readonly<Record<Fate, number>>

/** Where errors are told of, and the key that goes with them. */
export type ErrorsAt = { readonly url: string; readonly key: string }

/** As Sentry writes it: `https://KEY@HOST/PATH/PROJECT`. Null where it is none. */
export function errorsAt(dsn: string): ErrorsAt | null {
  const url = URL.parse(dsn)
  const [, path, project] = /^(.*)\/(\d{1,20})$/.exec(url?.pathname ?? '') ?? []
  if (!url || !['http:', 'https:'].includes(url.protocol) || !/^[\da-zA-Z]{1,64}$/.test(url.username) || project === undefined || url.search !== '' || url.hash !== '') return null
  return { url: `${url.origin}${path}/api/${project}/envelope/`, key: url.username }
}

/** As OpenTelemetry writes headers: `name=value,other=value`, what is special in them escaped as in addresses. Null where they are none. */
export function headersIn(text: string): Readonly<Record<string, string>> | null {
  const pairs = text.split(',').map((each) => /^\s*([\w!#$%&'*+.^`|~-]{1,100})\s*=\s*([\x21-\x7e]{0,2000})\s*$/.exec(each))
  if (pairs.some((pair) => pair === null)) return null
  try {
    const headers = pairs.map((pair) => [pair![1]!.toLowerCase(), decodeURIComponent(pair![2]!)] as const)
    return headers.every(([, value]) => /^[\x20-\x7e]*$/.test(value)) ? Object.fromEntries(headers) : null
  } catch {
    return null
  }
}

export const isShare = (text: string): boolean => /^(?:0|1|0?\.\d{1,9}|1\.0{1,9}|0\.\d{1,9})$/.test(text)
