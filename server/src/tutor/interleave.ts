/** Runs both generators at once, yields whichever event comes first, and returns what the first one returns. */
export async function* interleave<Event, Result>(main: AsyncGenerator<Event, Result>, side: AsyncGenerator<Event, void>): AsyncGenerator<Event, Result> {
  const next: Record<From, Promise<Tagged<Event, Result>> | null> = { main: tag('main', main), side: tag<Event, Result>('side', side) }
  let result: Result | undefined
  try {
    for (;;) {
      // Only what still runs is waited for: a promise that is raced and never settles would hold every event that came before it.
      const running = [next.main, next.side].filter((each) => each !== null)
      if (running.length === 0) return result as Result
      const { from, step } = await Promise.race(running)
      if (step.done) {
        next[from] = null
        if (from === 'main') result = step.value as Result
      } else {
        next[from] = tag(from, from === 'main' ? main : side)
        yield step.value
      }
    }
  } finally {
    // A step that fails while the other is being closed has nobody left to tell.
    await Promise.allSettled([next.main, next.side, main.return(undefined as Result), side.return()])
  }
}

type From = 'main' | 'side'
type Tagged<Event, Result> = { readonly from: From; readonly step: IteratorResult<Event, Result | void> }

const tag = async <Event, Result>(from: From, generator: AsyncGenerator<Event, Result | void>): Promise<Tagged<Event, Result>> => ({ from, step: await generator.next() })
