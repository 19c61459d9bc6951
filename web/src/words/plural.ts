/** Words that follow a number, by the rules of each tongue. `#` stands for the number. */
import type { Tongue } from './messages.ts'

/** The plural categories that whole numbers fall into. */
type Forms = {
  readonly en: { readonly one: string; readonly other: string }
  readonly cs: { readonly one: string; readonly few: string; readonly other: string }
  readonly uk: { readonly one: string; readonly few: string; readonly many: string }
  readonly ru: { readonly one: string; readonly few: string; readonly many: string }
}

export function plural<Spoken extends Tongue>(tongue: Spoken, forms: Forms[Spoken]): (count: number) => string {
  const rules = new Intl.PluralRules(tongue)
  const number = new Intl.NumberFormat(tongue)
  const byCategory = new Map<string, string>(Object.entries(forms))
  const last = Object.values(forms).at(-1)!
  return (count) => (byCategory.get(rules.select(count)) ?? last).replace('#', number.format(count))
}
