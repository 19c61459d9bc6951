import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { codeLines } from './coverage/lines.ts'
import { coverageVariable, ranIn, recordOf } from './coverage/record.ts'
import { counted, judged } from './coverage.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

test('code is what runs: not imports, types, comments, nor what closes', () => {
  const text = [
    "import { a } from './a.ts'",
    '/** Says. */',
    'export type B = {',
    '  readonly c: string',
    '}',
    'export function d(e: B): string {',
    '  const f = e as {',
    '    c: string',
    '  }',
    '  return (',
    '    a(f.c)',
    '  )',
    '}',
  ].join('\n')
  assert.deepEqual([...codeLines({ path: 'web/src/d.ts', text }).keys()].sort((one, other) => one - other), [6, 7, 10, 11])
})

test('of ranges within ranges the inner one tells', () => {
  const record = recordOf('a.ts', [
    { ranges: [{ startOffset: 0, endOffset: 8, count: 1 }] },
    { ranges: [{ startOffset: 2, endOffset: 7, count: 0 }, { startOffset: 4, endOffset: 5, count: 3 }] },
  ])
  assert.equal([...ranIn(record, 8)].join(''), '11001001')
})

test('a part below its floor is refused, and told where most of it is', () => {
  const files = [
    { path: 'web/src/a.ts', lines: 6, missed: [] },
    { path: 'web/src/b.tsx', lines: 4, missed: [3, 7, 8, 9] },
    { path: 'server/src/c.ts', lines: 10, missed: [2] },
  ]
  assert.deepEqual(judged(files, { 'server/src': 90, 'web/src': 60 }), {
    good: true, lines: ['covered: 90.0 % of 10 lines of server/src, at least 90 %', 'covered: 60.0 % of 10 lines of web/src, at least 60 %'],
  })
  assert.deepEqual(judged(files, { 'web/src': 61 }), {
    good: false, lines: ['covered: 60.0 % of 10 lines of web/src, at least 61 %: 4 lines ran in no test, most of them here:', '  web/src/b.tsx: 4 of 4: 3, 7–9'],
  })
  assert.equal(judged([], { 'web/src': 1 }).good, false, 'nothing is not enough')
})

test('what runs in a process is counted, and what does not is named', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mluv-ran-'))
  try {
    const script = "import('./web/src/talk/letters.ts').then(() => import('./server/src/domain/level.ts'))"
    const { status, stderr } = spawnSync(process.execPath, ['--import', './server/test/coverage/here.ts', '-e', script], { cwd: root, env: { ...process.env, [coverageVariable]: folder }, encoding: 'utf8' })
    assert.equal(status, 0, stderr)
    const files = new Map((await counted(root, folder)).map((file) => [file.path, file]))
    for (const path of ['web/src/talk/letters.ts', 'server/src/domain/level.ts']) {
      const { lines, missed } = files.get(path)!
      assert.ok(missed.length > 0 && missed.length < lines, `${path}: ${missed.length} of ${lines}`)
    }
    const { lines, missed } = files.get('web/src/app.tsx')!
    assert.ok(lines > 0 && missed.length === lines)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
