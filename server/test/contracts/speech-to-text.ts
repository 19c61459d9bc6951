/** What everybody who hears promises, in the words of the port. */
import assert from 'node:assert/strict'
import { ProviderFailure } from '../../src/domain/failure.ts'
import type { SpeechToText, Transcript } from '../../src/ports/speech-to-text.ts'
import { soon } from '../routing/turned-clock.ts'
import type { Promised } from './keep.ts'

/** A recording and what is said in it, one of silence, and the same hearing where nobody answers. */
export type Rehearsal = {
  readonly pcm: () => AsyncIterable<Uint8Array>
  readonly text: string
  readonly silence: () => AsyncIterable<Uint8Array>
  readonly failing: (port: SpeechToText) => Promise<SpeechToText>
}

const options = () => ({ language: 'cs', signal: new AbortController().signal }) as const

export const speechToText: readonly Promised<SpeechToText, Rehearsal>[] = [
  {
    promise: 'ends with exactly one final transcript',
    holds: async (hearing, { pcm }) => {
      const transcripts = await Array.fromAsync(hearing.transcribe(pcm(), options()))
      assert.deepEqual(transcripts.filter(({ final }) => final), transcripts.slice(-1))
      assert.equal(transcripts.at(-1)?.final, true)
    },
    breach: (hearing) => altered(hearing, (transcript) => [transcript, transcript]),
  },
  {
    promise: 'says that it streams where it gives partial transcripts, and nowhere else',
    holds: async (hearing, { pcm }) => {
      const transcripts = await Array.fromAsync(hearing.transcribe(pcm(), options()))
      assert.equal(transcripts.some(({ final }) => !final), hearing.streams === true)
    },
    breach: ({ streams, ...hearing }) => ({ ...hearing, ...(streams !== true && { streams: true as const }) }),
  },
  {
    promise: 'the final transcript is what was said, mistakes included',
    holds: async (hearing, { pcm, text }) => assert.equal((await Array.fromAsync(hearing.transcribe(pcm(), options()))).at(-1)?.text, text),
    breach: (hearing) => altered(hearing, (transcript) => [{ ...transcript, text: transcript.text.replace('škola', 'školy') }]),
  },
  {
    promise: 'speech without words gives an empty final one',
    holds: async (hearing, { silence }) => assert.deepEqual((await Array.fromAsync(hearing.transcribe(silence(), options()))).map(({ text, final }) => ({ text, final })), [{ text: '', final: true }]),
    breach: (hearing) => altered(hearing, (transcript) => [{ ...transcript, text: 'Titulky vytvořil JohnyX.' }]),
  },
  {
    promise: 'throws ProviderFailure and nothing else',
    holds: async (hearing, { pcm, failing }) => {
      const broken = await failing(hearing)
      await assert.rejects(Array.fromAsync(broken.transcribe(pcm(), options())), (error) => {
        assert.ok(error instanceof ProviderFailure, 'what was thrown is a ProviderFailure')
        return true
      })
    },
    breach: (hearing) => ({
      ...hearing,
      async *transcribe(pcm, given) {
        try {
          yield* hearing.transcribe(pcm, given)
        } catch {
          throw new TypeError('fetch failed')
        }
      },
    }),
  },
  {
    promise: 'stops when `signal` aborts',
    holds: async (hearing, { pcm }) => {
      const stop = new AbortController()
      const transcripts = hearing.transcribe(pcm(), { language: 'cs', signal: stop.signal })[Symbol.asyncIterator]()
      const first = transcripts.next()
      stop.abort()
      assert.notEqual(await soon(first.catch(() => null)), 'never')
    },
    breach: (hearing) => ({
      ...hearing,
      async *transcribe() {
        await new Promise(() => {})
        yield { text: '', final: true }
      },
    }),
  },
]

const altered = (hearing: SpeechToText, change: (transcript: Transcript) => Transcript[]): SpeechToText => ({
  ...hearing,
  async *transcribe(pcm, given) {
    for await (const transcript of hearing.transcribe(pcm, given)) yield* change(transcript)
  },
})
