/** How the page is built: one entry, hashed files under `/assets/`, nothing inline, so that the strictest policy fits. */
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const server = process.env['MLUV_SERVER'] ?? 'http://127.0.0.1:3000'

/** What the first screen needs comes as one file: it compresses better than the same in pieces. */
const firstNeeded = /node_modules|src\/(kit|first-visit)\/|src\/talk\/(?!.*-dialog|correction|explanation|change|word-list|browser-listening|.*microphone|use-hearing|speak|wav)|src\/words\/(words|plural|tongue-names)\.ts$|src\/[a-z]+\.tsx?$/

export default defineConfig({
  plugins: [react(), tailwindcss()],
  build: {
    // A page that was opened before an upgrade still finds its parts, and a build disturbs nobody who is served meanwhile.
    emptyOutDir: false,
    target: 'baseline-widely-available', assetsInlineLimit: 0, modulePreload: false, reportCompressedSize: true,
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'page', test: firstNeeded }] } } },
  },
  server: { proxy: { '/api': { target: server, ws: true } } },
})
