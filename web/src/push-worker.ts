/** Shows what is told to a browser whose page is not open, and opens the page for it. Runs alone, as a service worker: nothing of the page is there. */

type Told = { readonly title: string; readonly body: string; readonly tag: string }
type Lasting = Event & { waitUntil(work: Promise<unknown>): void }
type Pushed = Lasting & { readonly data: { json(): Told } | null }
type Pressed = Lasting & { readonly notification: Notification }
type Page = { focus(): Promise<unknown> }

/** What such a worker has of the browser; the types of pages do not know it. */
const worker = self as unknown as {
  readonly registration: ServiceWorkerRegistration
  readonly clients: { matchAll(options: { readonly type: 'window'; readonly includeUncontrolled: true }): Promise<readonly Page[]>; openWindow(url: string): Promise<unknown> }
  addEventListener(type: 'push', listener: (event: Pushed) => void): void
  addEventListener(type: 'notificationclick', listener: (event: Pressed) => void): void
}

worker.addEventListener('push', (event) => {
  if (event.data === null) return
  const { title, body, tag } = event.data.json()
  event.waitUntil(worker.registration.showNotification(title, { body, tag }))
})

worker.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(worker.clients.matchAll({ type: 'window', includeUncontrolled: true }).then(([page]) => page?.focus() ?? worker.clients.openWindow('/')))
})
