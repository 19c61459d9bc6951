/** What every embedding promises, in the words of the port. */
import assert from 'node:assert/strict'
import { Failure, ProviderFailure } from '../../src/domain/failure.ts'
import type { Embedded, Embedding } from '../../src/ports/embedding.ts'
import { soon } from '../routing/turned-clock.ts'
import type { Promised } from './keep.ts'

/** Three texts of which the first two mean nearly the same, and the same port where nobody answers. */
export type Texts = { readonly near: string; readonly nearer: string; readonly far: string; readonly failing: (port: Embedding) => Promise<Embedding> }

const vectorsOf = async (port: Embedding, texts: readonly string[]) => (await port.embed(texts, { signal: new AbortController().signal })).vectors
const product = (one: Float32Array, other: Float32Array): number => one.reduce((sum, value, at) => sum + value * other[at]!, 0)

export const embedding: readonly Promised<Embedding, Texts>[] = [
  {
    promise: 'one vector for each text, in their order',
    holds: async (port, { near, nearer, far }) => {
      const [first, second, third, ...more] = await vectorsOf(port, [far, near, nearer])
      assert.equal(more.length, 0)
      assert.ok(first && second && third, 'there are three')
      assert.ok(product(second, third) > product(first, second), 'the texts that mean the same lie nearer')
    },
    breach: (port) => altered(port, ({ vectors }) => ({ vectors: vectors.toReversed() })),
  },
  {
    promise: 'vectors have the same length, and each is of length 1',
    holds: async (port, { near, far }) => {
      const vectors = await vectorsOf(port, [near, far])
      assert.equal(new Set(vectors.map(({ length }) => length)).size, 1)
      for (const vector of vectors) assert.ok(Math.abs(product(vector, vector) - 1) < 1e-4)
    },
    breach: (port) => altered(port, ({ vectors }) => ({ vectors: vectors.map((vector) => vector.map((value) => 2 * value)) })),
  },
  {
    promise: 'no texts give no vectors',
    holds: async (port) => assert.deepEqual(await vectorsOf(port, []), []),
    breach: (port) => altered(port, () => ({ vectors: [new Float32Array(3)] })),
  },
  {
    promise: 'throws a ProviderFailure where nobody answers',
    holds: async (port, { near, failing }) => {
      const broken = await failing(port)
      await assert.rejects(vectorsOf(broken, [near]), (error) => {
        assert.ok(error instanceof ProviderFailure, 'what was thrown is a ProviderFailure')
        return true
      })
    },
    breach: (port) => ({
      ...port,
      embed: (texts, options) => port.embed(texts, options).catch(() => {
        throw new TypeError('fetch failed')
      }),
    }),
  },
  {
    promise: 'gives up with a Failure when `signal` aborts',
    holds: async (port, { near }) => {
      const stop = new AbortController()
      const running = port.embed([near], { signal: stop.signal }).then(() => null, (error: unknown) => error)
      stop.abort()
      const error = await soon(running)
      assert.ok(error === null || error instanceof Failure, String(error))
    },
    breach: (port) => ({ ...port, embed: () => new Promise(() => {}) }),
  },
]

const altered = (port: Embedding, change: (embedded: Embedded) => Embedded): Embedding => ({ ...port, embed: async (texts, options) => change(await port.embed(texts, options)) })
