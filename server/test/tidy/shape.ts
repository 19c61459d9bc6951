/** How long, in what order, under what name. */
import { below, dotted, isTest, part, parts, type Code, type House, type Node } from './house.ts'

const fileLinesMax = 400
const functionLinesMax = 70
/** Of code: what stands in quotes is counted where it is read. */
const lineLengthMax = 200

export function lengths({ code }: House): string[] {
  return code.flatMap((file) => {
    const lines = file.text.split('\n').length - 1
    const long = lines > fileLinesMax && hasFunctions(file) ? [`${file.path}: ${lines} lines; a file has at most ${fileLinesMax}: find the second idea and give it a name`] : []
    return [...long, ...wideLines(file), ...longFunctions(file)]
  })
}

function wideLines(file: Code): string[] {
  const quoted = new Map<number, number>()
  for (const { node } of below(file.program)) {
    if (!/^(Literal|TemplateElement|JSXText)$/.test(node.type)) continue
    const line = file.lineOf(node.start)
    quoted.set(line, (quoted.get(line) ?? 0) + node.end - node.start)
  }
  return file.text.split('\n').flatMap((line, at) => {
    const length = line.length - (quoted.get(at + 1) ?? 0)
    return length > lineLengthMax ? [`${file.path}:${at + 1}: ${length} characters of code; a line has at most ${lineLengthMax}`] : []
  })
}

/** A file without a function is a table: it may be as long as what it lists. */
const hasFunctions = ({ program }: Code): boolean => below(program).some(({ node }) => isFunction(node))

function longFunctions(file: Code): string[] {
  return below(file.program).flatMap(({ node, parents }) => {
    if (!isFunction(node) || isChapter(node, parents.at(-1))) return []
    const lines = file.lineOf(node.end) - file.lineOf(node.start) + 1
    return lines > functionLinesMax ? [`${file.path}:${file.lineOf(node.start)}: a function of ${lines} lines; it has at most ${functionLinesMax}: find the second idea and give it a name`] : []
  })
}

const isFunction = ({ type }: Node): boolean => /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(type)

/** `describe('…', () => { … })` is a heading, not a function. */
const isChapter = (node: Node, parent: Node | undefined): boolean => parent?.type === 'CallExpression' && /^(describe|suite)(\.|$)/.test(dotted(part(parent, 'callee'))) && parts(parent, 'arguments').includes(node)

const vagueWords = /^(service|manager|helper|helpers|util|utils|common|base|handler|handlers|types|index|misc)$/
const vagueEndings = /(Service|Manager|Helper|Helpers|Util|Utils|Handler|Base|Misc)$/

export function names(house: House): string[] {
  return house.code.flatMap((file) => {
    const bad: string[] = []
    const stem = file.path.split('/').at(-1)!.replace(/\.[\w.]+$/, '')
    if (file.path.split(/[/.]/).flatMap((each) => each.split('-')).some((word) => vagueWords.test(word))) bad.push(`${file.path}: the name says nothing; name the thing it knows`)
    if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(stem)) bad.push(`${file.path}: file names are kebab-case`)
    for (const { node } of below(file.program)) {
      const name = declared(node)
      const advice = name === null ? null : adviceOn(name, isTest(file.path))
      if (advice) bad.push(`${file.path}:${file.lineOf(node.start)}: ${name} ${advice}`)
    }
    return bad
  })
}

function adviceOn(name: string, inTest: boolean): string | null {
  if (vagueEndings.test(name)) return 'says nothing; name the thing it knows'
  if (/^[A-Z][A-Z0-9]*_[A-Z0-9_]+$/.test(name)) return 'shouts; constants are camelCase like every other name'
  if (/^(max|min)[A-Z]/.test(name)) return 'begins with its bound; the bound comes last, as in silenceMsMax'
  if (!inTest && /(timeout|delay|interval|duration|latency)$/i.test(name)) return 'has no unit; the unit comes last, and time is in milliseconds, as in silenceMs'
  if (!inTest && /[a-z](Seconds|Secs?|Minutes)$/.test(name)) return 'is not in milliseconds; time inside always is'
  return null
}

/** The name a declaration, parameter or property of a type gives. */
function declared(node: Node): string | null {
  const named = /^(VariableDeclarator|FunctionDeclaration|ClassDeclaration|TSTypeAliasDeclaration|TSInterfaceDeclaration)$/.test(node.type) ? part(node, 'id') : node.type === 'TSPropertySignature' ? part(node, 'key') : undefined
  return named?.type === 'Identifier' ? String(named.name) : null
}

/** A function that only its own file uses stands below the first that calls it, so that a file reads downwards. */
export function readingOrder({ code }: House): string[] {
  return code.filter(({ path }) => !isTest(path)).flatMap((file) => {
    const functions = parts(file.program, 'body').flatMap((statement) => {
      const declaration = statement.type === 'ExportNamedDeclaration' ? part(statement, 'declaration') : statement
      return declaration?.type === 'FunctionDeclaration' ? [{ name: dotted(part(declaration, 'id')), node: declaration, exported: declaration !== statement }] : []
    })
    return functions.flatMap(({ name, node, exported }) => {
      const callers = functions.filter((other) => other.node !== node && below(other.node).some((each) => each.node.type === 'Identifier' && each.node.name === name))
      const upside = !exported && callers.length > 0 && callers.every((caller) => caller.node.start > node.start)
      return upside ? [`${file.path}:${file.lineOf(node.start)}: ${name} stands above ${callers[0]!.name}, which calls it; a file reads downwards, what is called below its caller`] : []
    })
  })
}

/** A file of the product opens with what it knows, or says it of the first thing in it. */
export function openings({ code }: House): string[] {
  return code.filter(({ path }) => /^(server|protocol|web)\/src\/|^server\/test\/(?!.*\.test\.ts)/.test(path)).flatMap(({ path, program, comments }) => {
    const first = parts(program, 'body').find(({ type }) => type !== 'ImportDeclaration')
    return first === undefined || comments.some(({ start }) => start < first.start) ? [] : [`${path}: opens without a word; say in one sentence what it knows`]
  })
}

/** Nothing in `ports` exists at run time. */
export function portsAreTypes({ code }: House): string[] {
  return code.filter(({ path }) => path.startsWith('server/src/ports/')).flatMap((file) =>
    parts(file.program, 'body').filter((node) => !/^TS(TypeAlias|Interface)/.test(part(node, 'declaration')?.type ?? node.type) && node.type !== 'ImportDeclaration' && node.exportKind !== 'type')
      .map((node) => `${file.path}:${file.lineOf(node.start)}: ports are types; put what exists at run time into the domain`))
}
