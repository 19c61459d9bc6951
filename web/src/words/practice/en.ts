/** The room to practise in, in English. */
import type { PracticeMessages } from './messages.ts'

export const messages: PracticeMessages = {
  drills: 'Games for a few minutes',
  scenes: 'Scenes',
  grammar: 'Grammar',
  slang: 'As friends say it',
  today: 'Today’s phrase',
  back: 'Back',
  check: 'Check',
  next: 'Next',
  right: 'Right!',
  wrong: 'Not this time.',
  shouldBe: 'It should be:',
  keep: 'Keep the mistake',
  again: 'Play again',
  exercises: 'Try it',
  allSlang: 'All phrases',
  at: (at, of) => `${at} of ${of}`,
  score: (right, of) => `${right} of ${of} right`,
  praise: ['Not one mistake, excellent!', 'Well done, keep going.', 'Every mistake teaches something: try once more.'],
}
