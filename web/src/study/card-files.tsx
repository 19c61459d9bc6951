/** Cards brought from a file, and taken in one. */
import type { CardsBrought } from '@mluv/protocol/cards.ts'
import { useRef, useState } from 'react'
import { Fold } from '../account/fold.tsx'
import { useDeed } from '../account/use-deed.ts'
import { ask } from '../api.ts'
import type { Trouble } from '../api.ts'
import { Button } from '../kit/button.tsx'
import { TroubleText } from '../kit/trouble.tsx'
import { useCardWords } from '../words/cards/words.ts'

/** A file goes up as slowly as a slow line is. */
const sentMsMax = 120_000

const link = 'inline-flex min-h-11 items-center justify-center rounded-xl border border-edge bg-surface px-4 py-2 hover:bg-sunk'

export function CardFiles({ onBrought }: { readonly onBrought: () => void }) {
  const { files } = useCardWords()
  const input = useRef<HTMLInputElement>(null)
  const [brought, setBrought] = useState<CardsBrought | null>(null)
  const [name, setName] = useState('')
  const { busy, trouble, attempt } = useDeed()

  async function bring(file: File): Promise<void> {
    setBrought(null)
    setName(file.name)
    const form = new FormData()
    form.append('file', file)
    await attempt(async () => setBrought(await ask<CardsBrought>('POST', '/cards/import', form, undefined, sentMsMax)))
    onBrought()
  }
  return (
    <Fold title={files.title}>
      <div className="grid gap-3">
        <p>{files.help}</p>
        <div className="flex flex-wrap gap-3">
          <input ref={input} type="file" hidden aria-label={files.bring} accept=".csv,.tsv,.txt,.apkg,.colpkg,text/csv,text/plain" onChange={(event) => {
            const [file] = event.target.files ?? []
            // The same file may be brought again.
            event.target.value = ''
            if (file) void bring(file)
          }} />
          <Button look="solid" disabled={busy} onClick={() => input.current?.click()}>{busy ? files.bringing : files.bring}</Button>
          <a className={link} href="/api/v1/cards/export?as=apkg" download="mluv.apkg">{files.deck}</a>
          <a className={link} href="/api/v1/cards/export?as=csv" download="mluv-cards.csv">{files.table}</a>
        </div>
        <div role="status">
          {trouble && <p className="text-rust"><Refused trouble={trouble} name={name} /></p>}
          {brought && <Report brought={brought} />}
        </div>
      </div>
    </Fold>
  )
}

/** What is said elsewhere of sounds and of what is too long to be said. */
function Refused({ trouble, name }: { readonly trouble: Trouble; readonly name: string }) {
  const { refused } = useCardWords().files
  switch (trouble.code) {
    case 'unsupported': return /\.(apkg|colpkg)$/i.test(name) ? refused.deck : refused.table
    case 'too-large': return refused.tooLarge
    default: return <TroubleText trouble={trouble} />
  }
}

function Report({ brought: { taken, reviews, known, leftOut, why, media } }: { readonly brought: CardsBrought }) {
  const { files } = useCardWords()
  return (
    <div className="grid gap-1">
      <p className="font-semibold">{files.taken(taken)}</p>
      {reviews > 0 && <p>{files.reviews(reviews)}</p>}
      {known > 0 && <p>{files.known(known)}</p>}
      {media > 0 && <p>{files.media(media)}</p>}
      {leftOut > 0 && <p>{files.leftOut(leftOut)}</p>}
      {why.length > 0 && <ul className="list-disc pl-6 text-sm text-soft">{why.map((each) => <li key={each.at}>{files.at(each.at)} {files.why[each.why]}</li>)}</ul>}
    </div>
  )
}
