/** A part of the page that is loaded when it is needed. Loaded before it is shown, it is there at once, without a gap. */
import { lazy, useState } from 'react'
import type { ComponentType } from 'react'
import { patiently } from './patiently.ts'

export type LazyPart<Props extends object> = ComponentType<Props> & { load(): Promise<unknown> }

/** Suspends where it is not loaded yet. */
export function lazily<Props extends object>(fetch: () => Promise<ComponentType<Props>>): LazyPart<Props> {
  let loaded: ComponentType<Props> | null = null
  const load = async (): Promise<ComponentType<Props>> => (loaded = await patiently(fetch))
  const Later = lazy(async () => ({ default: await load() }))
  function Part(props: Props) {
    const [Shown] = useState<ComponentType<Props>>(() => loaded ?? Later)
    return <Shown {...props} />
  }
  return Object.assign(Part, { load })
}
