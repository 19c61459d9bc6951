/** In which tongue the page speaks, and its words, loaded for that tongue alone. */
import type { Messages, Tongue } from './messages.ts'

export type Words = Messages & { readonly tongue: Tongue }

const nearest: Readonly<Record<string, Tongue>> = { cs: 'cs', sk: 'cs', uk: 'uk', ru: 'ru', be: 'ru', kk: 'ru', ky: 'ru', tg: 'ru', uz: 'ru' }

/** The tongue of ours that a speaker of any mother tongue (a BCP 47 tag) is likeliest to read; the server explains in the same. */
export const tongueFor = (motherTongue: string): Tongue => nearest[motherTongue.split('-')[0]!.toLowerCase()] ?? 'en'

/** What the browser is set to, without its region; Czech is what is learnt here, so any other language counts more. */
export function motherTongueGuess(languages: readonly string[]): string {
  const own = languages.map((tag) => tag.split('-')[0]!.toLowerCase()).find((language) => language !== 'cs')
  return own ?? 'en'
}

const loaders: Readonly<Record<Tongue, () => Promise<{ readonly messages: Messages }>>> = {
  en: () => import('./en.ts'),
  cs: () => import('./cs.ts'),
  uk: () => import('./uk.ts'),
  ru: () => import('./ru.ts'),
}

export async function wordsIn(tongue: Tongue): Promise<Words> {
  const { messages } = await loaders[tongue]()
  return { ...messages, tongue }
}
