/** How the page is built: one entry, hashed files under `/assets/`, nothing inline, so that the strictest policy fits. */
import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { rooms } from '../protocol/src/rooms.ts'
import { operatorPage } from './operator-page.ts'
import { roomPages } from './room-pages.ts'

const server = process.env['MLUV_SERVER'] ?? 'http://127.0.0.1:3000'

/** What runs before the first paint, and what of the bundler's own it leans on. */
const firstRun = /src\/(begin|drawer|install-offer|place|room-frame|session|api)\.ts$|src\/kit\/patiently|src\/rooms\/room-parts|src\/words\/tongue\.ts$|vite\/preload-helper/

/** What the first screen needs comes as one file: it compresses better than the same in pieces. */
const firstNeeded = /node_modules\/(?!ts-fsrs)|src\/(kit\/(?!dialog)|first-visit\/)|src\/talk\/(?!.*-dialog|turns|translation|correction|explanation|footnotes|missed|change|word-list|lately|challenge-card|scene|czech-letters|letters|marks|browser-listening|browser-voice|.*microphone|use-hearing|speak|wav|frames|resample)|src\/words\/(words|plural|tongue-names)\.ts$|src\/([a-z]+|use-place)\.tsx?$/

const page = fileURLToPath(new URL('./index.html', import.meta.url))
const worker = fileURLToPath(new URL('./src/page-worker.ts', import.meta.url))

/** Parts of the page have no styles of their own, and what they need is asked for by the page itself: an import is an import. */
const bareImports: Plugin = {
  name: 'bare-imports',
  enforce: 'pre',
  load: (id) => (id.includes('vite/preload-helper') ? 'export const __vitePreload = (load) => load()' : null),
}

/** What the app leans on beside what runs first would be found only when the app is there: it is a few bytes, and fetched with the served page. */
const leaningOn: Plugin = {
  name: 'leaning-on',
  transformIndexHtml: {
    order: 'post',
    handler(html, { bundle = {} }) {
      const app = Object.values(bundle).find((file) => file.type === 'chunk' && file.moduleIds.some((id) => id.endsWith('/src/main.tsx')))
      const files = app?.type === 'chunk' ? app.imports.filter((name) => !html.includes(name)) : []
      return files.map((name) => ({ tag: 'link', attrs: { rel: 'modulepreload', crossorigin: true, href: `/${name}` }, injectTo: 'head' as const }))
    },
  },
}

/** The service worker stands at the root, so that it may answer for all of the page, and knows what this build consists of. */
const pageWorker: Plugin = {
  name: 'page-worker',
  enforce: 'post',
  generateBundle(_, bundle) {
    const chunk = Object.values(bundle).find((file) => file.type === 'chunk' && file.facadeModuleId === worker)
    if (chunk?.type !== 'chunk' || chunk.imports.length > 0) return this.error('the service worker is not one file')
    delete bundle[chunk.fileName]
    const assets = Object.keys(bundle).filter((name) => name.startsWith('assets/')).sort()
    const pages = { '/': '/', ...Object.fromEntries(rooms.map((room) => [`/${room}`, `/${room}`])) }
    const files = [...Object.values(pages), ...assets.map((name) => `/${name}`)]
    const htmls = Object.values(bundle).flatMap((file) => (file.fileName.endsWith('.html') && file.type === 'asset' ? [String(file.source)] : []))
    const name = createHash('sha256').update(JSON.stringify([files, pages, htmls])).digest('hex').slice(0, 12)
    this.emitFile({ type: 'asset', fileName: 'worker.js', source: `const built=${JSON.stringify({ name: `page ${name}`, files, pages })};${chunk.code}` })
  },
}

export default defineConfig({
  plugins: [bareImports, react(), tailwindcss(), leaningOn, roomPages, pageWorker, operatorPage],
  build: {
    // A page that was opened before an upgrade still finds its parts, and a build disturbs nobody who is served meanwhile.
    emptyOutDir: false,
    target: 'baseline-widely-available', assetsInlineLimit: 0, modulePreload: false, reportCompressedSize: true,
    rolldownOptions: { input: { page, worker }, output: { codeSplitting: { groups: [{ name: 'begin', test: firstRun, priority: 1 }, { name: 'page', test: firstNeeded }] } } },
  },
  server: { proxy: { '/api': { target: server, ws: true } } },
})
