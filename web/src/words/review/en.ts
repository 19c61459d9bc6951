/** What is said while cards are reviewed, in English. */
import { plural } from '../plural.ts'
import type { ReviewMessages } from './messages.ts'

export const messages: ReviewMessages = {
  left: plural('en', { one: '# card to go', other: '# cards to go' }),
  asks: { meaning: 'What does it mean?', right: 'How is it right?', czech: 'How do you say it in Czech?' },
  show: 'Show the answer',
  check: 'Check',
  yours: 'You wrote:',
  heard: 'I heard:',
  hear: 'Hear it',
  writes: 'I write the answers',
  speaks: 'I say the answers',
  howWell: 'How well did you know it?',
  ratings: ['Again', 'Hard', 'Good', 'Easy'],
  keys: 'Space shows the answer, 1 to 4 say how well you knew it.',
  nearness: { right: 'Exactly right.', nearly: 'Right! Only mind the underlined marks.', other: 'Not quite. This is how it is:' },
  slipped: plural('en', { one: 'This one has slipped your mind once. Use it in a sentence of your own, aloud, or let it go.', other: 'This one has slipped your mind # times. Use it in a sentence of your own, aloud, or let it go: another word may matter more.' }),
  letGo: 'Let this card go',
  takeBack: 'Take back the last answer',
  offline: 'You are offline. Just go on: your answers are kept here and sent when you are back.',
  unsent: plural('en', { one: '# answer waits to be sent.', other: '# answers wait to be sent.' }),
  done: {
    title: 'That is all for today!',
    reviewed: plural('en', { one: 'You went over # card. Well done – now let it sink in.', other: 'You went over # cards. Well done – now let them sink in.' }),
    nothing: 'Nothing is waiting today. What you keep in a talk comes here, just before you would forget it.',
    next: (when) => `The next card comes ${when}.`,
    talk: 'Talk with Honzík',
  },
}
