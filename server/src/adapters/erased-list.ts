/**
 * Who was erased, in a file beside the backups: a backup that is older than that must not bring them back. A line each: when, and
 * the SHA-256 of their id, which leads to nobody.
 */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export type ErasedLine = { readonly hash: string; readonly atMs: number }

const fileName = 'erased.txt'
const linePattern = /^(\S+) ([0-9a-f]{64})$/

export const erasedLine = ({ hash, atMs }: ErasedLine): string => `${new Date(atMs).toISOString()} ${hash}`

/** Those that are there already stay, whichever installation they are of. */
export async function addErased(folder: string, erased: readonly ErasedLine[]): Promise<void> {
  const known = new Map((await erasedIn(folder)).map((line) => [line.hash, line]))
  const fresh = erased.filter(({ hash }) => !known.has(hash))
  if (fresh.length === 0) return
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const [path, partial] = [join(folder, fileName), join(folder, `${fileName}.${process.pid}.partial`)]
  await writeFile(partial, [...known.values(), ...fresh].map((line) => `${erasedLine(line)}\n`).join(''), { mode: 0o600, flush: true })
  await rename(partial, path)
}

/** Nobody, where there is no such file. */
export const erasedIn = async (folder: string): Promise<readonly ErasedLine[]> => (await listedIn(join(folder, fileName))) ?? []

/** Null where there is no such file. Lines of another shape are nobody. */
export async function listedIn(path: string): Promise<readonly ErasedLine[] | null> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? null : Promise.reject(error)))
  if (text === null) return null
  return text.split('\n').flatMap((line) => {
    const [, at, hash] = linePattern.exec(line) ?? []
    return at === undefined || hash === undefined ? [] : [{ hash, atMs: Date.parse(at) }]
  })
}
