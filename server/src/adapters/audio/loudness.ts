/** Whether there is anything to hear. */

const windowMs = 20
/** −60 dB of full scale: quiet speech at −45 dB rises well above it, the noise of a muted microphone stays below. */
const loudRms = 32_768 * 10 ** (-60 / 20)
/** So much must be loud: a click is shorter, the shortest word longer. */
const loudMsMin = 100

export function isHearable(samples: Int16Array, sampleRateHz: number): boolean {
  const windowSamples = (sampleRateHz * windowMs) / 1000
  let loudMs = 0
  for (let at = 0; at < samples.length; at += windowSamples) if (rms(samples.subarray(at, at + windowSamples)) >= loudRms) loudMs += windowMs
  return loudMs >= loudMsMin
}

/** Measured around the window's own mean: some sound cards add a constant. */
function rms(window: Int16Array): number {
  let sum = 0
  let squares = 0
  for (const sample of window) {
    sum += sample
    squares += sample * sample
  }
  return Math.sqrt(Math.max(0, squares / window.length - (sum / window.length) ** 2))
}
