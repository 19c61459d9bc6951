/** The backups that are kept in a folder: the newest ones, and none that is older than it may be. */
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { backupMsMax, backupsMax } from '../domain/retention.ts'
import { checkBackup } from './backup-file.ts'

/** One that is not whole by then never will be. */
const partialMsMax = 86_400_000
const whole = /^mluv-(\d{4}-\d\d-\d\dT)(\d\d)-(\d\d)-(\d\d)Z\.backup\.zst$/
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
  const backups = names.filter((each) => whole.test(each))
  const kept = backups.slice(-backupsMax).filter((name) => join(folder, name) === path || nowMs - madeAtMs(name) <= backupMsMax)
  for (const name of backups) if (!kept.includes(name)) await rm(join(folder, name))
  for (const name of names.filter((each) => partial.test(each))) {
    const { mtimeMs } = await stat(join(folder, name))
    if (nowMs - mtimeMs > partialMsMax) await rm(join(folder, name))
  }
  return path
}

/** When the newest was made; null where there is none. */
export async function newestMs(folder: string): Promise<number | null> {
  const names = await readdir(folder).catch(() => [])
  const newest = names.filter((each) => whole.test(each)).sort().at(-1)
  return newest === undefined ? null : madeAtMs(newest)
}

const madeAtMs = (name: string): number => Date.parse(name.replace(whole, '$1$2:$3:$4Z'))
