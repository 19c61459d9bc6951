/** Providers whose calls are recorded: whom, for which task, how it ended, how much was read and written. Of what was said, nothing. */
import type { SpendingTask } from '../domain/price.ts'
import type { Ear } from '../ports/ear.ts'
import type { LanguageModel, Written } from '../ports/language-model.ts'
import type { Provider } from '../ports/provider.ts'
import type { SpeechToText } from '../ports/speech-to-text.ts'
import type { Summariser } from '../ports/summariser.ts'
import type { TextToSpeech } from '../ports/text-to-speech.ts'
import type { Note, Trace, What } from '../ports/trace.ts'
import type { Providers } from './route.ts'

/** The same, where nothing is recorded. */
export function traced<Given extends Providers>(providers: Given, trace: Trace | null): Given {
  if (!trace) return providers
  return {
    ...providers,
    hearings: providers.hearings.map((each) => tracedHearing(each, trace)),
    minds: providers.minds.map((each) => tracedMind(each, trace)),
    voices: providers.voices.map((each) => tracedVoice(each, trace)),
    ears: providers.ears.map((each) => tracedEar(each, trace)),
    ...(providers.summarisers && { summarisers: providers.summarisers.map((each) => tracedSummariser(each, trace)) }),
  }
}

function callOf(task: SpendingTask, { name, facts }: Provider): What {
  const { provider = name, model } = facts ?? {}
  return { kind: 'call', name: `${task} ${provider}`, facts: { task, provider, ...(model !== undefined && { model }) } }
}

const tracedHearing = (hearing: SpeechToText, trace: Trace): SpeechToText => ({
  ...hearing,
  transcribe: (pcm, options) => trace.reading(callOf('transcribe', hearing), () => hearing.transcribe(pcm, options)),
})

const tracedMind = (mind: LanguageModel, trace: Trace): LanguageModel => ({
  ...mind,
  write: (prompt, options) => trace.reading(callOf('reply', mind), (note) => counted(mind.write(prompt, options), note)),
})

async function* counted(pieces: AsyncIterable<Written>, note: Note): AsyncGenerator<Written> {
  for await (const piece of pieces) {
    if (piece.type === 'usage') note({ inputTokens: piece.usage.inputTokens, outputTokens: piece.usage.outputTokens })
    yield piece
  }
}

const tracedVoice = (voice: TextToSpeech, trace: Trace): TextToSpeech => ({
  ...voice,
  speak: (text, options) => trace.reading(callOf('speak', voice), () => voice.speak(text, options)),
})

const tracedEar = (ear: Ear, trace: Trace): Ear => ({
  ...ear,
  check: (listening, options) => trace.during(callOf('correct', ear), () => ear.check(listening, options)),
})

const tracedSummariser = (summariser: Summariser, trace: Trace): Summariser => ({
  ...summariser,
  summarise: (told, options) => trace.during(callOf('summarise', summariser), () => summariser.summarise(told, options)),
})
