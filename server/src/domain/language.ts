/** Languages taught, levels of knowing them, and the tongues in which the tutor can explain. */

export const languages = ['cs'] as const
export type Language = (typeof languages)[number]

/** CEFR, the one scale used everywhere. */
export const levels = ['A1', 'A2', 'B1', 'B2', 'C1', 'C2'] as const
export type Level = (typeof levels)[number]

export const atLeast = (level: Level, floor: Level): boolean => levels.indexOf(level) >= levels.indexOf(floor)

/** Tongues that every authored line, explanation and translation exists in. */
export const tongues = ['cs', 'en', 'uk', 'ru'] as const
export type Tongue = (typeof tongues)[number]

/** A text in every tongue; for authored Czech lines, `cs` is the line itself. */
export type Translated = Readonly<Record<Tongue, string>>

const nearest: Readonly<Record<string, Tongue>> = { cs: 'cs', sk: 'cs', uk: 'uk', ru: 'ru', be: 'ru', kk: 'ru', ky: 'ru', tg: 'ru', uz: 'ru' }

/** The tongue of ours that a speaker of any mother tongue (a BCP 47 tag) is likeliest to read. */
export const tongueFor = (motherTongue: string): Tongue => nearest[motherTongue.split('-')[0]!.toLowerCase()] ?? 'en'

/** What a Czech word means. Who has things explained in Czech would read the word again, and reads it in English. */
export function meaningFor(translation: Translated, motherTongue: string): string {
  const tongue = tongueFor(motherTongue)
  return translation[tongue === 'cs' ? 'en' : tongue]
}
