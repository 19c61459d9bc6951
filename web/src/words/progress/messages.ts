/** What is said about progress. */

type States = Readonly<Record<'new' | 'learning' | 'young' | 'firm', string>>
type Periods = Readonly<Record<'week' | 'month' | 'all', string>>

export type ProgressMessages = {
  readonly none: string
  readonly table: string
  readonly challenges: { readonly title: string; readonly day: string; readonly week: string; readonly done: string }
  readonly streak: {
    readonly title: string
    readonly days: (days: number) => string
    readonly longest: (days: number) => string
    readonly shields: (shields: number) => string
    /** What the calendar looks like, for who cannot see it. */
    readonly calendar: (activeDays: number) => string
    readonly legend: string
    readonly shielded: string
  }
  readonly practice: { readonly title: string; readonly lately: (minutes: number) => string; readonly help: string; readonly chart: string }
  readonly score: { readonly title: string; readonly chart: (last: number) => string; readonly none: string }
  readonly mistakes: {
    readonly title: string
    /** Of ten sentences, so many are free of it now, and were before. */
    readonly trend: (now: number, before: number) => string
    readonly help: string
    readonly few: string
    readonly chart: (kind: string) => string
    readonly none: string
    readonly times: string
  }
  readonly words: { readonly title: string; readonly met: (words: number) => string; readonly kept: (cards: number) => string; readonly states: States; readonly help: string }
  readonly stars: { readonly title: string; readonly total: (stars: number) => string; readonly ledger: string; readonly reasons: Readonly<Record<string, string>>; readonly sum: string }
  readonly marks: { readonly title: string; readonly names: Readonly<Record<string, string>>; readonly earned: (day: string) => string }
  readonly board: {
    readonly title: string
    readonly consent: string
    readonly help: string
    readonly period: string
    readonly periods: Periods
    readonly metric: string
    readonly metrics: Readonly<Record<'stars' | 'streak' | 'turns', string>>
    readonly place: string
    readonly name: string
    readonly you: (place: number) => string
    readonly soon: string
    readonly empty: string
  }
  readonly columns: Readonly<Record<'day' | 'week' | 'turns' | 'words' | 'minutes' | 'stars' | 'score' | 'checked', string>>
}
