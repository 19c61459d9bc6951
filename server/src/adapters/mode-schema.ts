/** How modes are written down: what all of them have, and what belongs to each way of leading a talk. The folder says which way it is. */
import Type from 'typebox'
import type { ModeWay } from '../domain/mode.ts'
import { closed, Code, Level, Lines, Stems, Text, Translated } from './content-schema.ts'

const about = {
  code: Code,
  name: Translated,
  purpose: Translated,
  address: Type.Optional(Type.Enum(['ty', 'vy'])),
  openings: Type.Array(Type.Object({ from: Level, lines: Lines }, closed), { minItems: 1 }),
  brief: Text,
}

const Answers = Type.Array(Type.Object({ when: Stems, say: Lines, ask: Type.Optional(Lines) }, closed))

const Move = Type.Object({ ask: Lines, more: Type.Optional(Lines), cues: Type.Optional(Answers) }, closed)

/** Fewer are over before a talk of a few turns is. */
const movesMin = 6

export const ModeFiles = {
  talk: Type.Object(about, closed),
  follow: Type.Object({ ...about, invites: Lines }, closed),
  role: Type.Object({ ...about, moves: Type.Array(Move, { minItems: movesMin }), cues: Answers, nods: Lines, asked: Lines, lost: Lines, closing: Lines, meanwhile: Lines }, closed),
  rule: Type.Object({ ...about, explain: Lines, choose: Lines, right: Lines, wrong: Lines, own: Lines, short: Lines, asked: Lines, clean: Lines, meanwhile: Lines }, closed),
  words: Type.Object({ ...about, use: Lines, used: Lines, missed: Lines, describe: Lines, described: Lines, asked: Lines, clean: Lines, meanwhile: Lines }, closed),
} as const satisfies Readonly<Record<ModeWay, unknown>>

export type WrittenMode = { readonly [Way in ModeWay]: { readonly way: Way } & Type.Static<(typeof ModeFiles)[Way]> }[ModeWay]
