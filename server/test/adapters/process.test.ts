import assert from 'node:assert/strict'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import { watchProcess } from '../../src/adapters/process.ts'
import { realClock } from '../../src/adapters/real-clock.ts'

it('tells of this process, and of the disk that a folder would be on that is not there yet', async () => {
  const { vitals, close } = watchProcess(join(tmpdir(), 'not', 'there', 'yet'), realClock())
  const { disk, startedAtMs, cpuMs, residentBytes, heapUsedBytes } = await vitals()
  await close()
  assert.ok(disk!.freeBytes > 0 && disk!.sizeBytes >= disk!.freeBytes)
  assert.ok(startedAtMs < realClock().now() && cpuMs > 0 && residentBytes > heapUsedBytes)
})
it('looks how late the event loop is, until it is closed', async () => {
  const { vitals, close } = watchProcess(tmpdir(), realClock())
  const looks = async () => (await vitals()).lagMs.counts.reduce((sum, each) => sum + each, 0)
  while ((await looks()) === 0) await realClock().sleep(1)
  await close()
})
