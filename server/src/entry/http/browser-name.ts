/** What a learner would call the browser that they are at: *Firefox, Linux*. Of what browsers say of themselves nothing else is kept. */

/** In this order: each also says that it is most of those after it. */
const browsers = [['Telegram', /Telegram/], ['Edge', /\bEdgA?\//], ['Opera', /\bOPR\//], ['Samsung Internet', /SamsungBrowser/], ['Firefox', /\b(Firefox|FxiOS)\//], ['Chrome', /(Chrome|CriOS)\//], ['Safari', /\bSafari\//]] as const
const systems = [['iPhone', /iPhone/], ['iPad', /iPad/], ['Android', /Android/], ['Windows', /Windows/], ['Mac', /Macintosh/], ['ChromeOS', /CrOS/], ['Linux', /Linux/]] as const

/** Null for whatever is no browser. */
export function browserName(userAgent: string): string | null {
  const named = (list: readonly (readonly [string, RegExp])[]) => list.find(([, pattern]) => pattern.test(userAgent))?.[0]
  const [browser, system] = [named(browsers), named(systems)]
  return browser === undefined ? null : [browser, ...(system === undefined ? [] : [system])].join(', ')
}
