/** The page's service worker in this browser. */

export const workerScope = '/'

/** Over plain http on a network there is none. */
export const isWorkerPossible = (): boolean => 'serviceWorker' in navigator

export const runWorker = (): Promise<ServiceWorkerRegistration> => navigator.serviceWorker.register('/worker.js', { scope: workerScope })
