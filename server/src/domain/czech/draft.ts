/**
 * One sentence being corrected: which proposals are taken, and the findings they make.
 *
 * Proposals for the same words compete and the surest wins; a misspelling and a rule may change one word together. What is taken
 * never overlaps.
 */
import type { Finding, MistakeKind } from '../correction.ts'
import type { Insert, Move, Proposal, Replace, Slot, Values } from './proposal.ts'
import { asWritten, capitalised, isCapitalised } from './words.ts'

/** A word as it is understood: `written` has the capitals it should have. */
export type Understood = Slot & { readonly written: string; readonly spelling: Reason | null }
export type Reason = { readonly rule: string; readonly kind: MistakeKind; readonly confidence: number; readonly values: Values }
/** A finding that is not yet explained. */
export type Noticed = Omit<Finding, 'explanation' | 'counted'> & { readonly reasons: readonly Reason[]; readonly confidence: number }

export type Certainty = { readonly sure: number; readonly doubtful: number }

/** What is noticed in the sentence, in order; those below `sure` are questions and change nothing else. */
export function noticed(text: string, words: readonly Understood[], proposals: readonly Proposal[], certainty: Certainty): { findings: Noticed[]; questions: Noticed[] } {
  const taken = chosen(proposals, words, certainty.sure)
  const findings: Noticed[] = []
  for (let at = 0; at <= words.length; at++) {
    const insert = taken.inserts.get(at)
    if (insert !== undefined) findings.push(inserted(words, at, insert))
    if (at === words.length) break
    const move = taken.moves.get(at)
    if (move !== undefined) {
      findings.push(moved(text, words, move, taken.replaces))
      at += move.order.length - 1
      continue
    }
    const finding = replaced(words[at]!, taken.replaces.get(at), taken.capitals.get(at))
    if (finding !== null) findings.push(finding)
  }
  const questions = proposals
    .filter((one): one is Replace => one.act === 'replace' && one.confidence < certainty.sure && one.confidence >= certainty.doubtful)
    .flatMap((one) => replaced(words[one.at]!, one) ?? [])
  return { findings, questions }
}

/** A capital and another form go together: *Čeština* → *češtinu*. */
type Taken = { readonly replaces: Map<number, Replace>; readonly capitals: Map<number, Replace>; readonly inserts: Map<number, Insert>; readonly moves: Map<number, Move> }

function chosen(proposals: readonly Proposal[], words: readonly Understood[], sure: number): Taken {
  const taken: Taken = { replaces: new Map(), capitals: new Map(), inserts: new Map(), moves: new Map() }
  const moving = new Set<number>()
  const inside = new Set<number>()
  for (const one of [...proposals].sort((a, b) => b.confidence - a.confidence)) {
    if (one.confidence < sure) continue
    if (one.act === 'replace' && one.kind === 'capital') taken.capitals.set(one.at, one)
    else if (one.act === 'replace' && !taken.replaces.has(one.at) && one.form !== words[one.at]!.form) taken.replaces.set(one.at, one)
    if (one.act === 'insert' && !taken.inserts.has(one.at) && !inside.has(one.at)) taken.inserts.set(one.at, one)
    if (one.act === 'move') {
      const run = one.order.map((_, place) => one.from + place)
      if (run.some((at) => moving.has(at) || (at > one.from && taken.inserts.has(at)))) continue
      for (const at of run) moving.add(at)
      for (const at of run.slice(1)) inside.add(at)
      taken.moves.set(one.from, one)
    }
  }
  return taken
}

const reasonOf = ({ rule, kind, confidence, values = {} }: Proposal): Reason => ({ rule, kind, confidence, values })

function replaced(word: Understood, replace: Replace | undefined, capital?: Replace): Noticed | null {
  const { token } = word
  const written = capital?.form ?? word.written
  const corrected = replace === undefined ? written : asWritten(replace.form, written)
  const original = token.text
  if (corrected === original) return null
  const reasons = [...(word.spelling === null ? [] : [word.spelling]), ...(capital === undefined ? [] : [reasonOf(capital)]), ...(replace === undefined ? [] : [reasonOf(replace)])]
  const last = reasons.at(-1)!
  const confidence = Math.min(...reasons.map((reason) => reason.confidence))
  return { start: token.start, end: token.end, original, corrected, kind: last.kind, reasons: named(reasons, original, corrected), confidence }
}

const named = (reasons: readonly Reason[], original: string, corrected: string): Reason[] =>
  reasons.map((reason) => ({ ...reason, values: { ...reason.values, original, corrected } }))

function inserted(words: readonly Understood[], at: number, insert: Insert): Noticed {
  const mark = /^[,.]$/.test(insert.text)
  const before = words[at]?.token.kind === 'word'
  const place = mark || !before ? words[at - 1]!.token.end : words[at]!.token.start
  const corrected = mark ? insert.text : before ? `${insert.text} ` : ` ${insert.text}`
  return { start: place, end: place, original: '', corrected, kind: insert.kind, reasons: named([reasonOf(insert)], '', insert.text), confidence: insert.confidence }
}

function moved(text: string, words: readonly Understood[], move: Move, replaces: ReadonlyMap<number, Replace>): Noticed {
  const run = words.slice(move.from, move.from + move.order.length)
  const forms = run.map((word, place) => {
    const replace = replaces.get(move.from + place)
    return replace === undefined ? word.written : asWritten(replace.form, word.written)
  })
  const opens = isCapitalised(run[0]!.token.text)
  const reordered = move.order.map((place, at) => {
    const form = forms[place]!
    if (opens && at === 0) return capitalised(form)
    return opens && place === 0 ? form.toLowerCase() : form
  })
  let corrected = move.text === undefined ? '' : opens ? capitalised(move.text) : move.text
  for (const [at, form] of move.text === undefined ? reordered.entries() : []) corrected += form + (at + 1 < run.length ? text.slice(run[at]!.token.end, run[at + 1]!.token.start) : '')
  const [start, end] = [run[0]!.token.start, run.at(-1)!.token.end]
  const original = text.slice(start, end)
  const others = run.flatMap((word, place) => {
    const replace = move.text === undefined ? replaces.get(move.from + place) : undefined
    return [...(word.spelling === null ? [] : [word.spelling]), ...(replace === undefined ? [] : [reasonOf(replace)])]
      .map((reason) => ({ ...reason, values: { ...reason.values, original: word.token.text, corrected: forms[place]! } }))
  })
  return { start, end, original, corrected, kind: move.kind, reasons: [...others, ...named([reasonOf(move)], original, corrected)], confidence: move.confidence }
}
