/** Starts the page: the tongue it speaks first, the colours that were chosen, then the app in the place of the served text. */
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { drawer, themeOf, wearTheme } from './drawer.ts'
import './install-offer.ts'
import { motherTongueGuess, tongueFor, wordsIn } from './words/words.ts'

const tonguePlace = 'mluv.mother-tongue'

const kept = drawer()
const theme = themeOf(kept)
if (theme !== 'system') wearTheme(kept, theme)

const motherTongue = kept.getItem(tonguePlace) ?? motherTongueGuess(navigator.languages)
// No top-level `await`: the words import from the file that holds this module, and each would wait for the other.
void wordsIn(tongueFor(motherTongue)).then((firstWords) => createRoot(document.getElementById('root')!).render(
  <App firstWords={firstWords} motherTongue={motherTongue} kept={kept} onTongue={(tongue) => kept.setItem(tonguePlace, tongue)} />,
))
