/** How much of a list is asked for at once. */
import { Failure } from '../../domain/failure.ts'

const limitMax = 100

export function limitOf(given: string | undefined, otherwise: number): number {
  if (given === undefined) return otherwise
  if (!/^\d{1,3}$/.test(given) || Number(given) < 1 || Number(given) > limitMax) throw new Failure('invalid', `A page has 1–${limitMax} items.`, { fields: [{ field: '/limit', detail: `Not a number from 1 to ${limitMax}.` }] })
  return Number(given)
}
