/** Builds the page where it is missing or older than its sources. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { text } from 'node:stream/consumers'
import { Failure } from '../domain/failure.ts'

const saidMax = 2_000

/**
 * True when it had to be built. Where it came without its sources, as in an image, it is as it is.
 * A page that is being served stays whole: its files are added to, and what leads to them comes last.
 */
export async function buildPage(webFolder: string, say: (sentence: string) => void): Promise<boolean> {
  const dist = join(webFolder, 'dist')
  const entrance = join(dist, 'index.html')
  if (existsSync(entrance) && (!existsSync(join(webFolder, 'src')) || statSync(entrance).mtimeMs >= newest(webFolder))) return false
  say('Building the page. This happens once.')
  const fresh = mkdtempSync(join(webFolder, '.dist-'))
  try {
    await built(webFolder, fresh)
    for (const name of filesIn(fresh)) {
      // Its name tells what is in it, and whoever is served it just now must not have it changed under them.
      if (name.startsWith('assets') && existsSync(join(dist, name))) continue
      mkdirSync(dirname(join(dist, name)), { recursive: true })
      renameSync(join(fresh, name), join(dist, name))
    }
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
  return true
}

async function built(root: string, into: string): Promise<void> {
  const child = fork(new URL('./page-building.ts', import.meta.url), [root, into], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
  const said = text(child.stderr!)
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new Failure('internal', `The page could not be built: ${(await said).slice(-saidMax)}`)
}

/** By their paths, pages last, the entrance after all. */
function filesIn(folder: string): readonly string[] {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name)))
  const rank = (name: string) => (name === 'index.html' ? 2 : name.endsWith('.html') ? 1 : 0)
  return names.sort((one, other) => rank(one) - rank(other))
}

function newest(webFolder: string): number {
  const filesBelow = (folder: string) => readdirSync(join(webFolder, folder), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const sources = [...filesBelow('src'), ...filesBelow('public')]
  const ownFiles = readdirSync(webFolder).filter((name) => /\.(html|ts)$/.test(name)).map((name) => join(webFolder, name))
  return Math.max(...[...sources, ...ownFiles].map((path) => statSync(path).mtimeMs))
}
