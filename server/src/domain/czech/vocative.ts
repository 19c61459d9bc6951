/** Who is spoken to: *Ahoj, Petr* → *Ahoj, Petře*; *Dobrý den, pan doktor* → *pane doktore*. */
import type { Lexicon } from './lexicon.ts'
import { readingsOf } from './noun-phrase.ts'
import { isWord, type Proposal, type Rule, type Slot } from './proposal.ts'

const sure = 0.8
const greeting = /^(ahoj|čau|nazdar|promiňte|promiň)$/
const partOfDay = /^(den|ráno|večer|odpoledne)$/
const title = /^(pan|pane|paní|slečna|slečno)$/
const titles: Readonly<Record<string, string>> = { pan: 'pane', slečna: 'slečno' }

export const vocative: Rule = (sentence, lexicon) => sentence.flatMap((slot, at): Proposal[] => {
  const isGreeting = at === 0 ? greeting.test(slot.form) : at === 1 && partOfDay.test(slot.form) && /^dobr[ýé]$/.test(sentence[0]!.form)
  if (!isWord(slot) || !isGreeting) return []
  const from = sentence[at + 1]?.token.text === ',' ? at + 2 : at + 1
  const isTitled = title.test(sentence[from]?.form ?? '')
  const place = isTitled ? from + 1 : from
  const name = sentence[place]
  // *Ahoj, Petr.* may be who signs.
  if (!isWord(name) || !/^[,!]$/.test(sentence[place + 1]?.token.text ?? '') || !(isTitled || name.token.text !== name.token.lower)) return []
  return [...called(from, titles[sentence[from]!.form], sentence), ...called(place, spokenTo(name, place, lexicon), sentence)]
})

const called = (at: number, form: string | null | undefined, sentence: readonly Slot[]): Proposal[] =>
  (form && form !== sentence[at]!.form ? [{ act: 'replace', at, form, rule: 'vocative', kind: 'case', confidence: sure, values: {} }] : [])

/** Null where the name is no head word that is declined for sure. */
function spokenTo(name: Slot, at: number, lexicon: Lexicon): string | null {
  const reading = readingsOf(name, at, lexicon).find(({ pos, own, lemma, ...cell }) => pos === 'noun' && own && cell.case === 'nominative' && cell.number === 'sg' && lemma.toLowerCase() === name.form)
  if (reading === undefined || /ec$/.test(reading.lemma)) return null
  const forms = lexicon.paradigm(reading.lemma, 'noun').filter((cell) => cell.number === 'sg' && cell.gender === reading.gender)
  const accusatives = forms.filter((cell) => cell.case === 'accusative').map(({ form }) => form)
  // Of *muži* and *muže* the one that is nothing else.
  return forms.find((cell) => cell.case === 'vocative' && !accusatives.includes(cell.form))?.form.toLowerCase() ?? null
}
