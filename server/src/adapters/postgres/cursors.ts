/** Opaque places in a list. */
import { Failure } from '../../domain/failure.ts'

export const cursorOf = (...place: readonly (string | number)[]): string => Buffer.from(place.join(' ')).toString('base64url')

/** The parts of a cursor of ours, each matching its pattern; `invalid` for anything else. */
export function placeOf(cursor: string, ...patterns: readonly RegExp[]): string[] {
  const parts = Buffer.from(cursor, 'base64url').toString().split(' ')
  if (parts.length !== patterns.length || !patterns.every((pattern, at) => pattern.test(parts[at]!)))
    throw new Failure('invalid', 'This page does not exist. Start from the first one.', { fields: [{ field: '/before', detail: 'Not a cursor of ours.' }] })
  return parts
}

export const wholeNumber = /^\d{1,15}$/
export const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
