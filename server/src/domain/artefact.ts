/**
 * What is remembered outside the database: of whom it is, for how long, and which changes end it.
 *
 * Every learner has a version, which each change of what they see raises; so has what everyone sees, and a session. What is
 * remembered holds the version it was read at, and is shown as long as no change that ends it has a higher one.
 */
export type Artefact = keyof typeof artefacts

/** `nobody`: named by what it is, so that nothing can change it. */
type Whose = 'learner' | 'everyone' | 'session' | 'nobody'

type Row = {
  readonly whose: Whose
  /** How long a process keeps it, and how long all of them share it; null where it is not shared. */
  readonly processMs: number
  readonly sharedMs: number | null
  /** It speaks of the learner's today, and ends with it. */
  readonly ofToday: boolean
  readonly endedBy: readonly ChangeKind[]
}

/**
 * What happened, in the words of the transaction that did it. `utterance`: a turn is claimed, and its outcome follows;
 * `progress`: days, streaks and awards without a turn; `listing`: leaderboards; `sound`: sounds were erased; `erased`: the learner
 * was, and with them all that is remembered of them.
 */
export const changeKinds = ['erased', 'utterance', 'turn', 'conversation', 'card', 'review', 'settings', 'progress', 'session', 'listing', 'sound'] as const
export type ChangeKind = (typeof changeKinds)[number]

const minutes = (count: number): number => count * 60_000

export const artefacts = {
  home: { whose: 'learner', processMs: minutes(5), sharedMs: minutes(60), ofToday: true, endedBy: ['utterance', 'turn', 'conversation', 'card', 'review', 'settings', 'progress'] },
  stats: { whose: 'learner', processMs: minutes(5), sharedMs: minutes(60), ofToday: true, endedBy: ['turn', 'settings', 'progress'] },
  days: { whose: 'learner', processMs: minutes(5), sharedMs: minutes(60), ofToday: false, endedBy: ['turn', 'progress'] },
  progress: { whose: 'learner', processMs: minutes(5), sharedMs: minutes(60), ofToday: true, endedBy: ['turn', 'card', 'review', 'settings', 'progress'] },
  due: { whose: 'learner', processMs: minutes(5), sharedMs: minutes(60), ofToday: true, endedBy: ['turn', 'card', 'review', 'settings'] },
  conversation: { whose: 'learner', processMs: minutes(5), sharedMs: minutes(60), ofToday: false, endedBy: ['utterance', 'turn', 'conversation'] },
  profile: { whose: 'learner', processMs: minutes(5), sharedMs: minutes(60), ofToday: false, endedBy: ['turn', 'settings'] },
  leaderboard: { whose: 'everyone', processMs: minutes(5), sharedMs: minutes(30), ofToday: false, endedBy: ['listing'] },
  session: { whose: 'session', processMs: minutes(5), sharedMs: minutes(5), ofToday: false, endedBy: ['session'] },
  speech: { whose: 'everyone', processMs: minutes(5), sharedMs: minutes(60), ofToday: false, endedBy: ['sound'] },
  correction: { whose: 'nobody', processMs: minutes(60), sharedMs: minutes(60), ofToday: false, endedBy: [] },
  transcript: { whose: 'nobody', processMs: minutes(60), sharedMs: minutes(60), ofToday: false, endedBy: [] },
  sound: { whose: 'everyone', processMs: minutes(60), sharedMs: null, ofToday: false, endedBy: ['sound'] },
} as const satisfies Readonly<Record<string, Row>>

export const artefactNames = Object.keys(artefacts) as readonly Artefact[]

/** What is named by no learner, and may hold something of one: it goes whole when one is erased. */
export const shownToOthers: readonly Artefact[] = artefactNames.filter((name) => artefacts[name].whose !== 'learner')

export type Lifetimes = Readonly<Record<Artefact, { readonly processMs: number; readonly sharedMs: number | null }>>

/** A session that was ended elsewhere, while nobody heard of it, lives no longer than this in a process, nor where it is shared. */
const sessionMsMax = minutes(5)

/** The lifetimes of the table, with others where `text` names them in seconds: `home=60/600 session=10/10`. Null for what is not understood. */
export function lifetimesWith(text: string): Lifetimes | null {
  const lifetimes: Record<string, Lifetimes[Artefact]> = { ...artefacts }
  for (const part of text.split(/[\s,]+/).filter(Boolean)) {
    const [, name = '', inProcess, inShared] = /^(\w+)=(\d{1,7})(?:\/(\d{1,7}))?$/.exec(part) ?? []
    const row = lifetimes[name]
    if (row === undefined || (row.sharedMs === null) !== (inShared === undefined)) return null
    lifetimes[name] = { processMs: Number(inProcess) * 1000, sharedMs: inShared === undefined ? null : Number(inShared) * 1000 }
  }
  const { processMs, sharedMs } = lifetimes['session']!
  return Math.max(processMs, sharedMs!) <= sessionMsMax ? (lifetimes as Lifetimes) : null
}

/** Where nothing is shared, a process keeps for as long as would be shared: it hears of every change, and nobody else keeps anything for it. */
export const unshared = (lifetimes: Lifetimes): Lifetimes =>
  Object.fromEntries(Object.entries(lifetimes).map(([name, { processMs, sharedMs }]) => [name, { processMs: Math.max(processMs, sharedMs ?? 0), sharedMs: null }])) as Lifetimes

/** A committed change of what its owner sees: a learner by their id, a session by the hash of its token, or everyone. */
export type Change = { readonly owner: string; readonly version: number; readonly kinds: readonly ChangeKind[] }

export const everyone = 'everyone'

/** A change as it travels between processes, and what is understood of one that arrives. */
export const changeText = ({ owner, version, kinds }: Change): string => [owner, version, ...kinds].join(' ')

export function changeIn(text: string): Change | null {
  const [owner = '', version = '', ...kinds] = text.split(' ')
  const known = kinds.filter((kind): kind is ChangeKind => (changeKinds as readonly string[]).includes(kind))
  return owner !== '' && /^\d+$/.test(version) ? { owner, version: Number(version), kinds: known } : null
}
