/** As much of IndexedDB as a desk needs, in a browser that may close a database, clear it away, or have no room for it. */
type Told = (() => void) | null
type Request = { result?: unknown; error: Error | null; transaction?: { abort(): void }; onsuccess: Told; onerror: Told; onupgradeneeded: Told }
type Held = { isClosed: boolean; onversionchange: Told }

export function heldDatabases() {
  const stored = new Map<string, Map<string, unknown>>()
  const held = new Set<Held>()
  const world = { stored, isFull: false, opened: 0, onChange: null as Told, close, clear, take }
  const request = (): Request => ({ error: null, onsuccess: null, onerror: null, onupgradeneeded: null })
  const refused = (name: string) => new DOMException('The database connection is closing.', name)

  function close(): void {
    for (const one of held) one.isClosed = true
  }
  function clear(): void {
    close()
    stored.clear()
  }
  /** As another page does that deletes them. */
  function take(): void {
    for (const { onversionchange } of held) onversionchange?.()
    stored.clear()
  }
  function connection(name: string) {
    const one = { isClosed: false, onversionchange: null as Told, close: () => void (one.isClosed = true), createObjectStore: () => null, transaction: () => transactionOn(name, one) }
    held.add(one)
    return one
  }
  function transactionOn(name: string, one: Held) {
    if (one.isClosed) throw refused('InvalidStateError')
    const written = new Map<string, unknown>()
    const transaction = { error: null as Error | null, oncomplete: null as Told, onabort: null as Told, objectStore: () => records }
    const records = {
      get(key: string): Request {
        const asked = request()
        queueMicrotask(() => {
          asked.result = structuredClone(stored.get(name)?.get(key))
          asked.onsuccess?.()
          world.onChange?.()
          if (one.isClosed) return transaction.onabort?.()
          if (written.size > 0 && world.isFull) {
            transaction.error = refused('QuotaExceededError')
            return transaction.onabort?.()
          }
          for (const [place, value] of written) stored.get(name)?.set(place, value)
          transaction.oncomplete?.()
        })
        return asked
      },
      put: (value: unknown, key: string) => void written.set(key, structuredClone(value)),
    }
    return transaction
  }
  function open(name: string): Request {
    const asked = request()
    queueMicrotask(() => {
      asked.result = connection(name)
      world.opened += 1
      if (!stored.has(name)) {
        asked.transaction = { abort: () => void (asked.error = refused('AbortError')) }
        asked.onupgradeneeded?.()
        if (asked.error) return asked.onerror?.()
        stored.set(name, new Map())
      }
      asked.onsuccess?.()
    })
    return asked
  }
  return { world, factory: { open } as unknown as IDBFactory }
}
