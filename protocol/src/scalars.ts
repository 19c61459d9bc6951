/** The small words that the messages are made of. */
import Type from 'typebox'

export const closed = { additionalProperties: false } as const

export const Id = Type.String({ pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$', description: 'A UUIDv7.' })
export const Instant = Type.String({ description: 'UTC, ISO 8601 with milliseconds.' })
export const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: "YYYY-MM-DD in the learner's zone." })
export const Level = Type.Enum(['A1', 'A2', 'B1', 'B2', 'C1', 'C2'])
export const Language = Type.Enum(['cs'])
export const MotherTongue = Type.String({ pattern: '^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$', description: 'A BCP 47 tag.' })
export const TimeZone = Type.String({ minLength: 1, maxLength: 64, description: 'An IANA time zone.' })
export const Invitation = Type.String({ minLength: 1, maxLength: 64, description: 'What lets somebody new in, where that is needed.' })
export const Corrections = Type.Enum(['minimal', 'balanced', 'detailed'])

/** Who ends an utterance: the learner, or their silence; `open` is a microphone that stays open. */
export const MicMode = Type.Enum(['push', 'tap', 'open'])
export const silenceMs = { minimum: 300, maximum: 3000 }

export const orNull = <Schema extends Type.TSchema>(schema: Schema) => Type.Union([schema, Type.Null()])
