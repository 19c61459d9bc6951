/** How the page is built: one entry, hashed files under `/assets/`, nothing inline, so that the strictest policy fits. */
import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { rooms } from '../protocol/src/rooms.ts'

const server = process.env['MLUV_SERVER'] ?? 'http://127.0.0.1:3000'

/** What the first screen needs comes as one file: it compresses better than the same in pieces. */
const firstNeeded = /node_modules\/(?!ts-fsrs)|src\/(kit|first-visit)\/|src\/talk\/(?!.*-dialog|turns|translation|correction|explanation|footnotes|change|word-list|browser-listening|browser-voice|.*microphone|use-hearing|speak|wav)|src\/words\/(words|plural|tongue-names)\.ts$|src\/[a-z]+\.tsx?$/

/** The rooms beside the talk are served without what the talk shows first: the same page but for what stands between these. */
const firstScreen = /<!-- first screen -->.*<!-- \/first screen -->/s

const roomPage: Plugin = {
  name: 'room-page',
  enforce: 'post',
  generateBundle(_, bundle) {
    const page = bundle['index.html']
    if (page?.type !== 'asset') return
    const html = String(page.source)
    if (!firstScreen.test(html)) this.error('index.html does not say what its first screen is')
    this.emitFile({ type: 'asset', fileName: 'room.html', source: html.replace(firstScreen, '<main class="talk-area"></main>') })
  },
}

const page = fileURLToPath(new URL('./index.html', import.meta.url))
const worker = fileURLToPath(new URL('./src/page-worker.ts', import.meta.url))

/** The service worker stands at the root, so that it may answer for all of the page, and knows what this build consists of. */
const pageWorker: Plugin = {
  name: 'page-worker',
  enforce: 'post',
  generateBundle(_, bundle) {
    const chunk = Object.values(bundle).find((file) => file.type === 'chunk' && file.facadeModuleId === worker)
    if (chunk?.type !== 'chunk' || chunk.imports.length > 0) return this.error('the service worker is not one file')
    delete bundle[chunk.fileName]
    const assets = Object.keys(bundle).filter((name) => name.startsWith('assets/')).sort()
    const pages = { '/': '/', ...Object.fromEntries(rooms.map((room) => [`/${room}`, '/room.html'])) }
    const files = ['/', '/room.html', ...assets.map((name) => `/${name}`)]
    const html = bundle['index.html']
    const name = createHash('sha256').update(JSON.stringify([files, pages, html?.type === 'asset' && String(html.source)])).digest('hex').slice(0, 12)
    this.emitFile({ type: 'asset', fileName: 'worker.js', source: `const built=${JSON.stringify({ name: `page ${name}`, files, pages })};${chunk.code}` })
  },
}

export default defineConfig({
  plugins: [react(), tailwindcss(), roomPage, pageWorker],
  build: {
    // A page that was opened before an upgrade still finds its parts, and a build disturbs nobody who is served meanwhile.
    emptyOutDir: false,
    target: 'baseline-widely-available', assetsInlineLimit: 0, modulePreload: false, reportCompressedSize: true,
    rolldownOptions: { input: { page, worker }, output: { codeSplitting: { groups: [{ name: 'page', test: firstNeeded }] } } },
  },
  server: { proxy: { '/api': { target: server, ws: true } } },
})
