/** What every ear promises, in the words of the port. */
import assert from 'node:assert/strict'
import { applied, type Correction } from '../../src/domain/correction.ts'
import { Failure } from '../../src/domain/failure.ts'
import type { Ear, Listening } from '../../src/ports/ear.ts'
import { soon } from '../routing/turned-clock.ts'
import type { Promised } from './keep.ts'

/** An utterance with several mistakes and one with a doubt alone, one of another language, and the same ear once nothing works any more. */
export type Utterances = { readonly wrong: string; readonly doubtful: string; readonly foreign: string; readonly failing: (port: Ear) => Promise<Ear> }

const listening = (text: string): Listening => ({ text, language: 'cs', level: 'B1', motherTongue: 'en', gender: null, corrections: 'detailed', spoken: false })
const checked = (ear: Ear, text: string): Promise<Correction> => ear.check(listening(text), { signal: new AbortController().signal })

export const earContract: readonly Promised<Ear, Utterances>[] = [
  {
    promise: 'findings are sorted and never overlap',
    holds: async (ear, { wrong }) => {
      const { findings } = await checked(ear, wrong)
      assert.ok(findings.length >= 2, 'the utterance has several mistakes')
      for (const [at, { start }] of findings.entries()) assert.ok(start >= (findings[at - 1]?.end ?? 0))
    },
    breach: (ear) => altered(ear, (correction) => ({ ...correction, findings: correction.findings.toReversed() })),
  },
  {
    promise: 'findings never split a surrogate pair',
    holds: async (ear, { wrong }) => {
      const text = `😀 ${wrong} 😀`
      for (const { start, end } of (await checked(ear, text)).findings) {
        for (const edge of [start, end]) assert.doesNotMatch(text.slice(edge - 1, edge + 1), /^[\ud800-\udbff][\udc00-\udfff]$/)
      }
    },
    breach: (ear) => altered(ear, (correction) => ({ ...correction, findings: correction.findings.map((finding) => ({ ...finding, start: 1, end: 1 })) })),
  },
  {
    promise: 'applying the findings gives `corrected`',
    holds: async (ear, { wrong }) => {
      const { corrected, findings } = await checked(ear, wrong)
      assert.equal(applied(wrong, findings), corrected)
      for (const { start, end, original } of findings) assert.equal(wrong.slice(start, end), original)
    },
    breach: (ear) => altered(ear, (correction) => ({ ...correction, findings: correction.findings.slice(1) })),
  },
  {
    promise: 'what it is unsure of is a question or nothing',
    holds: async (ear, { doubtful }) => {
      const { corrected, findings } = await checked(ear, doubtful)
      assert.equal(corrected, doubtful)
      assert.deepEqual(findings, [])
    },
    breach: (ear) => altered(ear, (correction, text) => ({ ...correction, findings: correction.questions, corrected: applied(text, correction.questions) })),
  },
  {
    promise: 'text that is not of the language comes back unchanged',
    holds: async (ear, { foreign }) => {
      const { corrected, findings, questions } = await checked(ear, foreign)
      assert.deepEqual({ corrected, findings, questions }, { corrected: foreign, findings: [], questions: [] })
    },
    breach: (ear) => altered(ear, (correction) => ({ ...correction, corrected: `${correction.corrected}.` })),
  },
  {
    promise: 'gives up when `signal` aborts',
    holds: async (ear, { wrong }) => {
      const stop = new AbortController()
      const checking = ear.check(listening(`${wrong} ${'a '.repeat(50)}`), { signal: stop.signal })
      stop.abort()
      assert.notEqual(await soon(checking.catch(() => null)), 'never')
    },
    breach: (ear) => ({ ...ear, check: () => new Promise(() => {}) }),
  },
  {
    promise: 'throws a Failure and nothing else',
    holds: async (ear, { wrong, failing }) => {
      const broken = await failing(ear)
      await assert.rejects(checked(broken, wrong), (error) => {
        assert.ok(error instanceof Failure, 'what was thrown is a Failure')
        return true
      })
    },
    breach: (ear) => ({
      ...ear,
      check: async (given, options) => {
        try {
          return await ear.check(given, options)
        } catch {
          throw new TypeError('worker gone')
        }
      },
    }),
  },
]

const altered = (ear: Ear, change: (correction: Correction, text: string) => Correction): Ear => ({
  ...ear,
  check: async (given, options) => change(await ear.check(given, options), given.text),
})
