/** The forms of a word put in order: the columns of its table, and what the form that was met may be. */
import type { WordForm } from '@mluv/protocol/words.ts'

type Case = NonNullable<WordForm['case']>

/** `gender` is null where the word has but one, and in the plural. */
export type Column = { readonly number: WordForm['number']; readonly gender: 'm' | 'f' | 'n' | null; readonly forms: Readonly<Partial<Record<Case, readonly string[]>>> }

/** A form that may be more than this says nothing by it. */
const readingsMax = 3

export function columnsOf(forms: readonly WordForm[]): readonly Column[] {
  const hasOne = new Set(forms.map(({ gender }) => gender)).size === 1
  const genderOf = ({ gender, number }: WordForm): Column['gender'] => (hasOne || number === 'pl' || gender === null ? null : gender === 'f' || gender === 'n' ? gender : 'm')
  const columns = new Map<string, { readonly number: WordForm['number']; readonly gender: Column['gender']; readonly forms: Partial<Record<Case, string[]>> }>()
  for (const one of forms) {
    if (one.case === null) continue
    const gender = genderOf(one)
    const key = `${one.number} ${gender}`
    const column = columns.get(key) ?? { number: one.number, gender, forms: {} }
    columns.set(key, column)
    const cell = (column.forms[one.case] ??= [])
    if (!cell.includes(one.form)) cell.push(one.form)
  }
  return [...columns.values()]
}

/** In which cases the form stands, by number; nothing where that is too much to tell, and of verbs. */
export function readingsOf(forms: readonly WordForm[], met: string): readonly { readonly number: WordForm['number']; readonly cases: readonly Case[] }[] {
  const found = forms.filter((one) => one.form.toLowerCase() === met.toLowerCase())
  const readings = (['sg', 'pl'] as const).flatMap((number) => {
    const cases = [...new Set(found.flatMap((one) => (one.number === number && one.case !== null ? [one.case] : [])))]
    return cases.length > 0 ? [{ number, cases }] : []
  })
  return readings.reduce((sum, { cases }) => sum + cases.length, 0) <= readingsMax ? readings : []
}
