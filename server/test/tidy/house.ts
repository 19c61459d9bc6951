/** The repository as the rules see it: every file as text, and code as a syntax tree with what it imports. */
import { readFileSync, readdirSync } from 'node:fs'
import { join, posix, relative, sep } from 'node:path'
import { parseSync } from 'vite'

/** `path` is from the root of the repository, with forward slashes. */
export type SourceFile = { readonly path: string; readonly text: string }

export type Node = { readonly type: string; readonly start: number; readonly end: number; readonly [key: string]: unknown }

export type Import = {
  readonly line: number
  readonly target: string
  /** The file of this repository that it means; null for a package. */
  readonly path: string | null
  readonly typeOnly: boolean
  /** A file that is started (a worker, a child process) or read, and not imported. */
  readonly started: boolean
}

export type Code = SourceFile & {
  readonly program: Node
  readonly comments: readonly { readonly value: string; readonly start: number; readonly end: number }[]
  readonly imports: readonly Import[]
  /** The line of an offset, counted from 1. */
  readonly lineOf: (offset: number) => number
}

export type House = {
  readonly files: readonly SourceFile[]
  readonly code: readonly Code[]
  /** Paths of the files that run as a process or thread of their own. */
  readonly started: ReadonlySet<string>
}

const folders = ['protocol', 'server', 'web', 'bench', 'evals', 'docs', 'ops', '.ci']
const skipped = /(^|\/)(node_modules|dist|out|data)(\/|$)/
const asText = /\.(tsx?|mjs|js|json|md|ya?ml|sql|css|html|svg|sh)$|(^|\/)(run|LICENSE|NOTICE|\.gitignore|\.editorconfig|Dockerfile)$/

/** Every file of the repository that people write. */
export function filesOf(root: string): SourceFile[] {
  const top = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isFile()).map(({ name }) => name)
  const deep = folders.flatMap((folder) => walkFolder(join(root, folder))).map((path) => relative(root, path).split(sep).join('/'))
  return [...top, ...deep].filter((path) => asText.test(path) && !skipped.test(path)).sort().map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
}

function walkFolder(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      if (skipped.test(entry.name)) return []
      return entry.isDirectory() ? walkFolder(join(folder, entry.name)) : [join(folder, entry.name)]
    })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

export function houseOf(files: readonly SourceFile[]): House {
  const code = files.filter(({ path }) => /\.tsx?$/.test(path)).map(read)
  const started = new Set(code.flatMap(({ imports }) => imports.flatMap((each) => (each.started && each.path ? [each.path] : []))))
  return { files, code, started }
}

export const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path) || /^(server|web|protocol)\/test\//.test(path)

/** What authors and collectors wrote, as opposed to programmers. */
export const isData = (path: string): boolean => /^server\/content\/|^evals\/(data|lines)\/|^package-lock\.json$|\.(svg|tsv)$/.test(path)

type Placed = { readonly node: Node; readonly parents: readonly Node[] }

/** Every node below this one, parents first. A list: generators within generators take many times as long. */
export function below(node: Node): readonly Placed[] {
  const found: Placed[] = []
  gather(node, [], found)
  return found
}

function gather(node: Node, parents: readonly Node[], found: Placed[]): void {
  found.push({ node, parents })
  const inside = [...parents, node]
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? (value as unknown[]) : [value]) if (isNode(child)) gather(child, inside, found)
  }
}

/** The node a property holds, if it holds one. */
export function part(node: Node | undefined, name: string): Node | undefined {
  const value = node?.[name]
  return isNode(value) ? value : undefined
}

export const parts = (node: Node, name: string): readonly Node[] => (Array.isArray(node[name]) ? (node[name] as unknown[]).filter(isNode) : [])

/** `a.b.c` for identifiers and their members, otherwise ''. */
export function dotted(node: Node | undefined): string {
  if (node?.type === 'Identifier') return String(node.name)
  if (node?.type !== 'MemberExpression' || node.computed === true) return ''
  const object = dotted(part(node, 'object'))
  return object && `${object}.${dotted(part(node, 'property'))}`
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string'
}

function read({ path, text }: SourceFile): Code {
  const { program, comments, errors } = parseSync(path, text)
  if (errors.length > 0) throw new SyntaxError(`${path}: ${errors[0]?.message}`)
  const root = program as unknown as Node
  const lineOf = lineFinder(text)
  return { path, text, program: root, comments, lineOf, imports: [...importsOf(path, root, lineOf)] }
}

function* importsOf(path: string, program: Node, lineOf: Code['lineOf']): Generator<Import> {
  for (const { node } of below(program)) {
    const target = targetOf(node)
    if (target === null) continue
    const typeOnly = node.importKind === 'type' || node.exportKind === 'type' || node.type === 'TSImportType' || onlyTypesNamed(node)
    yield { line: lineOf(node.start), target, path: resolved(path, target), typeOnly, started: /^(New|Call)Expression$/.test(node.type) }
  }
}

function targetOf(node: Node): string | null {
  if (/^(join|resolve)$/.test(dotted(part(node, 'callee'))) && part(parts(node, 'arguments')[0], 'object')?.type === 'MetaProperty') return besideUs(node)
  const importing = ['ImportDeclaration', 'ExportNamedDeclaration', 'ExportAllDeclaration', 'ImportExpression', 'TSImportType'].includes(node.type)
  const source = importing ? part(node, 'source') : dotted(part(node, 'callee')) === 'URL' && node.type === 'NewExpression' ? parts(node, 'arguments')[0] : undefined
  if (typeof source?.value !== 'string') return null
  return importing || /^\.{1,2}\/.*\.(ts|tsx)$/.test(source.value) ? source.value : null
}

/** `join(import.meta.dirname, 'serving.ts')`. */
function besideUs(node: Node): string | null {
  const file = parts(node, 'arguments')[1]?.value
  return typeof file === 'string' && /\.tsx?$/.test(file) ? `./${file}` : null
}

const onlyTypesNamed = (node: Node): boolean => node.type === 'ImportDeclaration' && parts(node, 'specifiers').length > 0 && parts(node, 'specifiers').every(({ importKind }) => importKind === 'type')

function resolved(from: string, target: string): string | null {
  // What follows a question mark tells a bundler how the file is wanted.
  if (target.startsWith('.')) return posix.join(posix.dirname(from), target.split('?')[0]!)
  return target.startsWith('@mluv/protocol/') ? target.replace('@mluv/protocol/', 'protocol/src/') : null
}

function lineFinder(text: string): (offset: number) => number {
  const starts = [0, ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1)]
  return (offset) => starts.findLastIndex((start) => start <= offset) + 1
}
