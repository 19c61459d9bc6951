/** Builds the page where it is missing or older than its sources. */
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** True when it had to be built. A page that is being served stays whole: its files are added to, and `index.html` comes last. */
export async function buildPage(webFolder: string, say: (sentence: string) => void): Promise<boolean> {
  const dist = join(webFolder, 'dist')
  const entrance = join(dist, 'index.html')
  if (existsSync(entrance) && statSync(entrance).mtimeMs >= newest(webFolder)) return false
  say('Building the page. This happens once.')
  const { build } = await import('vite')
  const fresh = mkdtempSync(join(webFolder, '.dist-'))
  try {
    await build({ root: webFolder, logLevel: 'error', configFile: join(webFolder, 'vite.config.ts'), build: { outDir: fresh } })
    cpSync(fresh, dist, { recursive: true, filter: (path) => path !== join(fresh, 'index.html') })
    cpSync(join(fresh, 'index.html'), entrance)
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
  return true
}

function newest(webFolder: string): number {
  const sources = readdirSync(join(webFolder, 'src'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return Math.max(...[...sources, join(webFolder, 'index.html'), join(webFolder, 'vite.config.ts')].map((path) => statSync(path).mtimeMs))
}
