/** How somebody talks on this device, which this browser alone keeps. */
import type { Drawer } from './pending.ts'

export type Device = {
  /** Nothing sounds, and nothing is listened to. */
  readonly textOnly: boolean
  /** What was said aloud comes into the text field first. */
  readonly readFirst: boolean
  /** A voice of this browser by its name, or the `server`'s; null where nothing was chosen. */
  readonly voice: string | null
}

const place = 'mluv.device'

export function deviceIn(kept: Drawer): Device {
  let device: Partial<Device> | null = null
  try {
    device = JSON.parse(kept.getItem(place) ?? 'null') as Partial<Device> | null
  } catch {
    // Whatever stands there says nothing: it is as if nothing had been chosen.
  }
  return { textOnly: device?.textOnly === true, readFirst: device?.readFirst === true, voice: typeof device?.voice === 'string' ? device.voice : null }
}

export const keepDevice = (kept: Drawer, device: Device): void => kept.setItem(place, JSON.stringify(device))
