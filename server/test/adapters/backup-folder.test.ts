import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { writeBackup } from '../../src/adapters/backup-file.ts'
import { addBackup, newestMs } from '../../src/adapters/backup-folder.ts'

const nightMs = 86_400_000

test('the newest seven are kept, and none goes for one that fails or cannot be read back', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'mluv-backups-'))
  t.after(() => rmSync(folder, { recursive: true }))
  async function* noTables() {
    // A backup of nothing.
  }
  const make = (path: string) => writeBackup(path, { mluv: 'backup', format: 1, postgres: '18', migrations: [] }, noTables(), async () => null)
  let nowMs = Date.UTC(2026, 10, 20, 2)
  assert.deepEqual([await newestMs(folder), await newestMs(join(folder, 'not-there'))], [null, null])
  const names: string[] = []
  for (let night = 0; night < 9; night += 1) names.push((await addBackup(folder, nowMs += nightMs, make)).slice(folder.length + 1))
  assert.deepEqual(readdirSync(folder), names.slice(-7))
  assert.equal(names[0], 'mluv-2026-11-21T02-00-00Z.backup.zst')

  await assert.rejects(addBackup(folder, nowMs += nightMs, () => Promise.reject(new Error('no room'))))
  await assert.rejects(addBackup(folder, nowMs, async (path) => writeFileSync(path, 'half')))
  assert.deepEqual(readdirSync(folder), names.slice(-7))

  const [old, young] = ['mluv-2026-11-01T02-00-00Z.backup.zst.partial', 'mluv-2026-11-29T23-00-00Z.backup.zst.partial']
  for (const [name, atMs] of [[old, 0], [young, nowMs], ['letter.txt', 0]] as const) {
    writeFileSync(join(folder, name), '')
    utimesSync(join(folder, name), atMs / 1_000, atMs / 1_000)
  }
  const last = await addBackup(folder, nowMs, make)
  assert.equal(await newestMs(folder), nowMs)
  assert.deepEqual(readdirSync(folder).sort(), [...names.slice(-6), last.slice(folder.length + 1), young, 'letter.txt'].sort())
})
