/** The operator's page is built by itself, and its files are added to the others: what learners load first knows nothing of it, and no browser keeps it for them. */
import { fileURLToPath } from 'node:url'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { build, type Plugin, type ResolvedConfig, type Rolldown } from 'vite'

const input = fileURLToPath(new URL('./admin.html', import.meta.url))

let page: ResolvedConfig

export const operatorPage: Plugin = {
  name: 'operator-page',
  enforce: 'post',
  apply: 'build',
  configResolved: (config) => void (page = config),
  async generateBundle(_, others) {
    const { root, build: { target, sourcemap } } = page
    const { output } = (await build({
      root, configFile: false, logLevel: 'error', publicDir: false, plugins: [react(), tailwindcss()],
      build: { write: false, target, sourcemap, assetsInlineLimit: 0, modulePreload: false, rolldownOptions: { input } },
    })) as Rolldown.RolldownOutput
    for (const file of output.filter(({ fileName }) => !Object.hasOwn(others, fileName))) {
      this.emitFile({ type: 'asset', fileName: file.fileName, source: file.type === 'chunk' ? file.code : file.source })
      if (file.type === 'chunk' && file.map) this.emitFile({ type: 'asset', fileName: `${file.fileName}.map`, source: JSON.stringify(file.map) })
    }
  },
}
