/**
 * A comma that no clause asks for: *mám psa, a kočku* → *mám psa a kočku*. Where a subordinate clause may end there, it stays, and before *nebo* too,
 * which may exclude: *kávu, nebo čaj?*
 */
import { isWord, type Proposal, type Rule, type Slot } from './proposal.ts'

const sure = 0.85

/** Behind these *a* is no mere *and*: *a proto*, *a to*; or what follows is a clause put in between: *a když*. */
const consequence = /^(proto|tak|to|tedy|tudíž|přesto|přece|dokonce|ještě|nejen|ne|nikoli|nikoliv|zejména|hlavně|především|přitom|přičemž|sice|tím|jak|ani|takže|navíc|i)$/
const opener = /^(že|aby\S*|kdyby\S*|protože|poněvadž|jelikož|neboť|když|kter\S+|jestli|jestliže|pokud|kde|kdo|koho|komu|kým|co|čeho|čemu|čím|jak|jak\S{1,3}|proč|kdy|kam|odkud|než|až|ať|kolik|zatímco|ačkoli\S*|aniž|jakmile|dokud|přestože|jenž|zda|jako|ani|buď|ledaže)$/

export const needlessComma: Rule = (sentence, { grammar }) => sentence.flatMap((slot, at): Proposal[] => {
  const [before, joiner, next] = [sentence[at - 1], sentence[at + 1], sentence[at + 2]]
  if (slot.token.text !== ',' || !isWord(before) || !isWord(joiner) || !isWord(next) || joiner.token.start === slot.token.end) return []
  if (joiner.form !== 'a' || consequence.test(next.form) || grammar.clauseOpeners.has(next.form) || opener.test(next.form)) return []
  if (/^(ty|vy|co)$/.test(next.form) && sentence.at(-1)!.token.text === '?') return []
  if (partBefore(sentence, at).some(({ form }) => opener.test(form))) return []
  return [{ act: 'replace', at, form: '', rule: 'comma-needless', kind: 'punctuation', confidence: sure, values: { opener: joiner.form } }]
})

/** What stands between the mark before and this one. */
function partBefore(sentence: readonly Slot[], at: number): readonly Slot[] {
  let from = at
  while (from > 0 && sentence[from - 1]!.token.kind !== 'mark') from--
  return sentence.slice(from, at)
}
