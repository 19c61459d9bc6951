/**
 * Who hears what NOTIFY sends. All channels share one line. It is asked for a sign now and then: a line on which only the other side ever speaks does not
 * show that it is dead. One that is lost is replaced for as long as anybody listens, and everybody is told of both.
 */
import { answered, type Line, type LineOptions } from './line.ts'
import { silence, withoutValues } from './refusal.ts'

export type Hearing = {
  readonly hear: (payload: string) => void
  /** From now on everything is heard: at first, and whenever the line was lost and is back. */
  readonly connected?: (() => void) | undefined
  /** What is sent from now on is not heard; what was sent in the last few seconds may not have been. */
  readonly lost?: (() => void) | undefined
}

export type Listeners = {
  /** Resolves when it hears; rejects when the server refuses or is silent. */
  listen(channel: string, hearing: Hearing): Promise<{ stop(): Promise<void> }>
  close(): Promise<void>
}

const signEveryMs = 2_000
const answerMsMax = 2_000
const againMs = 250

export function listeners(open: (events: Pick<LineOptions, 'onClose' | 'onNotify'>) => Line): Listeners {
  const channels = new Map<string, Set<Hearing>>()
  const everybody = () => [...channels.values()].flatMap((hearings) => [...hearings])
  const standing = standingLine({
    open: (onClose) => open({ onClose, onNotify: (channel, payload) => channels.get(channel)?.forEach(({ hear }) => hear(payload)) }),
    async greet(line) {
      for (const channel of channels.keys()) await answered(answerMsMax, line.sql.unsafe(`listen ${quoted(channel)}`))
    },
    isWanted: () => channels.size > 0,
    connected: () => everybody().forEach(({ connected }) => connected?.()),
    lost: () => everybody().forEach(({ lost }) => lost?.()),
  })
  return {
    async listen(channel, hearing) {
      try {
        const line = await standing.connect()
        await answered(answerMsMax, line.sql.unsafe(`listen ${quoted(channel)}`))
        if (line !== standing.present()) throw silence()
      } catch (error) {
        throw withoutValues(error)
      }
      const hearings = channels.get(channel) ?? new Set()
      channels.set(channel, hearings.add(hearing))
      hearing.connected?.()
      return {
        async stop() {
          hearings.delete(hearing)
          if (hearings.size > 0) return
          channels.delete(channel)
          if (channels.size === 0) standing.leave()
          else await standing.present()?.sql.unsafe(`unlisten ${quoted(channel)}`).catch(() => {})
        },
      }
    },
    close: standing.close,
  }
}

type Standing = {
  readonly open: (onClose: () => void) => Line
  /** What a new line is asked before it counts as connected. */
  readonly greet: (line: Line) => Promise<void>
  readonly isWanted: () => boolean
  readonly connected: () => void
  readonly lost: () => void
}

/** A line that is replaced when it is lost, for as long as it is wanted. */
function standingLine({ open, greet, isWanted, connected, lost }: Standing) {
  let line: Line | undefined
  let connecting: Promise<Line> | undefined
  let timer: NodeJS.Timeout | undefined
  let isClosed = false

  async function begin(): Promise<Line> {
    let isLost = false
    const opened = open(() => {
      isLost = true
      lose(opened)
    })
    try {
      await greet(opened)
      if (isLost || isClosed) throw silence()
    } catch (error) {
      opened.giveUp()
      throw error
    }
    line = opened
    connected()
    watch(opened)
    return opened
  }

  function watch(watched: Line): void {
    timer = setTimeout(() => void answered(answerMsMax, watched.sql`select 1`).then(() => watched === line && watch(watched), () => lose(watched)), signEveryMs)
  }

  function lose(given: Line): void {
    if (given !== line) return
    leave()
    lost()
    comeBack()
  }

  function comeBack(): void {
    if (!isClosed && isWanted()) timer = setTimeout(() => void connect().catch(comeBack), againMs)
  }

  function leave(): void {
    clearTimeout(timer)
    line?.giveUp()
    line = undefined
  }

  const connect = async (): Promise<Line> => line ?? (connecting ??= begin().finally(() => { connecting = undefined }))

  return {
    connect, leave,
    present: () => line,
    async close() {
      isClosed = true
      clearTimeout(timer)
      await line?.end(0)
    },
  }
}

const quoted = (channel: string): string => `"${channel.replaceAll('"', '""')}"`
