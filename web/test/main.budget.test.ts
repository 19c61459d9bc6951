/** What a first visit loads before the first turn, in bytes: the page's own promise to slow networks. */
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'
import type { Rolldown } from 'vite'
import { tongues } from '../src/words/messages.ts'

const javascriptBytesMax = 90_000

let files: (Rolldown.OutputChunk | Rolldown.OutputAsset)[] = []

before(async () => {
  const root = fileURLToPath(new URL('..', import.meta.url))
  const built = (await build({ root, logLevel: 'silent', build: { write: false } })) as Rolldown.RolldownOutput
  files = built.output
})

function servedPage(): string {
  const page = files.find(({ fileName }) => fileName === 'index.html')
  assert.ok(page?.type === 'asset')
  return String(page.source)
}

const gzipped = (chunk: Rolldown.OutputChunk): number => gzipSync(chunk.code).length

for (const tongue of tongues) {
  test(`JavaScript before the first turn, with the words of ${tongue}, fits ${javascriptBytesMax} bytes`, () => {
    const chunks = files.filter((file) => file.type === 'chunk')
    const entry = chunks.find(({ fileName }) => servedPage().includes(`src="/${fileName}"`))
    const words = chunks.find(({ moduleIds }) => moduleIds.some((id) => id.endsWith(`/src/words/${tongue}.ts`)))
    const app = chunks.find(({ moduleIds }) => moduleIds.some((id) => id.endsWith('/src/main.tsx')))
    assert.ok(entry && app && words && new Set([entry, app, words]).size === 3, 'what runs first, the app and its words come in files of their own')
    const first = new Set([entry, app, words, ...chunks.filter(({ fileName }) => [...entry.imports, ...app.imports].includes(fileName))])
    const bytes = [...first].reduce((sum, chunk) => sum + gzipped(chunk), 0)
    assert.ok(bytes > 40_000 && bytes <= javascriptBytesMax, `${bytes} bytes in ${[...first].map(({ fileName }) => fileName).join(', ')}`)
  })
}

test('the served page holds its text, and neither script nor style inline', () => {
  const html = servedPage()
  assert.match(html, /<h1[^>]*>Mluv česky\. Nahlas\.<\/h1>/)
  assert.match(html, /Honzík, a cheerful Praguer, answers aloud/)
  assert.doesNotMatch(html, /<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\bsrc=)/)
})
