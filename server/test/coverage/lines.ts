/** Which lines of a source hold code, and where. Imports, types and comments are none: nothing of them runs. */
import { below, houseOf, part, type Node, type SourceFile } from '../tidy/house.ts'

/** For each line, counted from 1, the offsets at which something begins that can run. */
export type CodeLines = ReadonlyMap<number, readonly number[]>

export function codeLines(file: SourceFile): CodeLines {
  const { program, lineOf } = houseOf([file]).code[0]!
  const lines = new Map<number, number[]>()
  for (const { node, parents } of below(program)) {
    if (node === program || [...parents, node].some(isSilent)) continue
    const line = lineOf(node.start)
    lines.set(line, [...(lines.get(line) ?? []), node.start])
  }
  return lines
}

/** Types that stand around a value leave the value in. */
const around = /^TS(As|Satisfies|NonNull|Instantiation)Expression$/

function isSilent(node: Node): boolean {
  if (node.type === 'ImportDeclaration' || node.exportKind === 'type') return true
  return node.type.startsWith('TS') ? !around.test(node.type) : node.type === 'ExportNamedDeclaration' && /^TS/.test(part(node, 'declaration')?.type ?? '')
}
