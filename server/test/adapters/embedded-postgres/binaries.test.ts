import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { locateBinaries, mendSymlinks } from '../../../src/adapters/embedded-postgres/binaries.ts'

test('the programs of this platform are found and run', () => {
  const { postgres, initdb, major } = locateBinaries()
  for (const program of [postgres, initdb]) {
    const { stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' })
    assert.match(stdout, new RegExp(`PostgreSQL\\) ${major}\\.`))
  }
})

test('links that the install script did not make are made, those that are there stay, and nothing is written when none is missing', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'mluv-links-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const lib = join(folder, 'native/lib')
  mkdirSync(lib, { recursive: true })
  writeFileSync(join(lib, 'libone.so.1.2'), 'one')
  symlinkSync('elsewhere', join(lib, 'libtwo.so'))
  writeFileSync(join(folder, 'native/pg-symlinks.json'), JSON.stringify([
    { source: 'native/lib/libone.so.1.2', target: 'native/lib/libone.so' },
    { source: 'native/lib/libone.so.1.2', target: 'native/lib/libone.so.1' },
    { source: 'native/lib/libone.so.1.2', target: 'native/lib/libtwo.so' },
  ]))
  mendSymlinks(folder)
  assert.equal(readFileSync(join(lib, 'libone.so'), 'utf8'), 'one')
  assert.equal(readlinkSync(join(lib, 'libone.so.1')), 'libone.so.1.2')
  assert.equal(readlinkSync(join(lib, 'libtwo.so')), 'elsewhere')
  const before = statSync(lib).mtimeMs
  mendSymlinks(folder)
  assert.equal(statSync(lib).mtimeMs, before)
})
