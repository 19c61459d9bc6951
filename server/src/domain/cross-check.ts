/**
 * A model's corrections weighed by what a second ear says, which asks no model: of the learner's text, and of the text as the model
 * leaves it. What the second ear finds wrong in the model's own words (a form that does not agree, a word that is none) is doubted and
 * asked instead of said; what it finds in both texts, where the model changed nothing, the model missed.
 */
import { applied, type Correction, type Finding, type MistakeKind } from './correction.ts'

export type CrossChecked = { readonly correction: Correction; readonly doubted: readonly Finding[]; readonly added: readonly Finding[] }

/** Of these the second ear's word counts, for and against: what a table of forms decides. Order, choice of words and marks are the model's. */
const decided: readonly MistakeKind[] = ['spelling', 'diacritics', 'case', 'agreement', 'person']

/** `own` is of the text, `ownOfCorrected` of what `asked` makes of it. */
export function crossChecked(text: string, asked: Correction, own: Correction, ownOfCorrected: Correction): CrossChecked {
  const placed = placesIn(asked.findings)
  const complaints = ownOfCorrected.findings.filter(({ kind }) => decided.includes(kind))
  const isDoubted = (finding: Finding): boolean => complaints.some((complaint) => overlap(placed.get(finding)!, complaint))
  const doubted = asked.findings.filter(isDoubted)
  const kept = asked.findings.filter((finding) => !isDoubted(finding))
  const shiftAt = (start: number) => asked.findings.reduce((shift, one) => (one.end <= start ? shift + one.corrected.length - (one.end - one.start) : shift), 0)
  const isStill = ({ start, corrected }: Finding) => complaints.some((complaint) => complaint.start === start + shiftAt(start) && complaint.corrected === corrected)
  const added = own.findings.filter((finding) => decided.includes(finding.kind) && !asked.findings.some((one) => overlap(one, finding)) && isStill(finding))
  if (doubted.length === 0 && added.length === 0) return { correction: asked, doubted, added }
  const findings = [...kept, ...added].sort((a, b) => a.start - b.start)
  const questions = [...asked.questions, ...doubted].filter((question) => !findings.some((finding) => overlap(finding, question))).sort((a, b) => a.start - b.start)
  return { correction: { ...asked, corrected: applied(text, findings), findings, questions }, doubted, added }
}

type Place = { readonly start: number; readonly end: number }

/** Where each finding's words stand in the corrected text. */
function placesIn(findings: readonly Finding[]): Map<Finding, Place> {
  const places = new Map<Finding, Place>()
  let shift = 0
  for (const finding of findings) {
    const start = finding.start + shift
    places.set(finding, { start, end: start + finding.corrected.length })
    shift += finding.corrected.length - (finding.end - finding.start)
  }
  return places
}

/** An insertion has no length, and lies inside what holds its place. */
const overlap = (a: Place, b: Place): boolean => (a.start < b.end && b.start < a.end) || (a.start === b.start && (a.start === a.end || b.start === b.end))
