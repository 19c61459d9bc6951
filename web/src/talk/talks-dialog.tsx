/** Earlier conversations: searched by what the learner said, read again, and gone on with. */
import type { ConversationList, ConversationView, ModeList, ScenarioList } from '@mluv/protocol/conversations.ts'
import { useEffect, useState } from 'react'
import { ask, troubleIn } from '../api.ts'
import type { Trouble } from '../api.ts'
import { Button, IconButton } from '../kit/button.tsx'
import { Dialog } from '../kit/dialog.tsx'
import { TroubleText } from '../kit/trouble.tsx'
import { dateFormat } from '../words/dates.ts'
import { useLaterWords } from '../words/later/words.ts'
import { useWords } from '../words/words.ts'
import { Scene } from './today.tsx'

type TalksProps = { readonly openId: string | null; readonly timeZone: string; readonly onClose: () => void; readonly onOpened: (view: ConversationView) => void }
type Talk = ConversationList['items'][number]

const searchLengthMax = 200

export function TalksDialog({ openId, timeZone, onClose, onOpened }: TalksProps) {
  const words = useWords()
  const { talks } = useLaterWords()
  const [typed, setTyped] = useState('')
  const { list, titles, trouble, search, readOlder, open } = useTalks(onOpened)
  return (
    <Dialog title={talks.title} onClose={onClose}>
      <div className="grid min-h-64 content-start gap-3">
        <form role="search" className="flex gap-2" onSubmit={(event) => {
          event.preventDefault()
          search(typed.trim())
        }}>
          <input type="search" className="field" aria-label={talks.search} placeholder={talks.search} maxLength={searchLengthMax} enterKeyHint="search" value={typed} onChange={(event) => {
            setTyped(event.target.value)
            if (event.target.value === '') search('')
          }} />
          <IconButton icon="search" type="submit" label={talks.search} className="border border-edge" />
        </form>
        {trouble && <p role="alert" className="text-rust"><TroubleText trouble={trouble} /></p>}
        {!list && !trouble && <p className="text-soft" role="status">{words.loading}</p>}
        {list?.items.length === 0 && <p className="text-soft" role="status">{talks.none}</p>}
        <ul className="grid gap-2">
          {list?.items.map((talk) => (
            <li key={talk.conversationId}>
              <TalkItem talk={talk} title={titleOf(talk, titles) ?? talks.free} timeZone={timeZone} here={talk.conversationId === openId} onOpen={() => open(talk.conversationId)} />
            </li>
          ))}
        </ul>
        {list && list.next !== null && <Button onClick={readOlder}>{talks.more}</Button>}
      </div>
    </Dialog>
  )
}

type ItemProps = { readonly talk: Talk; readonly title: string; readonly timeZone: string; readonly here: boolean; readonly onOpen: () => void }

function TalkItem({ talk, title, timeZone, here, onOpen }: ItemProps) {
  const { tongue } = useWords()
  const { talks } = useLaterWords()
  const day = dateFormat(tongue, { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(new Date(talk.startedAt))
  return (
    <button type="button" aria-current={here || undefined} onClick={onOpen} className="grid min-h-11 w-full gap-0.5 rounded-xl border border-edge px-4 py-2.5 text-left hover:bg-sunk aria-[current]:border-brick aria-[current]:bg-sunk">
      <span className="flex flex-wrap items-baseline justify-between gap-x-3">
        <span className="font-semibold">{title}</span>
        <span className="text-sm text-soft">{here ? talks.here : day}</span>
      </span>
      {talk.lastTranscript === null
        ? <span className="text-sm text-soft">{talks.silent}</span>
        : <span className="line-clamp-2 wrap-anywhere" lang="cs">{talk.lastTranscript}</span>}
      {talk.turns > 0 && <span className="text-sm text-soft">{talks.turns(talk.turns)}</span>}
    </button>
  )
}

/** Its scene; or how it is led and what it is about, as far as that was chosen. */
function titleOf({ scenario, mode, topic }: Talk, titles: ReadonlyMap<string, string>): string | null {
  const named = (scenario === null ? [mode, topic] : [scenario]).flatMap((code) => titles.get(code ?? '') ?? [])
  return named.length > 0 ? named.join(' · ') : null
}

/** The list for what is searched, page by page, with the names of scenes, modes and topics. */
function useTalks(onOpened: (view: ConversationView) => void) {
  const [query, setQuery] = useState('')
  const [list, setList] = useState<ConversationList | null>(null)
  const [titles, setTitles] = useState<ReadonlyMap<string, string>>(new Map())
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  const fail = (error: unknown): void => setTrouble(troubleIn(error))

  useEffect(() => {
    Promise.all([ask<ScenarioList>('GET', '/scenarios'), ask<ModeList>('GET', '/modes')]).then(([{ items, topics }, { items: modes }]) => {
      const titled = [...modes.flatMap((mode) => mode.topics), ...topics, ...items].map(({ code, title }) => [code, title] as const)
      setTitles(new Map([...titled, ...modes.map(({ code, name }) => [code, name] as const)]))
    }, fail)
  }, [])
  useEffect(() => {
    let left = false
    ask<ConversationList>('GET', pageOf(query, null)).then((first) => {
      if (left) return
      setList(first)
      setTrouble(null)
    }, (error: unknown) => !left && fail(error))
    return () => {
      left = true
    }
  }, [query])

  return {
    list, titles, trouble, search: setQuery,
    readOlder(): void {
      if (!list) return
      ask<ConversationList>('GET', pageOf(query, list.next)).then(({ items, next }) => {
        // Something else may have been searched for meanwhile.
        setList((now) => (now === list ? { items: [...list.items, ...items], next } : now))
        setTrouble(null)
      }, fail)
    },
    open(conversationId: string): void {
      Promise.all([ask<ConversationView>('GET', `/conversations/${conversationId}`), Scene.load()]).then(([view]) => onOpened(view), fail)
    },
  }
}

function pageOf(query: string, before: string | null): string {
  const asked = new URLSearchParams({ ...(query !== '' && { q: query }), ...(before !== null && { before }) })
  return asked.size > 0 ? `/conversations?${asked}` : '/conversations'
}
