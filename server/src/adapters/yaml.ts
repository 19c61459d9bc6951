/** What authors and operators write as YAML: read quickly where it is as it should be, and once more, for the lines, where it is not. */
import { load } from 'js-yaml'

/** `undefined` where the text is not YAML; its faults are told by `linedYaml`. */
export function readYaml(text: string): unknown {
  try {
    return load(text)
  } catch {
    return undefined
  }
}

export type LinedYaml = {
  /** What is wrong with it as YAML; then there is no value. */
  readonly faults: readonly { readonly line: number; readonly message: string }[]
  readonly value: unknown
  /** The line of what these keys lead to, or of what is nearest above it. */
  lineOf(keys: readonly string[]): number
}

/** Seven times as slow, and loaded only then: a library that keeps where everything stood. */
export async function linedYaml(text: string): Promise<LinedYaml> {
  const { isNode, LineCounter, parseDocument } = await import('yaml')
  const counter = new LineCounter()
  const document = parseDocument(text, { lineCounter: counter })
  return {
    faults: document.errors.map(({ message, pos }) => ({ line: counter.linePos(pos[0]).line, message: message.split('\n')[0]! })),
    value: document.errors.length > 0 ? undefined : document.toJS(),
    lineOf(keys) {
      for (let depth = keys.length; depth >= 0; depth -= 1) {
        const way = keys.slice(0, depth)
        // A number names a place in a list, or is a key like any other.
        for (const path of [way, way.map((key) => (/^\d+$/.test(key) ? Number(key) : key))]) {
          const node = document.getIn(path, true)
          if (isNode(node) && node.range) return counter.linePos(node.range[0]).line
        }
      }
      return 1
    },
  }
}
