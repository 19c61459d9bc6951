import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { describe, it } from 'node:test'

const limit = new URL('./limit.ts', import.meta.url).href

describe('a test file', () => {
  it('that leaves a timer behind is ended, and told what it left', async () => {
    const { code, said } = await underTheLimit('setInterval(() => {}, 1e6)')
    assert.equal(code, 1)
    assert.match(said, /still open: Timeout\. Close what the tests opened/)
  })

  it('that leaves a socket behind is ended, and told what it left', async () => {
    const { code, said } = await underTheLimit("const { createServer } = await import('node:net'); await new Promise((done) => createServer().listen(0, '127.0.0.1', done))")
    assert.equal(code, 1)
    assert.match(said, /still open: TCPServerWrap/)
  })

  it('that leaves nothing behind is left alone, and so are its forks', async () => {
    const { code, said } = await underTheLimit("if (process.execArgv.includes('--import')) throw new Error('a fork would be limited too')")
    assert.equal(code, 0, said)
    assert.doesNotMatch(said, /still open/)
  })
})

function underTheLimit(body: string): Promise<{ readonly code: number | null; readonly said: string }> {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  const source = `import { it } from 'node:test'; it('opens something', async () => { ${body} })`
  const { promise, resolve } = Promise.withResolvers<{ readonly code: number | null; readonly said: string }>()
  const child = execFile(process.execPath, ['--import', limit, '--input-type=module', '--eval', source], { env: { ...env, MLUV_TEST_FAREWELL_MS: '50' } }, (_error, out, said) => resolve({ code: child.exitCode, said: out + said }))
  return promise
}
