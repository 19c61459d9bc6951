import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, it } from 'node:test'
import { argon2id } from '../../src/adapters/argon2.ts'

/** As little as there can be: what a hash costs is not what these are about. */
const cheap = { memory: 8, passes: 1, parallelism: 1 }
const random = (bytes: number) => randomBytes(bytes)

describe('a password’s hash', () => {
  it('is read as everybody writes it', async () => {
    // The reference implementation's own test.
    const known = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'
    const { check } = argon2id({ random })
    assert.equal(await check('password', known), 'right')
    assert.equal(await check('passwore', known), 'wrong')
  })

  it('has chance of its own, and costs what it should by default', async () => {
    const { make, check } = argon2id({ random })
    const [one, other] = [await make('kůň úpěl'), await make('kůň úpěl')]
    assert.notEqual(one, other)
    assert.match(one, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z\d+/]{22}\$[A-Za-z\d+/]{43}$/)
    assert.deepEqual([await check('kůň úpěl', one), await check('kun upel', one), await check('', null)], ['right', 'wrong', 'wrong'])
  })

  it('is outdated where one that is made now would cost more, and not where it would cost less', async () => {
    const [low, high] = [argon2id({ random, cost: cheap }), argon2id({ random, cost: { ...cheap, passes: 2 } })]
    assert.equal(await high.check('a', await low.make('a')), 'outdated')
    assert.equal(await high.check('b', await low.make('a')), 'wrong')
    assert.equal(await low.check('a', await high.make('a')), 'right')
  })

  it('is not made of what is no such string', async () => {
    const { check } = argon2id({ random, cost: cheap })
    for (const phc of ['', 'x', '$argon2i$v=19$m=8,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc', '$argon2id$v=19$m=9999999,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'])
      await assert.rejects(check('a', phc), { code: 'internal' })
  })

  it('is not waited for by more than some at once; the others are told so, and those who wait have theirs', async () => {
    const { make } = argon2id({ random, cost: cheap })
    const outcomes = await Promise.allSettled(Array.from({ length: 80 }, () => make('a')))
    assert.deepEqual(Map.groupBy(outcomes, ({ status }) => status).get('fulfilled')?.length, 66)
    for (const outcome of outcomes) if (outcome.status === 'rejected') assert.equal((outcome.reason as { code?: string }).code, 'busy')
    assert.match(await make('a'), /^\$argon2id/)
  })
})
