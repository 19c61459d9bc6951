/**
 * How right a set of corrections is: word edits of a hypothesis against gold edits, micro-averaged (the best of a sentence's golds),
 * with F0.5 and the share of correct sentences that were changed.
 */
export type Row = { readonly source: string; readonly golds: readonly string[] }
export type Score = {
  readonly precision: number
  readonly recall: number
  readonly f: number
  readonly hit: number
  readonly extra: number
  readonly missed: number
  readonly correct: number
  readonly falseAlarms: number
}
/** One sentence's edits against the gold that suits them best. */
export type Judged = { readonly hit: number; readonly extra: readonly string[]; readonly missed: readonly string[]; readonly alarm: boolean; readonly wasCorrect: boolean }

export const tokensOf = (text: string): string[] => text.normalize('NFC').match(/[\p{L}\p{M}\p{N}]+(?:[-'’][\p{L}\p{M}\p{N}]+)*|[^\s\p{L}\p{M}\p{N}]/gu) ?? []

export function scoreAll(rows: readonly Row[], hypotheses: readonly string[], judged: Judged[] = []): Score {
  let hit = 0, extra = 0, missed = 0, correct = 0, alarms = 0
  rows.forEach((row, at) => {
    const best = judge(row, hypotheses[at]!, (more) => fBeta(hit + more.hit, extra + more.extra.length, missed + more.missed.length))
    hit += best.hit
    extra += best.extra.length
    missed += best.missed.length
    if (best.wasCorrect) correct++
    if (best.alarm) alarms++
    judged.push(best)
  })
  return { precision: hit / (hit + extra || 1), recall: hit / (hit + missed || 1), f: fBeta(hit, extra, missed), hit, extra, missed, correct, falseAlarms: correct > 0 ? alarms / correct : 0 }
}

function judge(row: Row, hypothesis: string, worth: (judged: Judged) => number): Judged {
  const source = tokensOf(row.source)
  const made = editsOf(source, tokensOf(hypothesis))
  const wasCorrect = row.golds.includes(row.source)
  let best: Judged | undefined
  for (const gold of row.golds) {
    const missed = editsOf(source, tokensOf(gold))
    const extra: string[] = []
    let hit = 0
    for (const edit of made) {
      const at = missed.indexOf(edit)
      if (at < 0) extra.push(edit)
      else {
        hit++
        missed.splice(at, 1)
      }
    }
    const judged = { hit, extra, missed, wasCorrect, alarm: wasCorrect && made.length > 0 }
    if (best === undefined || worth(judged) > worth(best)) best = judged
  }
  return best!
}

/** The cheapest word edits that turn `a` into `b`, as `from|to|text`; alike words are preferred as substitutions. */
export function editsOf(a: readonly string[], b: readonly string[]): string[] {
  const cost = Array.from({ length: a.length + 1 }, () => new Float64Array(b.length + 1))
  const at = (i: number, j: number) => cost[i]![j]!
  const swap = (i: number, j: number) => at(i - 1, j - 1) + unlike(a[i - 1]!, b[j - 1]!)
  for (let i = 0; i <= a.length; i++) {
    for (let j = 0; j <= b.length; j++) {
      if (i === 0 && j === 0) continue
      cost[i]![j] = Math.min(i > 0 ? at(i - 1, j) + 1 : Infinity, j > 0 ? at(i, j - 1) + 1 : Infinity, i > 0 && j > 0 ? swap(i, j) : Infinity)
    }
  }
  const edits: string[] = []
  for (let i = a.length, j = b.length; i > 0 || j > 0;) {
    if (i > 0 && j > 0 && at(i, j) === swap(i, j)) {
      if (a[i - 1] !== b[j - 1]) edits.push(`${i - 1}|${i}|${b[j - 1]}`)
      i--
      j--
    } else if (i > 0 && at(i, j) === at(i - 1, j) + 1) {
      edits.push(`${i - 1}|${i}|`)
      i--
    } else {
      edits.push(`${i}|${i}|${b[j - 1]}`)
      j--
    }
  }
  return edits
}

const bare = (word: string) => word.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
const unlike = (x: string, y: string) =>
  x === y ? 0 : x.toLowerCase() === y.toLowerCase() ? 0.5 : bare(x) === bare(y) ? 0.6 : sameStem(bare(x), bare(y)) ? 0.9 : 1.6

function sameStem(x: string, y: string): boolean {
  let same = 0
  while (same < x.length && x[same] === y[same]) same++
  return same >= 2 && same >= Math.min(x.length, y.length) * 0.5
}

function fBeta(hit: number, extra: number, missed: number): number {
  const precision = hit / (hit + extra || 1)
  const recall = hit / (hit + missed || 1)
  return precision + recall > 0 ? (1.25 * precision * recall) / (0.25 * precision + recall) : 0
}
