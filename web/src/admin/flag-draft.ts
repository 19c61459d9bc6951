/** A rollout as somebody types it: what it reads as, what is wrong with it, and how it is said. */
import type { FlagView, Rollout } from '@mluv/protocol/flags.ts'

export const levels = ['A1', 'A2', 'B1', 'B2', 'C1', 'C2'] as const
export type Level = (typeof levels)[number]

/** No level and no plan ticked, and no tongue named, is everybody. */
export type Draft = {
  readonly percentage: string
  readonly levels: readonly Level[]
  readonly languages: string
  readonly plans: readonly string[]
  readonly learners: string
  readonly shares: Readonly<Record<string, string>>
}
export type Fault = { readonly field: keyof Draft; readonly says: string }

export const draftOf = ({ percentage, levels: of, languages, plans, learners, shares }: Rollout): Draft => ({
  percentage: String(percentage), levels: of ?? [], languages: (languages ?? []).join(' '), plans: plans ?? [], learners: learners.join('\n'),
  shares: Object.fromEntries(Object.entries(shares).map(([variant, share]) => [variant, String(share)])),
})

/** What is typed, where it can be meant; else what is wrong, field by field. */
export function rolloutIn(draft: Draft): { readonly rollout: Rollout } | { readonly faults: readonly Fault[] } {
  const percentage = draft.percentage.trim().replace(',', '.')
  const languages = wordsIn(draft.languages.toLowerCase())
  const learners = wordsIn(draft.learners.toLowerCase())
  const shares = Object.entries(draft.shares)
  const faults: Fault[] = []
  if (!/^\d{1,3}(\.\d)?$/.test(percentage) || Number(percentage) > 100) faults.push({ field: 'percentage', says: 'From 0 to 100, with one decimal at most.' })
  if (languages.some((language) => !/^[a-z]{2,3}$/.test(language))) faults.push({ field: 'languages', says: 'Two or three letters each, such as uk.' })
  if (learners.some((learner) => !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(learner))) faults.push({ field: 'learners', says: 'Ids of learners, one a line.' })
  if (shares.some(([, share]) => !/^\d{1,3}$/.test(share.trim())) || shares.every(([, share]) => Number(share) === 0)) faults.push({ field: 'shares', says: 'Whole numbers, one of which is more than 0.' })
  if (faults.length > 0) return { faults }
  return {
    rollout: {
      percentage: Number(percentage), levels: orNull(levels.filter((level) => draft.levels.includes(level))), languages: orNull(languages), plans: orNull([...draft.plans]), learners,
      shares: Object.fromEntries(shares.map(([variant, share]) => [variant, Number(share)])),
    },
  }
}

const orNull = <Item>(items: readonly Item[]): Item[] | null => (items.length > 0 ? [...items] : null)
const wordsIn = (text: string): string[] => [...new Set(text.split(/[\s,;]+/).filter((word) => word !== ''))]

/** Who has it, in a sentence. */
export function summaryOf({ usual }: Pick<FlagView, 'usual'>, { percentage, levels: of, languages, plans, learners, shares }: Rollout): string {
  const meant = [of && `at ${of.join(', ')}`, languages && `whose mother tongue is ${languages.join(' or ')}`, plans && `on plan ${plans.join(' or ')}`].filter((each) => each !== null)
  const who = `${percentage === 100 ? 'all' : `${percentage} %`} ${meant.length > 0 ? `of learners ${meant.join(', ')}` : percentage === 100 ? 'learners' : 'of learners'}`
  const drawn = Object.entries(shares).filter(([, share]) => share > 0)
  const what = drawn.length === 1 ? `“${drawn[0]![0]}”` : drawn.map(([variant, share]) => `“${variant}” ${share}`).join(' : ')
  const listed = learners.length === 0 ? '' : `${percentage === 0 ? '' : ', and '}${learners.length} on the list`
  if (percentage === 0 && listed === '') return `Everybody has “${usual}”.`
  const rest = percentage === 100 && meant.length === 0 ? '.' : `; everybody else has “${usual}”.`
  return `${percentage === 0 ? listed : `${capital(who)}${listed}`} ${drawn.length === 1 ? 'have' : 'share'} ${what}${rest}`
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)
