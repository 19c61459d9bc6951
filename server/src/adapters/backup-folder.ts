/** The backups that are kept in a folder: the newest ones. */
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { checkBackup } from './backup-file.ts'

const keptMax = 7
/** One that is not whole by then never will be. */
const partialMsMax = 86_400_000
const whole = /^mluv-[\dTZ-]+\.backup\.zst$/
const partial = /^mluv-[\dTZ-]+\.backup\.zst\.partial$/

/** `make` writes a backup to the path it is given. An older one goes only when the new one has been read back. */
export async function addBackup(folder: string, nowMs: number, make: (path: string) => Promise<void>): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, `mluv-${new Date(nowMs).toISOString().slice(0, 19).replaceAll(':', '-')}Z.backup.zst`)
  await make(path)
  try {
    await checkBackup(path)
  } catch (error) {
    await rm(path)
    throw error
  }
  const names = (await readdir(folder)).sort()
  for (const name of names.filter((each) => whole.test(each)).slice(0, -keptMax)) await rm(join(folder, name))
  for (const name of names.filter((each) => partial.test(each))) {
    const { mtimeMs } = await stat(join(folder, name))
    if (nowMs - mtimeMs > partialMsMax) await rm(join(folder, name))
  }
  return path
}
