/** Where tests put databases. */
import { statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'

const folderBytesMin = 2 ** 31

/** In memory where there is enough of it: making a database is mostly waiting for the disk. */
export async function fastFolder(): Promise<string> {
  const memory = await statfs('/dev/shm').catch(() => undefined)
  return memory !== undefined && memory.bavail * memory.bsize > folderBytesMin ? '/dev/shm' : tmpdir()
}
