/** The letter by which somebody signs in. */
import { tongueFor, type Translated } from './language.ts'
import { verbatim, worded } from './wording.ts'

export type SignInTexts = {
  readonly subject: Translated
  /** `{minutes}`: how long the link can be used. */
  readonly text: Translated
  /** `{browser}` and `{when}` tell where it was asked for. */
  readonly asked: Translated
  readonly 'unknown-browser': Translated
  /** For whoever did not ask. */
  readonly closing: Translated
}

/** `browser` is null where it is not known. */
export type Asked = { readonly motherTongue: string; readonly timeZone: string; readonly browser: string | null; readonly atMs: number; readonly lastsMs: number; readonly link: string }

export function signInLetter(texts: SignInTexts, { motherTongue, timeZone, browser, atMs, lastsMs, link }: Asked): { readonly subject: string; readonly text: string } {
  const wording = { address: 'vy', learner: null, tutor: 'masculine', tongue: tongueFor(motherTongue) } as const
  const when = `${new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(atMs)} (${timeZone})`
  const slots = { minutes: verbatim(String(lastsMs / 60_000)), when: verbatim(when), browser: browser === null ? texts['unknown-browser'] : verbatim(browser) }
  const said = (line: Translated) => {
    const { text, translation } = worded(line, wording, slots)
    return (translation ?? text).trim()
  }
  return { subject: said(texts.subject), text: `${[said(texts.text), link, said(texts.asked), said(texts.closing)].join('\n\n')}\n` }
}
