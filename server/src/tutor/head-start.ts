/** Work that begins before it is known whether it is wanted. */

export type HeadStart<Event, Result> = {
  /** All of it, what has happened already first. */
  readonly events: AsyncGenerator<Event, Result>
  /** It is not wanted: it ends, and nobody waits for it. */
  drop(): void
}

/** Takes the first step of what `open` gives at once, and no other. `dropped` aborts when it is not wanted. */
export function headStart<Event, Result>(open: (dropped: AbortSignal) => AsyncGenerator<Event, Result>): HeadStart<Event, Result> {
  const dropping = new AbortController()
  const work = open(dropping.signal)
  const first = work.next()
  // Whoever wants it hears of it then.
  first.catch(() => {})
  return {
    events: (async function* () {
      try {
        for (let step = await first; ; step = await work.next()) {
          if (step.done) return step.value
          yield step.value
        }
      } finally {
        await work.return(undefined as Result)
      }
    })(),
    drop() {
      dropping.abort(new DOMException('It is not wanted.', 'AbortError'))
      void work.return(undefined as Result).catch(() => {})
    },
  }
}
