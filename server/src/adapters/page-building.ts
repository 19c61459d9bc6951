/** A process of its own, which builds the page into a folder and ends: what its tools took of memory goes with it. Told by its arguments: the page's folder, and where to. */
import { join } from 'node:path'
import { build } from 'vite'

const [root, outDir] = process.argv.slice(2) as [string, string]
await build({ root, logLevel: 'error', configFile: join(root, 'vite.config.ts'), build: { outDir } })
