/** What may not be written, where, and what to write instead. */
import { below, dotted, isTest, part, parts, type Code, type House, type Node } from './house.ts'

type Place = { readonly path: string; readonly started: boolean }

type Ban = {
  readonly name: string
  /** The words that offend, or null. */
  readonly offends: (node: Node, parents: readonly Node[]) => string | null
  readonly instead: string
  readonly where: (place: Place) => boolean
}

const everywhere = () => true
const product = ({ path }: Place) => /^(server|web|protocol)\/src\//.test(path)
/** The server's code below its wiring: what is given settings, a log, time and chance. */
const given = ({ path, started }: Place) => path.startsWith('server/src/') && !started && !/^server\/src\/(config|log|main|commands|compose)\.ts$|^server\/src\/adapters\/([a-z]+-)?clock\.ts$/.test(path)
const aboveAdapters = (place: Place) => given(place) && !place.path.startsWith('server/src/adapters/')
const timeless = ({ path }: Place) => /^server\/src\/(domain|ports|routing|tutor|study|account)\//.test(path)
const pure = ({ path }: Place) => path.startsWith('server/src/domain/') || path === 'server/src/routing/choose.ts'
const tests = ({ path }: Place) => isTest(path) && !/^server\/test\/(run|limit)\.ts$/.test(path)

const typed = (...types: readonly string[]) => (node: Node) => (types.includes(node.type) ? types[0]! : null)
const called = (pattern: RegExp) => (node: Node) => {
  const name = node.type === 'CallExpression' ? dotted(part(node, 'callee')) : ''
  return pattern.test(name) ? `${name}()` : null
}
const member = (pattern: RegExp) => (node: Node) => (node.type === 'MemberExpression' && pattern.test(dotted(node)) ? dotted(node) : null)
const made = (pattern: RegExp, withArguments: boolean) => (node: Node) => {
  const name = node.type === 'NewExpression' ? dotted(part(node, 'callee')) : ''
  return pattern.test(name) && (withArguments || parts(node, 'arguments').length === 0) ? `new ${name}()` : null
}

const clock = 'the clock or the dice you were given, so that tests own time and chance'

