/** How the page is built: one entry, hashed files under `/assets/`, nothing inline, so that the strictest policy fits. */
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const server = process.env['MLUV_SERVER'] ?? 'http://127.0.0.1:3000'

/** What the first screen needs comes as one file: it compresses better than the same in pieces. */
const firstNeeded = /node_modules\/(?!ts-fsrs)|src\/(kit|first-visit)\/|src\/talk\/(?!.*-dialog|correction|explanation|footnotes|change|word-list|browser-listening|.*microphone|use-hearing|speak|wav)|src\/words\/(words|plural|tongue-names)\.ts$|src\/[a-z]+\.tsx?$/

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

export default defineConfig({
  plugins: [react(), tailwindcss(), roomPage],
  build: {
    // A page that was opened before an upgrade still finds its parts, and a build disturbs nobody who is served meanwhile.
    emptyOutDir: false,
    target: 'baseline-widely-available', assetsInlineLimit: 0, modulePreload: false, reportCompressedSize: true,
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'page', test: firstNeeded }] } } },
  },
  server: { proxy: { '/api': { target: server, ws: true } } },
})
