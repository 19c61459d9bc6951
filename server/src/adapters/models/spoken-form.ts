/**
 * A form with speech in it, which goes up while it is being said: when the learner has said all, only the end of it is left
 * to send. Over a long line that saves the time that a whole recording takes to go up.
 *
 * OpenAI takes forms in chunks, and a WAV whose header does not know its length (openai/openai-python#1025). Some servers of one's own
 * do not: they are given all of it again, at once, and from then on nothing else.
 */
import { ProviderFailure } from '../../domain/failure.ts'
import { isClosed, type Telling } from './ask.ts'
import { multipart } from './multipart.ts'
import { waveHeader } from './pcm.ts'
import { answerIn, post, tellOver, type Line } from './provider-call.ts'
import { failureOf } from './provider-fault.ts'

/** Half a second of speech: smaller parts would cost more than they save. */
const partBytesMin = 16_000

/** What a server was found to take. */
export type Manner = { takesParts: boolean }

export type SpokenForm = {
  /** Throws the `ProviderFailure` that is known already. */
  add(pcm: Uint8Array): void
  /** All of it was said. Throws as `post` does. */
  end(): Promise<Response>
  readonly isEmpty: boolean
  /** It is not wanted any more. */
  drop(): void
}

type Spoken = { readonly fields: Readonly<Record<string, string>>; readonly manner: Manner; readonly signal: AbortSignal }

export function spokenForm(line: Line, path: string, { fields, manner, signal }: Spoken): SpokenForm {
  const { head, tail, type } = multipart({ fields, file: { name: 'file', filename: 'speech.wav', type: 'audio/wav' } })
  const said: Uint8Array[] = []
  let [saidBytes, sentParts, waitingBytes] = [0, 0, 0]
  let upload: Upload | null = null
  let failure: ProviderFailure | null = null

  function begin(): Upload {
    const telling = tellOver(line, path, type, signal)
    telling.write(head)
    telling.write(waveHeader(null))
    const answer = answerIn(line, telling.answer)
    answer.catch((error: unknown) => {
      if (!mayTakeItWhole(error)) failure = failureOf(line.name, error)
    })
    return { telling, answer }
  }

  function send({ telling }: Upload): void {
    for (const part of said.slice(sentParts)) telling.write(part)
    sentParts = said.length
    waitingBytes = 0
  }

  const whole = () => post(line, path, { body: Buffer.concat([head, waveHeader(saidBytes), ...said, tail]), type }, signal)

  async function inParts(begun: Upload): Promise<Response> {
    send(begun)
    begun.telling.write(tail)
    begun.telling.end()
    try {
      return await begun.answer
    } catch (error) {
      if (signal.aborted || !mayTakeItWhole(error)) throw error
      const response = await whole()
      if (!isClosed(error)) manner.takesParts = false
      return response
    }
  }

  return {
    add(pcm) {
      said.push(pcm)
      saidBytes += pcm.length
      waitingBytes += pcm.length
      if (failure) throw failure
      if (manner.takesParts && waitingBytes >= partBytesMin) send((upload ??= begin()))
    },
    end: () => (upload === null ? whole() : inParts(upload)),
    get isEmpty() { return saidBytes === 0 },
    drop: () => upload?.telling.drop(),
  }
}

/** A form that is on its way. */
type Upload = { readonly telling: Telling; readonly answer: Promise<Response> }

const mayTakeItWhole = (error: unknown): boolean => isClosed(error) || (error instanceof ProviderFailure && error.fault === 'rejected-request')
