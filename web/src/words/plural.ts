/** Words that follow a number, by the rules of each tongue. `#` stands for the number. */
import type { Tongue } from './messages.ts'

/** The plural categories that whole numbers fall into. */
type Forms = {
  readonly en: { readonly one: string; readonly other: string }
  readonly cs: { readonly one: string; readonly few: string; readonly other: string }
  readonly uk: { readonly one: string; readonly few: string; readonly many: string }
  readonly ru: { readonly one: string; readonly few: string; readonly many: string }
}

/** A browser's first number format costs it 10 to 25 ms: none is made before a number is said that reads differently in different tongues. */
export function plural<Spoken extends Tongue>(tongue: Spoken, forms: Forms[Spoken]): (count: number) => string {
  const byCategory = new Map<string, string>(Object.entries(forms))
  const last = Object.values(forms).at(-1)!
  let rules: Intl.PluralRules | undefined
  let number: Intl.NumberFormat | undefined
  return (count) => {
    rules ??= new Intl.PluralRules(tongue)
    const shown = count < 1000 ? String(count) : (number ??= new Intl.NumberFormat(tongue)).format(count)
    return (byCategory.get(rules.select(count)) ?? last).replace('#', shown)
  }
}
