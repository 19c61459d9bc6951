/** The desk of one learner in this browser, for whom the network is not always there: one record, changed as a whole. */
import { emptyDesk } from './desk.ts'
import type { Desk } from './desk.ts'
import type { DeskKeep } from './exchange.ts'

const place = 'desk'

export const deskName = (learnerId: string): string => `mluv.review.${learnerId}`

/** Where the browser keeps nothing, or the desk is taken away, it lasts as long as the page. */
export function keptDesk(learnerId: string): DeskKeep {
  let isTaken = false
  const opened = open(deskName(learnerId), () => (isTaken = true)).catch(() => null)
  let inMemory = emptyDesk
  return {
    async change(act) {
      const database = await opened
      return database && !isTaken ? changeIn(database, act) : (inMemory = act(inMemory))
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

function open(name: string, onTaken: () => void): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(name, 1)
    asked.onupgradeneeded = () => void asked.result.createObjectStore(place)
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
