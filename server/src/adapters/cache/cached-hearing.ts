/**
 * Recordings that were heard before. A recording that the same learner sends again, in whatever file, is not heard and paid for again:
 * its samples are the same. What one learner said is told to no other, who may have sent the same. Kept by a hash, and no sound.
 */
import { createHash } from 'node:crypto'
import { ProviderFailure } from '../../domain/failure.ts'
import { nothingUsed } from '../../domain/price.ts'
import type { Cache } from '../../ports/cache.ts'
import type { SpeechToText, Transcript } from '../../ports/speech-to-text.ts'
import { noteRecalled, recall } from './recall.ts'

/** `recogniser`: whatever else shapes its transcripts, such as the version of what it is told. A hearing that costs nothing is asked each time. */
export function cachedHearing(hearing: SpeechToText, cache: Pick<Cache, 'get'>, recogniser: string): SpeechToText {
  const { facts } = hearing
  if (!facts) return hearing
  return {
    ...hearing,
    async *transcribe(pcm, options) {
      const { language, purse, signal, soundMs } = options
      // Who still speaks is heard meanwhile; and what belongs to nobody is kept for nobody.
      if (soundMs === undefined || !purse) return yield* hearing.transcribe(pcm, options)
      const sound = await Array.fromAsync(pcm)
      const { learnerId } = purse
      const name = keyOf(sound, [learnerId, language, recogniser, facts.provider, facts.model])
      const partial = latest<Transcript>()
      const heard = recall(cache, { artefact: 'transcript', name, owner: learnerId }, signal, () => heardAs(hearing.transcribe(again(sound), options), hearing.name, partial.tell)).finally(partial.end)
      // Whoever stops reading hears of nothing any more.
      heard.catch(() => {})
      yield* partial
      try {
        const { answer, isRecalled } = await heard
        if (isRecalled) await noteRecalled(facts, 'transcribe', { ...nothingUsed, heardMs: soundMs }, purse)
        yield { text: answer ?? '', final: true, ...(isRecalled && { recalled: true }) }
      } catch (error) {
        if (!signal.aborted) throw error
      }
    },
  }
}

async function* again(sound: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* sound
}

/** Null where no words were heard: the next time may be luckier. */
async function heardAs(transcripts: AsyncIterable<Transcript>, name: string, tell: (partial: Transcript) => void): Promise<string | null> {
  for await (const transcript of transcripts) {
    if (transcript.final) return transcript.text.trim() === '' ? null : transcript.text
    tell(transcript)
  }
  throw new ProviderFailure(name, 'broken')
}

function keyOf(sound: readonly Uint8Array[], who: readonly string[]): string {
  const hash = createHash('sha256').update(`${JSON.stringify(who)}\n`)
  for (const part of sound) hash.update(part)
  return hash.digest('base64url')
}

/** What is told, while it is told; of what nobody has read yet, the last. */
function latest<Value>(): AsyncIterable<Value> & { tell(value: Value): void; end(): void } {
  let unread: readonly Value[] = []
  let isOver = false
  let news = Promise.withResolvers<void>()
  return {
    tell(value) {
      unread = [value]
      news.resolve()
    },
    end() {
      isOver = true
      news.resolve()
    },
    async *[Symbol.asyncIterator]() {
      while (!isOver || unread.length > 0) {
        if (unread.length === 0) {
          news = Promise.withResolvers()
          await news.promise
        }
        const values = unread
        unread = []
        yield* values
      }
    },
  }
}
