/** Runs a generator ahead of whoever reads it; the steps that were not asked for yet wait in order. It must not throw. */
export function eager<Piece, Result>(generator: AsyncGenerator<Piece, Result>): () => Promise<IteratorResult<Piece, Result>> {
  const steps: IteratorResult<Piece, Result>[] = []
  let news = Promise.withResolvers<void>()
  const run = async (): Promise<void> => {
    for (let done = false; !done; ) {
      const step = await generator.next()
      done = step.done === true
      steps.push(step)
      news.resolve()
      news = Promise.withResolvers()
    }
  }
  void run()
  return async () => {
    while (steps.length === 0) await news.promise
    return steps.shift()!
  }
}
