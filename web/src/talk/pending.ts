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
  let waiting = restored(read(drawer, place))

  function keep(): void {
    const text = JSON.stringify(waiting.map(stored))
    try {
      if (waiting.length === 0) drawer.removeItem(place)
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
      keep()
      return true
    },
    settle(key) {
      waiting = waiting.filter((one) => one.key !== key)
      keep()
    },
  }
}

type Stored = { readonly key: string; readonly conversationId: string; readonly text?: string; readonly spoken?: boolean; readonly speak?: boolean; readonly sound?: string; readonly format?: string }

function read(drawer: Drawer, place: string): unknown {
  try {
    return JSON.parse(drawer.getItem(place) ?? '[]')
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

function restored(value: unknown): readonly Utterance[] {
  if (!Array.isArray(value)) return []
  return value.slice(0, pendingMax).flatMap((one: Partial<Stored> | null): Utterance[] => {
    if (typeof one?.key !== 'string' || typeof one.conversationId !== 'string') return []
    const { key, conversationId } = one
    if (typeof one.text === 'string') return [{ kind: 'text', key, conversationId, text: one.text, ...(one.spoken === true && { spoken: true }), ...(one.speak === false && { speak: false }) }]
    if (typeof one.sound !== 'string') return []
    return [{ kind: 'sound', key, conversationId, sound: Uint8Array.from(atob(one.sound), (letter) => letter.charCodeAt(0)), format: one.format === 'pcm16k' ? 'pcm16k' : 'file' }]
  })
}
