/** Records one utterance in a form the server reads: WebM or Ogg with Opus where the browser makes them, else WAV. */
import { wav } from './wav.ts'

export type Recording = {
  /** Ends it and resolves with the sound; null when there is next to nothing in it. */
  finish(): Promise<Uint8Array<ArrayBuffer> | null>
  cancel(): void
}

const wavSampleRateHz = 16_000

const readByServer = ['audio/webm;codecs=opus', 'audio/ogg;codecs=opus']

/** What is shorter than `shortMsMax` is nothing. Rejects when the learner or the system refuses the microphone. */
export async function record(shortMsMax: number): Promise<Recording> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 } })
  const mimeType = readByServer.find((type) => MediaRecorder.isTypeSupported(type))
  const recorder = new MediaRecorder(stream, mimeType ? { mimeType, audioBitsPerSecond: 32_000 } : {})
  const parts: Blob[] = []
  const startedMs = performance.now()
  const stopped = new Promise<void>((resolve) => {
    recorder.onstop = () => resolve()
  })
  recorder.ondataavailable = ({ data }) => parts.push(data)
  recorder.start(1000)

  const release = (): void => {
    for (const track of stream.getTracks()) track.stop()
  }
  return {
    async finish() {
      const lastedMs = performance.now() - startedMs
      recorder.stop()
      await stopped
      release()
      if (lastedMs < shortMsMax) return null
      const bytes = await new Blob(parts).arrayBuffer()
      return mimeType ? new Uint8Array(bytes) : wavOf(bytes)
    },
    cancel() {
      if (recorder.state !== 'inactive') recorder.stop()
      release()
    },
  }
}

/** What the browser recorded in a form of its own (Safari: MP4) as 16 kHz mono WAV. */
async function wavOf(recorded: ArrayBuffer): Promise<Uint8Array<ArrayBuffer>> {
  const decoder = new OfflineAudioContext(1, 1, wavSampleRateHz)
  const decoded = await decoder.decodeAudioData(recorded)
  return wav(decoded.getChannelData(0), decoded.sampleRate)
}
