/** The places, in English. */
import type { RoomMessages } from './messages.ts'

export const messages: RoomMessages = {
  places: 'Places',
  names: { talk: 'Talk', review: 'Review', words: 'Words', practice: 'Practice', progress: 'Progress' },
  opens: { choose: 'What to talk about', talks: 'What we talked about', device: 'Sound and text', settings: 'Settings', account: 'Account' },
}
