/** Progress, in English. */
import { plural } from '../plural.ts'
import type { ProgressMessages } from './messages.ts'

const days = plural('en', { one: '# day', other: '# days' })

export const messages: ProgressMessages = {
  none: 'Say something to Honzík, and this room fills: days, minutes, and the mistakes you leave behind.',
  table: 'As a table',
  challenges: {
    title: 'Challenges', day: 'Today', week: 'This week', done: 'done',
  },
  streak: {
    title: 'Days in a row', days, longest: (count) => `longest: ${days(count)}`,
    shields: plural('en', { one: '# shield for a day off', other: '# shields for days off' }),
    calendar: (count) => `The last twelve weeks: ${days(count)} with something said.`,
    legend: 'The larger the dot, the more you said. A ring: a shield kept your streak. A frame: today.', shielded: 'shield',
  },
  practice: { title: 'Minutes', lately: plural('en', { one: '# minute in twelve weeks', other: '# minutes in twelve weeks' }), help: 'Counted from one sentence to the next; a pause of more than five minutes does not count.', chart: 'Minutes by week' },
  score: { title: 'Score', chart: (last) => `Mean score by day, at last ${last} of 100.`, none: 'Nothing has been checked in these weeks.' },
  mistakes: {
    title: 'Mistakes',
    trend: (now, before) => `${now} of 10 sentences without it in the last four weeks; ${before} of 10 in the four before.`,
    help: 'How many of ten checked sentences had it, week by week.',
    few: 'Once there are ten checked sentences in the last four weeks, and ten in the four before, it says here what you get right more often.',
    chart: (kind) => `${kind}: sentences of ten with this mistake, by week`, none: 'No mistakes in these weeks.', times: 'times',
  },
  words: {
    title: 'Words', met: plural('en', { one: '# new word met', other: '# new words met' }), kept: plural('en', { one: '# card kept', other: '# cards kept' }),
    states: { new: 'new', learning: 'learning', young: 'remembered', firm: 'firm' }, help: 'Firm: will be remembered for three weeks or more.',
  },
  stars: {
    title: 'Stars', total: plural('en', { one: '# star', other: '# stars' }), ledger: 'What they were for', sum: 'total',
    reasons: { turn: 'a sentence', clean: 'without a mistake', 'fifth-turn': 'fifth sentence of the day', 'streak-7': 'a week in a row', 'streak-30': 'a month in a row' },
  },
  marks: {
    title: 'Achievements', earned: (day) => `reached on ${day}`,
    names: {
      'first-turn': 'Your first sentence', 'hundred-turns': 'A hundred sentences', 'thousand-turns': 'A thousand sentences', 'week-streak': 'Seven days in a row', 'month-streak': 'Thirty days in a row',
      'hundred-day-streak': 'A hundred days in a row', 'thousand-words': 'A thousand words of Czech', 'ten-thousand-words': 'Ten thousand words of Czech', 'hundred-stars': 'A hundred stars', 'thousand-stars': 'A thousand stars',
    },
  },
  board: {
    title: 'Who is ahead', consent: 'Show me here to others', help: 'Others see your alias, or a name that tells nothing, and your figures. Only those who agree are shown.',
    period: 'Period', periods: { week: 'this week', month: 'this month', all: 'all time' }, metric: 'By', metrics: { stars: 'stars', streak: 'days in a row', turns: 'sentences' },
    place: 'Place', name: 'Name', you: (place) => `You are number ${place}.`, soon: 'You will be on it within the hour.', empty: 'Nobody has agreed to be shown yet.',
  },
  columns: { day: 'Day', week: 'Week of', turns: 'Sentences', words: 'Words', minutes: 'Minutes', stars: 'Stars', score: 'Score', checked: 'Checked' },
}
