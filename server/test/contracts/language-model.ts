/** What every mind promises, in the words of the port. */
import assert from 'node:assert/strict'
import { ProviderFailure } from '../../src/domain/failure.ts'
import type { LanguageModel, ReplyPrompt, Written } from '../../src/ports/language-model.ts'
import { soon } from '../routing/turned-clock.ts'
import type { Promised } from './keep.ts'

/** A prompt to answer. `failing` gives the same mind where it cannot answer; undefined where it always can. */
export type Asked = { readonly prompt: ReplyPrompt; readonly failing?: (port: LanguageModel) => Promise<LanguageModel> }

const written = (mind: LanguageModel, { prompt }: Asked) => Array.fromAsync(mind.write(prompt, { signal: new AbortController().signal }))

export const languageModel: readonly Promised<LanguageModel, Asked>[] = [
  {
    promise: 'yields `author` first',
    holds: async (mind, asked) => assert.equal((await written(mind, asked))[0]?.type, 'author'),
    breach: (mind) => altered(mind, (piece) => (piece.type === 'author' ? [] : [piece])),
  },
  {
    promise: 'there is at least one sentence',
    holds: async (mind, asked) => {
      const pieces = await written(mind, asked)
      const text = pieces.map((piece) => (piece.type === 'text' || piece.type === 'sentence' ? piece.text : '')).join(' ')
      assert.match(text, /\p{L}[^.!?…]*[.!?…]/u)
    },
    breach: (mind) => altered(mind, (piece) => (piece.type === 'text' || piece.type === 'sentence' ? [] : [piece])),
  },
  {
    promise: 'throws ProviderFailure and nothing else',
    holds: async (mind, asked) => {
      const tested = asked.failing ? await asked.failing(mind) : mind
      try {
        await written(tested, asked)
      } catch (error) {
        assert.ok(error instanceof ProviderFailure, 'what was thrown is a ProviderFailure')
      }
    },
    breach: (mind) => ({
      ...mind,
      async *write() {
        yield { type: 'author', by: mind.name }
        throw new TypeError('fetch failed')
      },
    }),
  },
  {
    promise: 'stops when `signal` aborts',
    holds: async (mind, { prompt }) => {
      const stop = new AbortController()
      const pieces = mind.write(prompt, { signal: stop.signal })[Symbol.asyncIterator]()
      await pieces.next()
      const second = pieces.next()
      stop.abort()
      assert.notEqual(await soon(second.catch(() => null)), 'never')
    },
    breach: (mind) => ({
      ...mind,
      async *write() {
        yield { type: 'author', by: mind.name }
        await new Promise(() => {})
      },
    }),
  },
]

const altered = (mind: LanguageModel, change: (piece: Written) => Written[]): LanguageModel => ({
  ...mind,
  async *write(prompt, options) {
    for await (const piece of mind.write(prompt, options)) yield* change(piece)
  },
})
