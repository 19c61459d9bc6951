/** Changes of settings on their way: shown at once, kept one after the other, and each that could not be kept undone by itself. */
import type { Settings } from '@mluv/protocol/learner.ts'

/** `send` gives the settings as they are kept after a change. The change that is given resolves when it is kept, and rejects when it is undone. */
export function settingsLine(first: Settings, send: (patch: Partial<Settings>) => Promise<Settings>, show: (settings: Settings) => void): (patch: Partial<Settings>) => Promise<void> {
  let kept = first
  let onTheirWay: readonly Partial<Settings>[] = []
  let before: Promise<unknown> = Promise.resolve()
  const showAll = (): void => show(Object.assign({}, kept, ...onTheirWay) as Settings)

  async function keep(patch: Partial<Settings>): Promise<void> {
    try {
      kept = await send(patch)
    } finally {
      onTheirWay = onTheirWay.filter((each) => each !== patch)
      showAll()
    }
  }

  return (patch) => {
    onTheirWay = [...onTheirWay, patch]
    showAll()
    const keeping = before.then(() => keep(patch))
    before = keeping.catch(() => null)
    return keeping
  }
}
