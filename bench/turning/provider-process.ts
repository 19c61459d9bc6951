/** The simulator's process, from outside. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { ProviderAsked, TimedCall } from './provider.ts'

export type Provider = {
  readonly url: string
  readonly key: string
  /** Answers with the calls since it was asked before, where calls are what is asked for. */
  ask(asked: ProviderAsked): Promise<readonly TimedCall[]>
  stop(): void
}

export async function openProvider(): Promise<Provider> {
  const child = fork(new URL('./provider.ts', import.meta.url))
  const [{ url, key }] = (await once(child, 'message')) as [{ readonly url: string; readonly key: string }]
  return {
    url, key,
    async ask(asked) {
      child.send(asked)
      const [{ calls }] = (await once(child, 'message')) as [{ readonly calls: readonly TimedCall[] }]
      return calls
    },
    stop: () => void child.kill(),
  }
}
