/** The pages of the rooms beside the talk, as they are served: something to read while the room is fetched. */
import type { Plugin } from 'vite'
import { rooms, type Room } from '../protocol/src/rooms.ts'
import { messages } from './src/words/rooms/en.ts'

/** What is read of a room until it is there. */
const roomLeads: Readonly<Record<Room, string>> = {
  review: 'The cards that are due today: try to remember each, then say how well you knew it.',
  words: 'All the words, phrases and mistakes you have kept: look through them, hear them, change them, take them elsewhere.',
  practice: 'Short exercises for what you get wrong, scenes to play, and phrases that Praguers really say.',
  progress: 'How often you practise, how well you do, what you now get right, and what you have kept.',
}

const lead = /<!-- first screen -->.*(<p class="loading-line" role="status">[^<]*<\/p>).*<!-- \/first screen -->/s
const title = /<title>[^<]*/
const description = /(<meta name="description" content=")[^"]*/

/** The rooms beside the talk are served like it, but for what they say of themselves. */
export const roomPages: Plugin = {
  name: 'room-pages',
  enforce: 'post',
  generateBundle(_, bundle) {
    const page = bundle['index.html']
    if (page?.type !== 'asset') return
    const html = String(page.source)
    for (const part of [lead, title, description]) if (!part.test(html)) this.error(`index.html has nothing like ${part}`)
    for (const room of rooms) {
      const [name, says] = [messages.names[room], roomLeads[room]]
      const first = `<main class="talk-area"><div class="column grid gap-4"><h1 class="text-3xl font-bold">${name}</h1><p class="text-soft">${says}</p>$1</div></main>`
      this.emitFile({ type: 'asset', fileName: `${room}.html`, source: html.replace(lead, first).replace(title, `<title>${name} – Mluv`).replace(description, `$1${says}`) })
    }
  },
}
