/** Fetches a part of the page again and again while the network is away, so that a lost moment does not break the page. */

const triesMax = 30
const waitMsMin = 500
const waitMsMax = 10_000

export async function patiently<Part>(fetch: () => Promise<Part>, later: (act: () => void, delayMs: number) => void = soon): Promise<Part> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await fetch()
    } catch (error) {
      if (tries === triesMax) throw error
      await new Promise<void>((resolve) => later(resolve, Math.min(waitMsMax, waitMsMin * 2 ** tries)))
    }
  }
}

/** After this long, or as soon as the network is back. */
function soon(act: () => void, delayMs: number): void {
  setTimeout(act, delayMs)
  addEventListener('online', act, { once: true })
}
