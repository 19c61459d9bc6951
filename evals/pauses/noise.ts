/** Rooms that people learn in, as sound at 16 kHz. The dice are seeded: the same seed gives the same room. */
export const noises = ['quiet', 'white', 'fan', 'street', 'babble'] as const
export type Noise = (typeof noises)[number]

/** In decibels below the speech. */
const below: Readonly<Record<Noise, number>> = { quiet: 50, white: 20, fan: 15, street: 15, babble: 18 }

export function dice(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** The sound with such a room around it. `others` speak in it where it is one with people. */
export function within(noise: Noise, speech: Int16Array, chance: () => number, others: readonly Int16Array[]): Int16Array {
  const loudness = rms(Float64Array.from(speech.filter((sample) => Math.abs(sample) > 100)))
  const room = roomOf(noise, speech.length, chance, others)
  const gain = (loudness * 10 ** (-below[noise] / 20)) / (rms(room) || 1)
  return speech.map((sample, at) => Math.max(-32_768, Math.min(32_767, sample + gain * room[at]!)))
}

function roomOf(noise: Noise, length: number, chance: () => number, others: readonly Int16Array[]): Float64Array {
  const room = Float64Array.from({ length }, () => chance() * 2 - 1)
  if (noise === 'babble') return babble(room, chance, others)
  if (noise === 'quiet' || noise === 'white') return room
  let low = 0
  // Rumble: what is low is loud. A fan hums besides; a street swells and fades.
  return room.map((sample, at) => {
    low = 0.97 * low + 0.03 * sample
    const hum = noise === 'fan' ? 0.08 * Math.sin((2 * Math.PI * 100 * at) / 16_000) : 0
    const swell = noise === 'street' ? 1 + 0.7 * Math.sin((2 * Math.PI * at) / 16_000 / 3) : 1
    return (low * 3 + hum + 0.05 * sample) * swell
  })
}

function babble(room: Float64Array, chance: () => number, others: readonly Int16Array[]): Float64Array {
  const voices = room.map(() => 0)
  for (let person = 0; person < 6; person += 1) {
    let at = -Math.floor(chance() * 16_000)
    while (at < voices.length) {
      const said = others[Math.floor(chance() * others.length)]!
      for (let sample = 0; sample < said.length; sample += 1) if (at + sample >= 0 && at + sample < voices.length) voices[at + sample] = voices[at + sample]! + said[sample]!
      at += said.length + Math.floor(chance() * 8000)
    }
  }
  return voices
}

function rms(samples: Float64Array): number {
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, samples.length))
}
