import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { describe, it } from 'node:test'
import { trials, type Promised } from './keep.ts'

type Counter = { next(): number }

const grows: Promised<Counter, { readonly first: number }> = {
  promise: 'begins at the first number',
  holds: (counter, given) => assert.equal(counter.next(), given.first),
  breach: () => ({ next: () => Number.NaN }),
}
const counter = (): Counter => ({ next: () => 1 })

/** Each trial's title, and what became of it. */
async function outcomes(contract: readonly Promised<Counter, { readonly first: number }>[], port: Counter | (() => Counter | Promise<Counter>), first = 1): Promise<string[]> {
  const results = []
  for (const { title, run } of trials(contract, port, { first })) results.push(await run().then(() => `${title}: kept`, (error: Error) => `${title}: ${error.message.split(/[;\n]/)[0]}`))
  return results
}

describe('a contract', () => {
  it('that is kept passes, and so does the notice of its breach', async () => {
    assert.deepEqual(await outcomes([grows], counter()), ['begins at the first number: kept', 'begins at the first number (and a breach is noticed): kept'])
  })

  it('that is broken fails', async () => {
    const [held] = await outcomes([grows], { next: () => 2 })
    assert.match(held!, /Expected values to be strictly equal/)
  })

  it('whose breach nobody notices fails', async () => {
    const [held, noticed] = await outcomes([{ ...grows, breach: (port) => port }], counter())
    assert.equal(held, 'begins at the first number: kept')
    assert.equal(noticed, 'begins at the first number (and a breach is noticed): The breach went unnoticed')
  })

  it('whose breach trips over something else fails', async () => {
    const [, noticed] = await outcomes([{ ...grows, breach: () => ({ next: () => (undefined as unknown as Counter).next() }) }], counter())
    assert.match(noticed!, /The breach failed by something other than an assertion/)
  })

  it('without a promise is refused', () => assert.throws(() => trials([], counter(), undefined), /without a promise/))

  it('opens its port once, and only when the first test asks', async () => {
    let opened = 0
    const registered = trials([grows, grows], async () => ((opened += 1), counter()), { first: 1 })
    assert.equal(opened, 0)
    for (const { run } of registered) await run()
    assert.equal(opened, 1)
  })

  it('fails the test run when its breach goes unnoticed', async () => {
    const source = `
      import assert from 'node:assert/strict'
      import { keeps } from ${JSON.stringify(new URL('./keep.ts', import.meta.url).href)}
      const holds = (port) => assert.equal(port.next(), 1)
      keeps('the kept one', [{ promise: 'is one', holds, breach: () => ({ next: () => 2 }) }], { next: () => 1 })
      keeps('the unwatched one', [{ promise: 'is one', holds, breach: (port) => port }], () => ({ next: () => 1 }))`
    const { code, output } = await inChild(source)
    assert.equal(code, 1)
    assert.match(output, /# tests 4\n/)
    assert.match(output, /# fail 1\n/)
    assert.match(output, /not ok \d+ - is one \(and a breach is noticed\)/)
  })
})

function inChild(source: string): Promise<{ readonly code: number | null; readonly output: string }> {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  const { promise, resolve } = Promise.withResolvers<{ readonly code: number | null; readonly output: string }>()
  const child = execFile(process.execPath, ['--test-reporter=tap', '--input-type=module', '--eval', source], { env }, (_error, output) => resolve({ code: child.exitCode, output }))
  return promise
}
