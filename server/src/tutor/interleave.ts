/** Runs both generators at once, yields whichever event comes first, and returns what the first one returns. */
export async function* interleave<Event, Result>(main: AsyncGenerator<Event, Result>, side: AsyncGenerator<Event, void>): AsyncGenerator<Event, Result> {
  const next = { main: tag('main', main), side: tag('side', side) }
  let result: Result | undefined
  let open = 2
  try {
    while (open > 0) {
      const { from, step } = await Promise.race([next.main, next.side])
      if (step.done) {
        open -= 1
        next[from] = never
        if (from === 'main') result = step.value as Result
      } else {
        if (from === 'main') next.main = tag('main', main)
        else next.side = tag('side', side)
        yield step.value
      }
    }
    return result as Result
  } finally {
    // A step that fails while the other is being closed has nobody left to tell.
    await Promise.allSettled([next.main === never ? null : next.main, next.side === never ? null : next.side, main.return(undefined as Result), side.return()])
  }
}

type From = 'main' | 'side'
type Tagged<Event, Result> = { readonly from: From; readonly step: IteratorResult<Event, Result | void> }

const never = new Promise<never>(() => {})

const tag = async <Event, Result>(from: From, generator: AsyncGenerator<Event, Result | void>): Promise<Tagged<Event, Result>> => ({ from, step: await generator.next() })
