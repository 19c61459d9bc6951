/** A microphone whose sound goes on its way while it is heard. */
// oxlint-disable-next-line import/default -- the address that the bundler makes of it
import worklet from './microphone-worklet.ts?worker&url'
import type { MicrophoneLine } from './use-talk.ts'

export type LiveEar = {
  /** All is said; resolves with `too-short` where that is nothing. */
  finish(): Promise<'too-short' | null>
  cancel(): void
  /** Whoever mutes the microphone has said all. */
  mute(on: boolean): void
}

export type LiveEarOptions = {
  readonly listen: (onUnheard: () => void) => MicrophoneLine | null
  readonly onLevel: (level: number) => void
  /** It is listened to no longer. */
  readonly onShut: () => void
  /** What is shorter is thrown away. */
  readonly shortMsMax: number
}

/** Null where too much waits already. */
export async function liveEar({ listen, onLevel, onShut, shortMsMax }: LiveEarOptions): Promise<LiveEar | null> {
  let line: MicrophoneLine | null = null
  const microphone = await liveMicrophone((pcm, level) => {
    line?.hear(pcm)
    onLevel(level)
  })
  const unheard = (): void => {
    microphone.close()
    onShut()
  }
  line = listen(unheard)
  if (!line) microphone.close()
  const beganMs = performance.now()
  return line && {
    async finish() {
      const isShort = performance.now() - beganMs < shortMsMax
      microphone.close()
      line?.unlisten(isShort ? 'thrown-away' : 'said')
      return isShort ? 'too-short' : null
    },
    cancel() {
      microphone.close()
      line?.unlisten('thrown-away')
    },
    mute(on) {
      microphone.mute(on)
      if (on) line?.unlisten('said')
      line = on ? null : listen(unheard)
      if (on) onLevel(0)
    },
  }
}

type LiveMicrophone = {
  /** Lets nothing through while it is muted. */
  mute(on: boolean): void
  close(): void
}

/** The loudest that somebody near a microphone is, as a share of what it can take: the rest of the scale would stay empty. */
const loud = 0.25

/**
 * `onFrame` gets 16-bit mono PCM at 16 kHz, 40 ms at a time, and how loud it is, from 0 to 1. Rejects when the learner or the
 * system refuses the microphone.
 */
async function liveMicrophone(onFrame: (pcm: Uint8Array<ArrayBuffer>, level: number) => void): Promise<LiveMicrophone> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 } })
  const stage = new AudioContext()
  let isMuted = false
  const close = (): void => {
    for (const track of stream.getTracks()) track.stop()
    void stage.close()
  }
  try {
    await stage.audioWorklet.addModule(worklet)
    const node = new AudioWorkletNode(stage, 'microphone', { numberOfOutputs: 0, channelCount: 1, channelCountMode: 'explicit' })
    node.port.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => {
      if (!isMuted) onFrame(new Uint8Array(data), levelOf(new Int16Array(data)))
    }
    stage.createMediaStreamSource(stream).connect(node)
    await stage.resume()
  } catch (error) {
    close()
    throw error
  }
  return {
    close,
    mute(on) {
      isMuted = on
      for (const track of stream.getTracks()) track.enabled = !on
    },
  }
}

/** As the ear has it: twice as loud is a step, not twice the way. */
function levelOf(samples: Int16Array): number {
  const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length
  return Math.min(1, Math.sqrt(Math.sqrt(power) / (loud * 0x8000)))
}
