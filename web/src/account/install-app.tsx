/** The page as an app of the device: at a touch where the browser offers it, and how it is done where it does not. */
import { useState } from 'react'
import { Button } from '../kit/button.tsx'
import { install } from '../install-offer.ts'
import { useLaterWords } from '../words/later/words.ts'

/** An iPad says that it is a Mac, but for its touch screen. */
const isApple = (): boolean => /iPhone|iPad|iPod/.test(navigator.userAgent) || (/Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints > 1)
const isInstalled = (): boolean => matchMedia('(display-mode: standalone)').matches

export function InstallApp() {
  const { settings: text } = useLaterWords()
  const [offer, setOffer] = useState(install.offer)
  if (isInstalled() || (offer === null && !isApple())) return null
  return (
    <section className="mt-4 grid gap-3 border-t border-edge pt-4" aria-labelledby="install-app">
      <h3 id="install-app" className="font-semibold">{text.install}</h3>
      <p>{offer === null ? text.installApple : text.installHelp}</p>
      {offer !== null && <Button className="justify-self-start" onClick={() => {
        // An offer can be taken once, whatever is answered.
        install.offer = null
        setOffer(null)
        void offer.prompt()
      }}>{text.installNow}</Button>}
    </section>
  )
}
