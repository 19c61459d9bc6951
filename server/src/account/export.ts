/** Everything that is kept of a learner, as one document that they can read and take elsewhere. Made piece by piece: a life may be large. */
import { tongueFor, type Tongue } from '../domain/language.ts'
import { settingsOf } from '../domain/learner.ts'
import { camel, plainly, type KindsTold, type PersonalKind } from '../domain/personal-data.ts'
import type { LearnerId } from '../domain/identity.ts'
import type { PersonalData, PersonalRow } from '../ports/personal-data.ts'
import type { Clock } from '../ports/clock.ts'

/** `told`: what each kind of thing is, in words. */
type Parts = { readonly personalData: Pick<PersonalData, 'read'>; readonly clock: Pick<Clock, 'now'>; readonly told: KindsTold }

/** One JSON object: each kind of thing by its name, with what it is and its items. No pieces where there is no such learner. */
export async function* exported({ personalData, clock, told }: Parts, learnerId: LearnerId): AsyncGenerator<string, void> {
  let kindBefore: string | null = null
  let isFirst = true
  let tongue: Tongue = 'en'
  for await (const { kind, rows } of personalData.read(learnerId)) {
    if (kindBefore === null) {
      tongue = tongueOf(rows[0]!)
      yield `{\n"mluv": "export", "version": 1, "exportedAt": ${JSON.stringify(new Date(clock.now()).toISOString())}`
    }
    if (kind !== kindBefore) {
      yield `${kindBefore === null ? '' : '\n]}'},\n${JSON.stringify(camel(kind))}: {"what": ${JSON.stringify(told[kind as PersonalKind]?.[tongue] ?? '')}, "items": [`
      isFirst = true
    }
    kindBefore = kind
    yield rows.map((row, at) => `${isFirst && at === 0 ? '\n' : ',\n'}${JSON.stringify(plainly(row))}`).join('')
    isFirst = isFirst && rows.length === 0
  }
  if (kindBefore !== null) yield '\n]}\n}\n'
}

/** The learner comes first, with how they want to be taught. */
const tongueOf = (learner: PersonalRow): Tongue => tongueFor(settingsOf(learner['settings']).motherTongue)

const cardColumns = ['kind', 'front', 'back', 'example', 'created_at_ms', 'due_at_ms', 'reviews', 'lapses', 'suspended_at_ms'] as const

/** Cards as a table for other programs (RFC 4180), their names first. */
export async function* exportedCards({ personalData }: Pick<Parts, 'personalData'>, learnerId: LearnerId): AsyncGenerator<string, void> {
  let isBegun = false
  for await (const { rows } of personalData.read(learnerId, ['learners', 'cards'])) {
    if (!isBegun) yield lineOf(cardColumns.map((column) => camel(column.replace(/_ms$/, ''))))
    else yield rows.map((row) => lineOf(cardColumns.map((column) => valueOf(row, column)))).join('')
    isBegun = true
  }
}

function valueOf(row: PersonalRow, column: string): string {
  const [value] = Object.values(plainly({ [column]: row[column] }))
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}
const lineOf = (values: readonly string[]): string => `${values.map((value) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value)).join(',')}\r\n`
