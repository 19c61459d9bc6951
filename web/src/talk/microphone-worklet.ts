/** Runs where the browser's sound is made: what the microphone hears, as 16-bit mono samples at 16 kHz, in frames. */
import { resampler } from './resample.ts'

declare const sampleRate: number
declare function registerProcessor(name: string, processor: new () => object): void
declare class AudioWorkletProcessor {
  readonly port: MessagePort
}

const heardRateHz = 16_000
/** 40 ms: often enough to be stopped by, seldom enough to cost nothing. */
const frameSamples = 640

class Microphone extends AudioWorkletProcessor {
  private readonly toHeard = resampler(sampleRate, heardRateHz)
  private frame = new Int16Array(frameSamples)
  private filled = 0

  process([channels]: readonly (readonly Float32Array[])[]): boolean {
    const [samples] = channels ?? []
    for (const sample of samples ? this.toHeard(samples) : []) {
      this.frame[this.filled] = Math.max(-1, Math.min(1, sample)) * 0x7fff
      this.filled += 1
      if (this.filled < frameSamples) continue
      this.port.postMessage(this.frame.buffer, [this.frame.buffer])
      this.frame = new Int16Array(frameSamples)
      this.filled = 0
    }
    return true
  }
}

registerProcessor('microphone', Microphone)
