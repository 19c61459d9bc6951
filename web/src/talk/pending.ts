/** What the learner said that the tutor has not answered yet. Outlives the page, so that a lost connection loses nothing. */

export type Utterance = { readonly key: string; readonly conversationId: string } & (
  | { readonly kind: 'text'; readonly text: string; readonly spoken?: boolean; /** Where no sound is wanted. */ readonly speak?: false }
  /** A file, or 16-bit mono PCM at 16 kHz. */
  | { readonly kind: 'sound'; readonly sound: Uint8Array<ArrayBuffer>; readonly format: 'file' | 'pcm16k' }
)

export type Pending = {
  /** Oldest first. */
  all(): readonly Utterance[]
  readonly isFull: boolean
  /** False when too much waits already: nothing was taken. */
  add(utterance: Utterance): boolean
  settle(key: string): void
}

/** The part of `localStorage` that is needed. */
export type Drawer = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

const pendingMax = 5
/** Browsers keep about 5 MB of text for a site; a longer recording waits in memory alone. */
const storedUnitsMax = 2_000_000
/** A function takes so many arguments everywhere. */
const lettersAtOnce = 8192

export function pendingIn(drawer: Drawer, learnerId: string): Pending {
  const place = `mluv.pending.${learnerId}`
  let waiting = read(drawer, place).map(restored)

  /** Changes what lies there, in one step: other tabs of this browser keep theirs at the same place. */
  function keep(key: string, ...added: readonly Utterance[]): void {
    const lying = [...read(drawer, place).filter((one) => one.key !== key), ...added.map(stored)]
    const text = JSON.stringify(lying)
    try {
      if (lying.length === 0) drawer.removeItem(place)
      else if (text.length <= storedUnitsMax) drawer.setItem(place, text)
    } catch {
      // A full or forbidden drawer: what waits still waits, as long as the page lives.
    }
  }

  return {
    all: () => waiting,
    get isFull() { return waiting.length >= pendingMax },
    add(utterance) {
      if (waiting.length >= pendingMax) return false
      waiting = [...waiting, utterance]
      keep(utterance.key, utterance)
      return true
    },
    settle(key) {
      waiting = waiting.filter((one) => one.key !== key)
      keep(key)
    },
  }
}

type Stored = { readonly key: string; readonly conversationId: string; readonly text?: string; readonly spoken?: boolean; readonly speak?: boolean; readonly sound?: string; readonly format?: string }

function read(drawer: Drawer, place: string): readonly Stored[] {
  try {
    const lying = JSON.parse(drawer.getItem(place) ?? '') as readonly (Partial<Stored> | null)[]
    return lying.filter((one): one is Stored => typeof one?.key === 'string' && typeof one.conversationId === 'string' && typeof (one.text ?? one.sound) === 'string')
  } catch {
    return []
  }
}

function stored(utterance: Utterance): Stored {
  const { key, conversationId } = utterance
  if (utterance.kind === 'text') return { key, conversationId, text: utterance.text, ...(utterance.spoken && { spoken: true }), ...(utterance.speak === false && { speak: false }) }
  const letters: string[] = []
  for (let at = 0; at < utterance.sound.length; at += lettersAtOnce) letters.push(String.fromCharCode(...utterance.sound.subarray(at, at + lettersAtOnce)))
  return { key, conversationId, sound: btoa(letters.join('')), format: utterance.format }
}

function restored({ key, conversationId, text, spoken, speak, sound = '', format }: Stored): Utterance {
  if (typeof text === 'string') return { kind: 'text', key, conversationId, text, ...(spoken === true && { spoken }), ...(speak === false && { speak }) }
  return { kind: 'sound', key, conversationId, sound: Uint8Array.from(atob(sound), (letter) => letter.charCodeAt(0)), format: format === 'pcm16k' ? 'pcm16k' : 'file' }
}
