/** Builds the page where it is missing or older than its sources. */
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** True when it had to be built. */
export async function buildPage(webFolder: string, say: (sentence: string) => void): Promise<boolean> {
  const built = join(webFolder, 'dist', 'index.html')
  if (existsSync(built) && statSync(built).mtimeMs >= newest(webFolder)) return false
  say('Building the page. This happens once.')
  const { build } = await import('vite')
  await build({ root: webFolder, logLevel: 'error', configFile: join(webFolder, 'vite.config.ts') })
  return true
}

function newest(webFolder: string): number {
  const sources = readdirSync(join(webFolder, 'src'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return Math.max(...[...sources, join(webFolder, 'index.html'), join(webFolder, 'vite.config.ts')].map((path) => statSync(path).mtimeMs))
}
