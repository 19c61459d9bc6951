/** Notifications of this browser: asked for, told to the server, and ended. */
import type { PushKey } from '@mluv/protocol/notices.ts'
import { ask } from '../api.ts'
import { isWorkerPossible, runWorker, workerScope } from '../worker-here.ts'

/** Over plain http on a network, and in some browsers, there are none. */
export const pushHere = (): boolean => isWorkerPossible() && 'PushManager' in window && 'Notification' in window

/** Whether this browser shows them. */
export async function isSubscribed(): Promise<boolean> {
  const registration = pushHere() ? await navigator.serviceWorker.getRegistration(workerScope) : undefined
  return (await registration?.pushManager.getSubscription()) != null && Notification.permission === 'granted'
}

/** False where the learner, or the browser, would not. */
export async function subscribe(): Promise<boolean> {
  if ((await Notification.requestPermission()) !== 'granted') return false
  const { publicKey } = await ask<PushKey>('GET', '/notices/push')
  const registration = await runWorker()
  await activated(registration)
  const subscription = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey }).catch((error: unknown) => {
    if (error instanceof DOMException) return null
    throw error
  })
  if (subscription === null) return false
  const { endpoint, keys } = subscription.toJSON()
  await ask('PUT', '/notices/push', { endpoint, keys: { p256dh: keys!['p256dh'], auth: keys!['auth'] } })
  return true
}

export async function unsubscribe(): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration(workerScope)
  const subscription = await registration?.pushManager.getSubscription()
  if (!subscription) return
  await ask('DELETE', '/notices/push', { endpoint: subscription.endpoint })
  await subscription.unsubscribe()
}

/** A browser subscribes a worker that runs. */
function activated({ installing, waiting, active }: ServiceWorkerRegistration): Promise<void> {
  const coming = installing ?? waiting
  if (active || !coming) return Promise.resolve()
  return new Promise((resolve) => coming.addEventListener('statechange', () => coming.state === 'activated' && resolve()))
}
