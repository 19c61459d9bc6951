/** Whether vendors are there, take their keys and have the models they are asked for: by their lists of models, which cost nothing and are told nothing. */
import { failureOf } from './provider-fault.ts'
import { beginCall, get, textOf, type Line } from './provider-call.ts'

/** Where a vendor lists what it has, and how it wants to be shown a key there, where that is not as most do. */
export type Listing = { readonly path: string; readonly shown?: (key: string) => Record<string, string> }

export type Acquaintance = {
  readonly name: string
  /** `silent`: it is there, and does not say whether it takes the key. */
  readonly answer: 'well' | 'refused' | 'silent' | 'unreachable'
  /** Of those that it is asked for; none where it tells of none. */
  readonly missing: readonly string[]
}

export const usualListing: Listing = { path: '/models' }
const listMsMax = 10_000
/** A key that may do what it is there for, and nothing else, is none that is refused. */
const narrow = /^403|missing_permissions/

export async function acquaintance(line: Line, models: readonly string[], { path, shown }: Listing): Promise<Acquaintance> {
  const call = beginCall(line.clock, listMsMax, new AbortController().signal)
  try {
    const listed = namesIn(await textOf(await get(line, path, call.signal, shown)))
    return { name: line.name, answer: 'well', missing: listed.size === 0 ? [] : models.filter((model) => !listed.has(model)) }
  } catch (error) {
    const { fault, called } = failureOf(line.name, error)
    const isRefused = fault === 'rejected-key' && !narrow.test(called ?? '')
    return { name: line.name, answer: isRefused ? 'refused' : fault === 'unreachable' ? 'unreachable' : 'silent', missing: [] }
  } finally {
    call.end()
  }
}

/** As OpenAI and Anthropic (`id`), Google (`name`) and ElevenLabs (`model_id`) list them. */
function namesIn(text: string): ReadonlySet<string> {
  try {
    const given: unknown = JSON.parse(text)
    const { data, models } = (given ?? {}) as { readonly data?: unknown; readonly models?: unknown }
    const all = [given, data, models].find((each) => Array.isArray(each)) ?? []
    return new Set((all as readonly unknown[]).flatMap((each) => nameIn((each ?? {}) as Record<string, unknown>)))
  } catch {
    // A server of one's own may answer here with a page, or with nothing.
    return new Set()
  }
}

function nameIn({ id, name, model_id: modelId }: Record<string, unknown>): readonly string[] {
  const known = id ?? modelId ?? name
  return typeof known === 'string' ? [known.replace(/^models\//, '')] : []
}