export const bans: readonly Ban[] = [
  {
    name: 'default exports',
    offends: (node) => (node.type === 'ExportDefaultDeclaration' ? 'export default' : null),
    instead: 'a named export, so that one thing has one name everywhere',
    where: ({ path }) => !path.endsWith('.config.ts'),
  },
  {
    name: 'barrels',
    offends: (node) => (/^Export(Named|All)Declaration$/.test(node.type) && part(node, 'source') ? 'export … from' : null),
    instead: 'an import from the file it lives in',
    where: everywhere,
  },
  {
    name: 'enums',
    offends: (node) => (node.type === 'TSEnumDeclaration' ? 'enum' : null),
    instead: 'a list `as const` and its type: the code runs as written',
    where: everywhere,
  },
  {
    name: 'namespaces',
    offends: (node) => (node.type === 'TSModuleDeclaration' && node.kind !== 'global' && part(node, 'id')?.type === 'Identifier' ? 'namespace' : null),
    instead: 'a file of its own',
    where: everywhere,
  },
  {
    name: 'parameter properties',
    offends: (node) => (node.type === 'TSParameterProperty' ? 'a parameter property' : null),
    instead: 'a field and an assignment: the code runs as written',
    where: everywhere,
  },
  {
    name: 'any',
    offends: (node) => (node.type === 'TSAnyKeyword' ? 'any' : null),
    instead: 'unknown, and find out what it is',
    where: product,
  },
  {
    name: 'the environment',
    offends: member(/^process\.env$/),
    instead: 'a setting in config.ts',
    where: given,
  },
  {
    name: 'the console',
    offends: called(/^console\./),
    instead: 'the log you were given',
    where: (place) => product(place) && (given(place) || !place.path.startsWith('server/')),
  },
  {
    name: 'the time of day',
    offends: either(called(/^Date\.now$/), made(/^Date$/, false)),
    instead: clock,
    where: given,
  },
  {
    name: 'the passing of time',
    offends: called(/^performance\.now$|^process\.hrtime/),
    instead: clock,
    where: aboveAdapters,
  },
  {
    name: 'dice',
    offends: called(/^Math\.random$/),
    instead: clock,
    where: given,
  },
  {
    name: 'chance',
    offends: called(/^(crypto\.)?(randomUUID|randomBytes|randomInt|getRandomValues)$/),
    instead: clock,
    where: aboveAdapters,
  },
  {
    name: 'what browsers have over https alone',
    offends: called(/(^|\.)randomUUID$/),
    instead: 'crypto.getRandomValues, which is there over plain http on a network too',
    where: ({ path }) => path.startsWith('web/src/'),
  },
  {
    name: 'timers',
    offends: called(/(^|\.)set(Timeout|Interval|Immediate)$/),
    instead: 'clock.sleep, so that tests own time',
    where: timeless,
  },
  {
    name: 'waiting in the domain',
    offends: (node) => (node.type === 'AwaitExpression' || (/Function/.test(node.type) && node.async === true) ? 'await' : null),
    instead: 'values that were awaited outside: the domain is synchronous',
    where: pure,
  },
  {
    name: 'bare errors',
    offends: (node) => (node.type === 'ThrowStatement' ? made(/^Error$/, true)(part(node, 'argument')!) : null),
    instead: 'a Failure, with a sentence for people',
    where: ({ path }) => path.startsWith('server/src/'),
  },
  {
    name: 'silent catches',
    offends: (node) => (node.type === 'CatchClause' && parts(part(node, 'body')!, 'body').length === 0 ? 'catch {}' : null),
    instead: 'a comment that says why nothing needs to be done, or do it',
    where: everywhere,
  },
  {
    name: 'unawaited loops',
    offends: (node) => (called(/\.forEach$/)(node) && parts(node, 'arguments')[0]?.async === true ? 'forEach(async …)' : null),
    instead: 'for … of, or Promise.all over map: nobody waits for this one',
    where: everywhere,
  },
  {
    name: 'half a test run',
    offends: called(/^(it|test|describe|suite)\.(only|todo)$/),
    instead: 'the whole of it',
    where: everywhere,
  },
  {
    name: 'sleeping tests',
    offends: (node) => (typed('ImportDeclaration')(node) && part(node, 'source')?.value === 'node:timers/promises' ? 'node:timers/promises' : null),
    instead: 'a clock of your own, or wait for the event itself',
    where: tests,
  },
  {
    name: 'inheritance',
    offends: (node) => (/^Class/.test(node.type) && part(node, 'superClass') && !/(Error|Failure|Trouble)$|^AudioWorkletProcessor$/.test(dotted(part(node, 'superClass'))) ? `extends ${dotted(part(node, 'superClass'))}` : null),
    instead: 'a function that is given what it needs',
    where: product,
  },
  {
    name: 'working constructors',
    offends: (node, parents) => (parents.some(({ type, kind }) => type === 'MethodDefinition' && kind === 'constructor') ? either(called(/^(fetch|spawn|fork|exec|setTimeout|setInterval|connect|listen)$/), made(/^(Worker|WebSocket)$/, true))(node) : null),
    instead: 'a method that starts it: making a thing starts no work',
    where: product,
  },
  {
    name: 'debugger',
    offends: (node) => (node.type === 'DebuggerStatement' ? 'debugger' : null),
    instead: 'a test',
    where: everywhere,
  },
]

export function banned({ code, started }: House): string[] {
  return code.flatMap((file) => [...offencesIn(file, { path: file.path, started: started.has(file.path) })])
}

function* offencesIn(file: Code, place: Place): Generator<string> {
  const here = bans.filter(({ where }) => where(place))
  for (const { node, parents } of below(file.program)) {
    for (const { name, offends, instead } of here) {
      const words = offends(node, parents)
      if (words && !excused(file, name, node)) yield `${file.path}:${file.lineOf(node.start)}: ${words} is banned; use ${instead}`
    }
  }
}

/** An empty catch that says why is not silent. */
function excused({ comments }: Code, name: string, node: Node): boolean {
  return name === 'silent catches' && comments.some(({ start, end }) => start > node.start && end < node.end)
}

function either(...offences: readonly ((node: Node) => string | null)[]): (node: Node) => string | null {
  return (node) => offences.map((offends) => offends(node)).find((words) => words !== null) ?? null
}
