/** The least that a page made with React can be: the library, and one component that draws the first screen's words. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'
import type { Rolldown } from 'vite'

const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Speak Czech aloud</title>
<meta name="description" content="A page of React alone."></head><body><div id="root"></div><script type="module" src="./main.js"></script></body></html>`
const script = `import { createElement } from 'react'
import { createRoot } from 'react-dom/client'
const words = [createElement('h1', { key: 1 }, 'Mluv česky. Nahlas.'), createElement('p', { key: 2 }, 'Say something in Czech. Honzík, a cheerful Praguer, answers aloud at once.')]
createRoot(document.getElementById('root')).render(createElement('main', null, words))`

const types: Readonly<Record<string, string>> = { html: 'text/html; charset=utf-8', js: 'text/javascript; charset=utf-8' }

export async function openBarePage(): Promise<{ readonly url: string; close(): void }> {
  const folder = mkdtempSync(join(tmpdir(), 'mluv-bare-page-'))
  writeFileSync(join(folder, 'index.html'), html)
  writeFileSync(join(folder, 'main.js'), script)
  const ours = createRequire(new URL('../../web/package.json', import.meta.url))
  const alias = Object.fromEntries(['react-dom', 'react', 'scheduler'].map((name) => [name, dirname(ours.resolve(`${name}/package.json`))]))
  const { output } = (await build({ root: folder, configFile: false, logLevel: 'silent', resolve: { alias }, build: { write: false, modulePreload: false } })) as Rolldown.RolldownOutput
  rmSync(folder, { recursive: true, force: true })
  const files = new Map(output.map((file) => [`/${file.fileName}`, gzipSync(file.type === 'chunk' ? file.code : file.source)]))
  const server = createServer((request, response) => {
    const path = request.url === '/' ? '/index.html' : request.url!
    const bytes = files.get(path)
    if (!bytes) return void response.writeHead(404).end()
    response.writeHead(200, { 'content-type': types[path.split('.').at(-1)!] ?? 'application/octet-stream', 'content-encoding': 'gzip', 'content-length': bytes.length }).end(bytes)
  })
  server.listen(0, '127.0.0.1')
  await new Promise((resolve) => { server.once('listening', resolve) })
  const { port } = server.address() as { readonly port: number }
  return {
    url: `http://127.0.0.1:${port}/`,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
