/**
 * The first of the page that runs. What was served is painted before anything is computed; then all that the first look needs is asked for
 * at once: the app, its words, who is here, and the room they are in.
 */
import { drawer, themeOf, wearTheme } from './drawer.ts'
import './install-offer.ts'
import { patiently } from './kit/patiently.ts'
import { placeAt } from './place.ts'
import { roomFrame } from './room-frame.ts'
import { roomPart } from './rooms/room-parts.ts'
import { homeOf } from './session.ts'
import { motherTongueGuess, tongueFor, wordsIn } from './words/tongue.ts'

const tonguePlace = 'mluv.mother-tongue'

const kept = drawer()
const theme = themeOf(kept)
if (theme !== 'system') wearTheme(kept, theme)

// A page that nobody looks at is never painted.
if (document.hidden) void begin()
else requestAnimationFrame(() => void begin())

async function begin(): Promise<void> {
  const motherTongue = kept.getItem(tonguePlace) ?? motherTongueGuess(navigator.languages)
  // Whoever comes by a way in may be somebody else than this browser knows.
  const home = location.hash.includes('=') ? null : homeOf(kept, motherTongue)
  const room = placeAt(location.pathname)
  const parts = [home, ...(room ? [roomFrame(), roomPart[room]()] : [])]
  // Whoever needs them says what is wrong with them.
  for (const part of parts) part?.catch(() => {})
  const [{ start }, firstWords] = await Promise.all([patiently(() => import('./main.tsx')), patiently(() => wordsIn(tongueFor(motherTongue)))])
  await start({ firstWords, motherTongue, kept, firstHome: home, onTongue: (tongue) => kept.setItem(tonguePlace, tongue) })
}
