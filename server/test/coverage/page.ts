/** From the page as it is served back to its sources: the same sources are built to the same bytes, once more and with maps. */
import { SourceMap, type SourceMapPayload } from 'node:module'
import { posix } from 'node:path'
import { build, type Rolldown } from 'vite'

/** Where in a script something begins that was written on this line of this file. */
type Spot = { readonly offset: number; readonly path: string; readonly line: number }

export type ServedScript = { readonly length: number; readonly spots: readonly Spot[] }

/** By their addresses. */
export async function servedScripts(webFolder: string): Promise<ReadonlyMap<string, ServedScript>> {
  const { output } = (await build({ root: webFolder, logLevel: 'error', build: { write: false, sourcemap: 'hidden' } })) as Rolldown.RolldownOutput
  const chunks = output.flatMap((file) => (file.type === 'chunk' ? [file] : addedScript(file, output)))
  return new Map(chunks.map(({ fileName, code, map }) => [`/${fileName}`, { length: code.length, spots: map ? spotsOf(code, fileName, map) : [] }]))
}

type Script = Pick<Rolldown.OutputChunk, 'fileName' | 'code' | 'map'>

/** Of a page that is built by itself and added to the others: its script and the map beside it. */
function addedScript({ fileName, source }: Rolldown.OutputAsset, output: readonly (Rolldown.OutputChunk | Rolldown.OutputAsset)[]): Script[] {
  const beside = output.find((file) => file.fileName === `${fileName}.map`)
  return beside?.type === 'asset' ? [{ fileName, code: String(source), map: JSON.parse(String(beside.source)) as Rolldown.SourceMap }] : []
}

function spotsOf(code: string, fileName: string, map: Rolldown.SourceMap): readonly Spot[] {
  const known = new SourceMap(map as unknown as SourceMapPayload)
  const spots: Spot[] = []
  let lineStart = 0
  for (const [line, text] of code.split('\n').entries()) {
    for (let column = 0; column < text.length; column += 1) {
      const entry = known.findEntry(line, column)
      if (!('originalSource' in entry) || (entry.originalSource as string | undefined) === undefined || entry.generatedLine !== line || entry.generatedColumn !== column) continue
      const path = pathOf(entry.originalSource, fileName)
      if (path !== null) spots.push({ offset: lineStart + column, path, line: entry.originalLine + 1 })
    }
    lineStart += text.length + 1
  }
  return spots
}

/** Sources are named from where the built file would lie. */
function pathOf(source: string, fileName: string): string | null {
  const path = posix.join('web/dist', posix.dirname(fileName), source)
  return path.startsWith('web/src/') ? path : null
}
