/** The browser's offer to install the page as an app. It comes once, before anybody asks for it. */

export type InstallOffer = Event & { prompt(): Promise<unknown> }

/** Null where the browser offers nothing, or what it offered was taken. */
export const install: { offer: InstallOffer | null } = { offer: null }

addEventListener('beforeinstallprompt', (event) => {
  event.preventDefault()
  install.offer = event as InstallOffer
})
