/** Builds the page where it is missing or older than its sources. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

/**
 * True when it had to be built. Where it came without its sources, as in an image, it is as it is.
 * A page that is being served stays whole: its files are added to, and what leads to them comes last.
 */
export async function buildPage(webFolder: string, say: (sentence: string) => void): Promise<boolean> {
  const dist = join(webFolder, 'dist')
  const entrance = join(dist, 'index.html')
  if (existsSync(entrance) && (!existsSync(join(webFolder, 'src')) || statSync(entrance).mtimeMs >= newest(webFolder))) return false
  say('Building the page. This happens once.')
  const { build } = await import('vite')
  const fresh = mkdtempSync(join(webFolder, '.dist-'))
  try {
    await build({ root: webFolder, logLevel: 'error', configFile: join(webFolder, 'vite.config.ts'), build: { outDir: fresh } })
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
