/** The desk of one learner in this browser, for whom the network is not always there: one record, changed as a whole. */
import { emptyDesk } from './desk.ts'
import type { Desk } from './desk.ts'
import type { DeskKeep } from './exchange.ts'

const place = 'desk'

export const deskName = (learnerId: string): string => `mluv.review.${learnerId}`

/** Where the browser keeps nothing, or the desk is taken away, it lasts as long as the page: nobody writes anew what somebody wanted gone. */
export function keptDesk(learnerId: string): DeskKeep {
  let last = emptyDesk
  let changes = Promise.resolve(last)
  let opened: Promise<IDBDatabase | null> = openHere(true)

  function openHere(isMade: boolean): Promise<IDBDatabase | null> {
    return open(deskName(learnerId), isMade, () => void (opened = Promise.resolve(null))).catch(() => null)
  }
  /** A browser closes what is open for want of room or of a process, and who asks next is the first to hear of it. */
  function openAnew(): void {
    opened = opened.then((database) => {
      database?.close()
      return database && openHere(false)
    })
  }
  async function kept(act: (desk: Desk) => Desk): Promise<Desk | null> {
    const database = await opened
    return database && changeIn(database, act).catch(() => null)
  }
  async function changed(act: (desk: Desk) => Desk): Promise<Desk> {
    const desk = await kept(act)
    if (desk) return desk
    openAnew()
    const after = await kept(act)
    if (after) return after
    opened = Promise.resolve(null)
    return act(last)
  }
  return {
    change(act) {
      const change = async (): Promise<Desk> => (last = await changed(act))
      changes = changes.then(change, change)
      return changes
    },
  }
}

function changeIn(database: IDBDatabase, act: (desk: Desk) => Desk): Promise<Desk> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(place, 'readwrite')
    const records = transaction.objectStore(place)
    const asked = records.get(place) as IDBRequest<Desk | undefined>
    let after = emptyDesk
    asked.onsuccess = () => {
      const before = asked.result ?? emptyDesk
      after = act(before)
      if (after !== before) records.put(after, place)
    }
    transaction.oncomplete = () => resolve(after)
    transaction.onabort = () => reject(transaction.error ?? new Error('The desk could not be kept.'))
  })
}

/** Rejects where there is none and none is to be made. */
function open(name: string, isMade: boolean, onTaken: () => void): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(name, 1)
    asked.onupgradeneeded = () => void (isMade ? asked.result.createObjectStore(place) : asked.transaction?.abort())
    asked.onsuccess = () => {
      // Whoever erases the learner, or leaves, need not wait for this page.
      asked.result.onversionchange = () => {
        asked.result.close()
        onTaken()
      }
      resolve(asked.result)
    }
    asked.onerror = () => reject(asked.error ?? new Error('No desk could be opened.'))
  })
}
