/** Files that people and bots sent: what they are called, and where they can be had. */
import { createHash } from 'node:crypto'

export type Kept = { readonly fileId: string; readonly uniqueId: string; readonly path: string; readonly bytes: Uint8Array; readonly folder: Folder; /** As it was sent. */ readonly name: string }
export type Folder = 'voice' | 'documents'

export type Files = {
  keep(folder: Folder, name: string, bytes: Uint8Array): Kept
  /** Null where there is none of this id, or no longer. */
  byId(fileId: string): Kept | null
  byPath(path: string): Kept | null
}

/** What is kept at most; the oldest go first. */
const keptBytesMax = 256 * 1024 * 1024

export function files(): Files {
  const known = new Map<string, Kept>()
  const byPath = new Map<string, Kept>()
  let keptBytes = 0
  let made = 0
  return {
    keep(folder, name, bytes) {
      made += 1
      const uniqueId = `AgAD${createHash('sha256').update(bytes).digest('base64url').slice(0, 12)}`
      const extension = folder === 'voice' ? 'oga' : (/\.(\w+)$/.exec(name)?.[1] ?? 'bin')
      const kept: Kept = { fileId: `AwACAgQAAxk${String(made).padStart(6, '0')}${uniqueId}`, uniqueId, path: `${folder}/file_${made}.${extension}`, bytes, folder, name }
      known.set(kept.fileId, kept)
      byPath.set(kept.path, kept)
      keptBytes += bytes.length
      for (const [fileId, old] of known) {
        if (keptBytes <= keptBytesMax || old === kept) break
        known.delete(fileId)
        byPath.delete(old.path)
        keptBytes -= old.bytes.length
      }
      return kept
    },
    byId: (fileId) => known.get(fileId) ?? null,
    byPath: (path) => byPath.get(path) ?? null,
  }
}
