/** Time and chance, given so that tests own them. */
export type Clock = {
  /** Milliseconds since 1970, UTC. */
  now(): number
  /** Milliseconds from some moment, never going back. */
  monotonicMs(): number
  /** Resolves after `ms`, or as soon as `signal` aborts; never rejects, and keeps no process alive. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
  /** Resolves once what was begun is on its way: everything that can be sent now goes first. */
  soon(): Promise<void>
  /** A new UUIDv7. */
  newId(): string
  /** Bytes that nobody can guess. */
  random(bytes: number): Uint8Array
}
