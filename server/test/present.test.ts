import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { leftOut, leftOutPrefix, present } from './present.ts'

describe('an optional program', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mluv-present-'))
  after(() => rmSync(folder, { recursive: true }))
  const ffmpeg = join(folder, 'ffmpeg')
  writeFileSync(ffmpeg, '#!/bin/sh\n', { mode: 0o755 })
  writeFileSync(join(folder, 'opusenc'), 'not a program', { mode: 0o644 })
  mkdirSync(join(folder, 'gec'))

  it('is found on the path', () => assert.equal(present('ffmpeg', { PATH: `/nowhere:${folder}` }), ffmpeg))
  it('is not found where the path does not lead', () => assert.equal(present('ffmpeg', { PATH: '/nowhere' }), undefined))
  it('is not found in a file that does not run', () => assert.equal(present('opusenc', { PATH: folder }), undefined))
  it('is found where a setting points', () => assert.equal(present('chromium', { CHROMIUM_PATH: ffmpeg, PATH: '/nowhere' }), ffmpeg))
  it('is absent where it is asked to be', () => assert.equal(present('ffmpeg', { PATH: folder, MLUV_TEST_WITHOUT: 'redis,ffmpeg' }), undefined))
  it('may be a folder', () => assert.equal(present('corpus', { MLUV_CORPUS: join(folder, 'gec') }), join(folder, 'gec')))

  it('that is missing gives the reason for the skip, and one that is there gives none', (t) => {
    const { PATH, MLUV_TEST_WITHOUT } = process.env
    t.after(() => Object.assign(process.env, { PATH, MLUV_TEST_WITHOUT: MLUV_TEST_WITHOUT ?? '' }))
    Object.assign(process.env, { PATH: folder, MLUV_TEST_WITHOUT: '' })
    assert.equal(leftOut('ffmpeg'), false)
    assert.equal(leftOut('ffmpeg', 'opusenc'), `${leftOutPrefix}opusenc (apt-get install opus-tools)`)
    assert.equal(leftOut('espeak', 'opusenc'), `${leftOutPrefix}espeak-ng (apt-get install espeak-ng) and opusenc (apt-get install opus-tools)`)
  })
})
