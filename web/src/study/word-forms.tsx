/** The forms of a word in a table, with the one that was met marked. */
import type { WordForm } from '@mluv/protocol/words.ts'
import { useTalkingWords } from '../words/talking/words.ts'
import { columnsOf, readingsOf } from './inflected.ts'
import type { Column } from './inflected.ts'

const pronouns = { sg: ['já', 'ty', 'on, ona'], pl: ['my', 'vy', 'oni, ony'] } as const
const persons = [1, 2, 3] as const
const cases = ['nominative', 'genitive', 'dative', 'accusative', 'vocative', 'locative', 'instrumental'] as const

export function WordForms({ forms, met }: { readonly forms: readonly WordForm[]; readonly met: string }) {
  const { word: text } = useTalkingWords()
  const isDeclined = forms.some((one) => one.case !== null)
  const readings = readingsOf(forms, met)
  return (
    <>
      {readings.length > 0 && <p className="text-sm"><span lang="cs" className="font-semibold">{met}</span>: {readings.map(({ number, cases: read }) => `${read.map((each) => text.cases[each]).join(' / ')}, ${text.numbers[number]}`).join('; ')}</p>}
      <details className="rounded-lg bg-sunk">
        <summary className="min-h-11 px-3 py-2.5 text-sm font-semibold">{text.forms}</summary>
        <div className="overflow-x-auto px-3 pb-3">{isDeclined ? <Declined forms={forms} met={met} /> : <Conjugated forms={forms} met={met} />}</div>
      </details>
    </>
  )
}

type TableProps = { readonly forms: readonly WordForm[]; readonly met: string }

function Declined({ forms, met }: TableProps) {
  const { word: text } = useTalkingWords()
  const columns = columnsOf(forms)
  const title = ({ number, gender }: Column): string => (gender === null ? text.numbers[number] : text.genders[gender])
  return (
    <table className="w-full text-left text-sm">
      <thead><tr><th scope="col"><span className="sr-only">{text.caseHead}</span></th>{columns.map((column) => <th key={title(column)} scope="col" className="pr-2 pb-1 font-semibold">{title(column)}</th>)}</tr></thead>
      <tbody>
        {cases.filter((each) => columns.some((column) => column.forms[each])).map((each) => (
          <tr key={each}>
            <th scope="row" className="pr-2 font-normal text-soft">{text.cases[each]}</th>
            {columns.map((column) => <td key={title(column)} lang="cs" className="pr-2"><Forms forms={column.forms[each] ?? []} met={met} /></td>)}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Conjugated({ forms, met }: TableProps) {
  const { word: text } = useTalkingWords()
  const past = forms.find((one) => one.person === null)
  const at = (number: WordForm['number'], person: number): readonly string[] => forms.filter((one) => one.number === number && one.person === person).map(({ form }) => form)
  return (
    <table className="w-full text-left text-sm" lang="cs">
      <tbody>
        {persons.map((person) => (
          <tr key={person}>
            {(['sg', 'pl'] as const).map((number) => (
              <td key={number} className="pr-2"><span className="text-soft">{pronouns[number][person - 1]}</span> <Forms forms={at(number, person)} met={met} /></td>
            ))}
          </tr>
        ))}
        {past && <tr><td className="pr-2" colSpan={2}><span className="text-soft">{text.past}:</span> <Forms forms={[past.form]} met={met} /></td></tr>}
      </tbody>
    </table>
  )
}

function Forms({ forms, met }: { readonly forms: readonly string[]; readonly met: string }) {
  return forms.map((form, at) => (
    <span key={form}>{at > 0 && ' / '}{form.toLowerCase() === met.toLowerCase() ? <mark className="rounded bg-gold-wash px-0.5 text-ink">{form}</mark> : form}</span>
  ))
}
