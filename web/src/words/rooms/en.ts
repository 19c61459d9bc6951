/** The places, in English. */
import type { RoomMessages } from './messages.ts'

export const messages: RoomMessages = {
  places: 'Places',
  beenHere: 'I have been here before',
  house: 'About this Mluv',
  privacy: 'Privacy',
  docs: 'For programs',
  source: 'Source code',
  names: { talk: 'Talk', review: 'Review', words: 'Words', practice: 'Practice', progress: 'Progress' },
  opens: { choose: 'What to talk about', talks: 'What we talked about', device: 'Sound and text', settings: 'Settings', account: 'Account' },
}
