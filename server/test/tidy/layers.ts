/** Who may know whom. ARCHITECTURE.md quotes `layers`; to change a row, change it here and say why in docs/decisions. */
import { posix } from 'node:path'
import type { Code, House, Import } from './house.ts'
import { isTest } from './house.ts'

type Row = {
  /** Parts it may import from. `…?` may be imported as types only. */
  readonly knows: readonly string[]
  /** Packages it may import, as people would list them. */
  readonly packages: readonly string[]
  /** Node's own modules; absent means all. */
  readonly node?: readonly string[]
  readonly why: string
}

const useCase: Row = { knows: ['domain', 'ports?', 'own folder'], packages: [], node: ['crypto'], why: 'decides; time, chance and the world are given' }

const composing = ['domain', 'ports', 'routing', 'tutor', 'study', 'account', 'adapters', 'entry', 'protocol', 'closing.ts', 'installation.ts', 'config.ts', 'log.ts']

export const layers: Readonly<Record<string, Row>> = {
  domain: { knows: ['domain'], packages: ['ts-fsrs'], node: [], why: 'pure: no I/O, no clock, no dice, no await' },
  ports: { knows: ['domain?', 'ports?'], packages: [], node: [], why: 'types only' },
  routing: { knows: ['domain', 'ports?', 'routing', 'log.ts'], packages: [], node: [], why: 'model ports made out of model ports' },
  tutor: useCase,
  study: useCase,
  account: useCase,
  adapters: { knows: ['domain', 'ports', 'log.ts', 'siblings', 'adapters/*.ts'], packages: ['any'], why: 'one folder per technology; no folder knows another' },
  entry: {
    knows: ['domain', 'ports?', 'tutor', 'study', 'account', 'entry', 'protocol', 'log.ts'],
    packages: ['fastify', '@fastify/*', 'grammy', 'grammy/types', '@grammyjs/*', 'helmet', 'limiter', 'prom-client', 'typebox', 'ws'],
    why: 'renders, never decides',
  },
  'config.ts': { knows: ['domain'], packages: [], why: 'every setting' },
  'log.ts': { knows: ['domain'], packages: ['pino'], why: 'cannot print speech, names or keys' },
  'closing.ts': { knows: ['log.ts'], packages: [], why: 'the end of what was opened' },
  'installation.ts': { knows: ['domain', 'ports?', 'adapters', 'closing.ts', 'config.ts'], packages: [], why: 'where everything is kept: opened, moved, backed up, restored' },
  'one-learner.ts': { knows: ['domain', 'ports?', 'account', 'adapters', 'installation.ts', 'config.ts'], packages: [], why: 'what is done with the things of one learner on the command line' },
  composed: { knows: [...composing, 'own folder'], packages: ['any'], why: 'the parts that meet in compose.ts' },
  'compose.ts': { knows: [...composing, 'composed'], packages: ['any'], why: 'where everything meets; with its parts, the only one that knows both what is needed and what provides it' },
  'commands.ts': { knows: ['compose.ts', 'installation.ts', 'one-learner.ts', 'config.ts', 'log.ts', 'domain'], packages: [], why: 'what can be asked on the command line' },
  'main.ts': { knows: ['commands.ts'], packages: [], why: 'which command; an older Node can read it' },
  protocol: { knows: ['protocol'], packages: ['typebox'], node: [], why: 'the wire, shared by server, web and bench' },
  web: { knows: ['web', 'protocol?', 'domain/card-memory.ts', 'domain/opus.ts'], packages: ['react', 'react-dom'], node: [], why: 'the room you speak in' },
  bench: { knows: ['bench', 'protocol', 'domain', 'ports?', 'routing', 'adapters', 'compose.ts', 'config.ts', 'log.ts', 'server/test'], packages: ['any'], why: 'measures the product from outside, and its technologies each by itself; goes on for longer where tests try a few' },
  evals: { knows: ['evals', 'bench/simulator', 'protocol', 'domain', 'ports?', 'adapters', 'compose.ts', 'config.ts'], packages: ['any'], why: 'judges what one part, or the whole tutor, gets right' },
}

/** `layers` as ARCHITECTURE.md shows it. */
export function layersTable(): string {
  const shown = (list: readonly string[]) => list.join(', ') || '—'
  const rows = Object.entries(layers).map(([name, { knows, packages, why }]) => `| ${name} | ${shown(knows)} | ${shown(packages)} | ${why} |`)
  return ['| part | may know (`?`: types only) | packages | what it is |', '|---|---|---|---|', ...rows].join('\n')
}

export function layering({ code }: House): string[] {
  return code.filter(({ path }) => !isTest(path) && !/^web\/[^/]+$/.test(path)).flatMap((file) => {
    const name = partOf(file.path)
    const row = layers[name]
    if (row === undefined) return [`${file.path}: belongs to no part; give ${name} a row in server/test/tidy/layers.ts, or move the file`]
    return file.imports.flatMap((each) => complaintOf(file, name, row, each))
  })
}

function complaintOf(file: Code, name: string, row: Row, each: Import): string[] {
  const here = `${file.path}:${each.line}`
  if (each.path !== null) {
    const other = partOf(each.path)
    const entry = row.knows.find((known) => covers(known.replace('?', ''), file.path, each.path!))
    if (entry === undefined) return [`${here}: ${name} may not know ${other === name ? each.path : other}; it may know ${row.knows.join(', ') || 'nothing'}`]
    return entry.endsWith('?') && !each.typeOnly ? [`${here}: ${name} may know ${other} as types only; use import type`] : []
  }
  if (each.target.startsWith('node:')) {
    const module = each.target.slice('node:'.length)
    return row.node === undefined || row.node.includes(module) ? [] : [`${here}: ${name} may not know ${each.target}; put it behind a port`]
  }
  return row.packages.some((allowed) => isPackage(allowed, each.target)) ? [] : [`${here}: ${name} may not know the package ${each.target}; put it behind a port`]
}

/** `server/src/tutor/turn.ts` is of the part `tutor`, `server/src/main.ts` of `main.ts`, `web/src/app.tsx` of `web`. */
export const partOf = (path: string): string => (path.startsWith('server/src/') ? path.split('/')[2]! : path.split('/')[0]!)

function covers(known: string, from: string, to: string): boolean {
  if (known === 'siblings') return posix.dirname(from) === posix.dirname(to)
  if (known === 'adapters/*.ts') return posix.dirname(to) === 'server/src/adapters'
  if (known === 'own folder') return partOf(from) === partOf(to)
  if (known.includes('/')) return to.startsWith(`server/src/${known}`) || to.startsWith(`${known}/`)
  return partOf(to) === known
}

function isPackage(allowed: string, target: string): boolean {
  if (allowed === 'any') return true
  if (allowed.endsWith('/*')) return target.startsWith(allowed.slice(0, -1))
  return target === allowed || target.startsWith(`${allowed}/`)
}
