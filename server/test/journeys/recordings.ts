/** Recordings of real speech, made by the voice that comes along, in the forms that learners send. */
import { execFileSync } from 'node:child_process'
import { audioWorker } from '../../src/adapters/audio/audio.ts'
import { espeak } from '../../src/adapters/models/espeak.ts'
import { realClock } from '../../src/adapters/real-clock.ts'
import type { Pcm } from '../../src/ports/audio.ts'
import { wavFile, webmFile } from '../adapters/audio/recordings.ts'
import { present } from '../present.ts'
import { pcmIn } from '../spoken.ts'

export type Recorder = {
  /** Somebody says this. */
  say(text: string): Promise<Pcm>
  ogg(pcm: Pcm): Promise<Uint8Array>
  webm(pcm: Pcm): Promise<Uint8Array>
  wav(pcm: Pcm): Uint8Array
  /** Needs ffmpeg: see `leftOut`. */
  mp3(pcm: Pcm): Uint8Array
  close(): Promise<void>
}

export function recorder(): Recorder {
  const clock = realClock()
  const voice = espeak({ clock })
  const audio = audioWorker({ clock })
  return {
    async say(text) {
      const pieces: number[] = []
      for await (const chunk of voice.speak(text, { language: 'cs', speed: 1, forWhom: 'test', signal: new AbortController().signal })) pieces.push(...pcmIn(chunk))
      return { samples: Int16Array.from(pieces), sampleRateHz: voice.sampleRateHz }
    },
    ogg: (pcm) => audio.encode(pcm),
    webm: async (pcm) => webmFile(await audio.encode(pcm)),
    wav: wavFile,
    mp3: (pcm) => execFileSync(present('ffmpeg')!, ['-loglevel', 'error', '-i', 'pipe:0', '-b:a', '64k', '-f', 'mp3', 'pipe:1'], { input: wavFile(pcm), maxBuffer: 2 ** 26 }),
    async close() {
      await voice.close()
      await audio.close()
    },
  }
}
