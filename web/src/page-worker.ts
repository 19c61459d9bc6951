/**
 * The page without a network, and what is told to a browser whose page is not open. Runs alone, as a service worker: nothing of the page is there.
 *
 * A page comes from the network wherever there is one, so that no build is ever stuck in a browser; what it consists of never changes under its name.
 */

/** What this build consists of; the build writes it at the head of this file. */
declare const built: { readonly name: string; readonly files: readonly string[]; /** Which file is shown at which address. */ readonly pages: Readonly<Record<string, string>> }

type Told = { readonly title: string; readonly body: string; readonly tag: string }
type Lasting = Event & { waitUntil(work: Promise<unknown>): void }
type Pushed = Lasting & { readonly data: { json(): Told } | null }
type Pressed = Lasting & { readonly notification: Notification }
type Asked = Event & { readonly request: Request; respondWith(answer: Promise<Response>): void }
type Page = { focus(): Promise<unknown> }

/** What such a worker has of the browser; the types of pages do not know it. */
const worker = self as unknown as {
  readonly registration: ServiceWorkerRegistration
  skipWaiting(): Promise<void>
  readonly clients: { claim(): Promise<void>; matchAll(options: { readonly type: 'window'; readonly includeUncontrolled: true }): Promise<readonly Page[]>; openWindow(url: string): Promise<unknown> }
  addEventListener(type: 'install' | 'activate', listener: (event: Lasting) => void): void
  addEventListener(type: 'fetch', listener: (event: Asked) => void): void
  addEventListener(type: 'push', listener: (event: Pushed) => void): void
  addEventListener(type: 'notificationclick', listener: (event: Pressed) => void): void
}

/** A page that was opened before an upgrade still finds its parts. */
const buildsKept = 2
/** A network that takes longer counts as none, where the page is kept here. */
const networkMsMax = 4_000

worker.addEventListener('install', (event) => event.waitUntil(caches.open(built.name).then((kept) => kept.addAll(built.files)).then(() => worker.skipWaiting())))

worker.addEventListener('activate', (event) => event.waitUntil(letOldBuildsGo().then(() => worker.clients.claim())))

worker.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== location.origin) return
  const page = request.mode === 'navigate' ? built.pages[pathname.replace(/(.)\/$/, '$1')] : undefined
  if (page !== undefined) event.respondWith(pageFor(request, page))
  else if (pathname.startsWith('/assets/')) event.respondWith(caches.match(pathname).then((kept) => kept ?? fetch(request)))
})

async function pageFor(request: Request, page: string): Promise<Response> {
  const fresh = fetch(request)
  const kept = await caches.match(page, { cacheName: built.name })
  if (!kept) return fresh
  return Promise.race([fresh.catch(() => kept), new Promise<Response>((resolve) => void setTimeout(() => resolve(kept), networkMsMax))])
}

/** Their names come in the order in which they were made. */
async function letOldBuildsGo(): Promise<void> {
  const others = (await caches.keys()).filter((name) => name !== built.name)
  await Promise.all(others.slice(0, Math.max(0, others.length - buildsKept + 1)).map((name) => caches.delete(name)))
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
