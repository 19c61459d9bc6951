/** A backup, a restoration or an upgrade that is killed, and asked for again. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { checkBackup } from '../../src/adapters/backup-file.ts'
import { codeOf } from '../../src/domain/failure.ts'
import { backUpInstallation, restoreInstallation, upgradeInstallation } from '../../src/installation.ts'
import { copyMadeDatabase } from '../made-database.ts'
import { assertFilled, fill, makeOld, newPlace, type Place } from '../place.ts'
import { present } from '../present.ts'
import { eachOf, live } from './crash.ts'

export type Copied = 'backup' | 'restore' | 'upgrade'
export type CopyCrashes = {
  readonly awaits: readonly string[]
  /** `harm` is done to what is there in the end, before it is looked at. */
  dieAt(awaits: readonly string[], harm?: (place: Place) => Promise<void>): Promise<readonly string[]>
  close(): Promise<void>
}

const silent = () => {}
const backupsOf = ({ folder }: Place): string => join(folder, '../backups')

export async function copyCrashes(what: Copied): Promise<CopyCrashes> {
  const origin = await newPlace()
  const reference = join(origin.folder, '../reference.zst')
  if (what === 'upgrade') await makeOld(join(origin.folder, 'postgres'), present('postgres')!)
  else await makeNew(origin, reference)
  const copyUntil = (place: Place, last?: string) => live(new URL('./crash-copy-process.ts', import.meta.url), [place.folder, what, pathOf(place)], last)
  const pathOf = (place: Place) => ({ backup: join(backupsOf(place), 'one.zst'), restore: reference, upgrade: present('postgres')! })[what]

  async function onPlace<T>(play: (place: Place) => Promise<T>): Promise<T> {
    const place = await newPlace()
    try {
      mkdirSync(backupsOf(place))
      if (what !== 'restore') assert.equal(spawnSync('cp', ['-a', origin.folder, place.folder]).status, 0)
      return await play(place)
    } finally {
      await place.remove()
    }
  }

  const whole = await onPlace(async (place) => {
    const life = await copyUntil(place)
    await assertThere(what, place, reference)
    return life
  })
  return {
    awaits: whole.reached,
    async dieAt(awaits, harm) {
      const died: string[] = []
      await eachOf(awaits, (last) => onPlace(async (place) => {
        const life = await copyUntil(place, last)
        if (life.killed) died.push(last)
        if (what === 'backup') await assertNoHalf(place, reference)
        await again(what, place, pathOf(place))
        await harm?.(place)
        await assertThere(what, place, reference)
      }))
      return died
    },
    close: () => origin.remove(),
  }
}

async function makeNew(origin: Place, reference: string): Promise<void> {
  await copyMadeDatabase(join(origin.folder, 'postgres'))
  const { database, close } = await origin.open()
  await fill(database)
  await close()
  await backUpInstallation(origin.config, reference, silent)
}

/** Nothing there would be taken for a backup that is not one of everything. */
async function assertNoHalf(place: Place, reference: string): Promise<void> {
  const { end } = await checkBackup(reference)
  for (const name of readdirSync(backupsOf(place))) {
    const found = await checkBackup(join(backupsOf(place), name)).catch((error: unknown) => (codeOf(error) === 'invalid' ? null : Promise.reject(error as Error)))
    if (found !== null) assert.deepEqual(found.end, end, `${name} is whole`)
    else assert.match(name, /\.partial$/)
  }
}

/** Goes on, or says that it is done. */
async function again(what: Copied, { config }: Place, path: string): Promise<void> {
  switch (what) {
    case 'backup': return backUpInstallation(config, path, silent)
    case 'restore': return unless(restoreInstallation(config, path, silent), /holds an installation already/)
    case 'upgrade': return unless(upgradeInstallation(config, path, silent), /There is nothing to do/)
  }
}

const unless = (done: Promise<void>, isDone: RegExp): Promise<void> => done.catch((error: Error) => (codeOf(error) === 'conflict' && isDone.test(error.message) ? undefined : Promise.reject(error)))

async function assertThere(what: Copied, place: Place, reference: string): Promise<void> {
  if (what === 'backup') {
    await assertNoHalf(place, reference)
    assert.ok(existsSync(join(backupsOf(place), 'one.zst')))
  }
  await assertFilled(place)
  const left = readdirSync(place.folder).filter((name) => /^postgres/.test(name) && name !== 'postgres')
  assert.equal(left.every((name) => what === 'upgrade' && /^postgres\.\d+$/.test(name)), true, `nothing is left over: ${left.join(', ')}`)
  assert.equal(left.length, what === 'upgrade' ? 1 : 0, 'the older data are kept')
}
