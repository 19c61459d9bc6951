/** What is said in English around a word, a sentence said again and how one talks on this device. */
import type { TalkingMessages } from './messages.ts'

export const messages: TalkingMessages = {
  translation: { slowly: 'Play it slowly', none: 'There is no translation of this sentence.', words: 'Word by word' },
  word: {
    title: (word) => `The word “${word}”`,
    unknown: 'This word is not in the dictionary yet.',
    previous: 'Previous word',
    next: 'Next word',
    forms: 'All its forms',
    cases: { nominative: 'nominative', genitive: 'genitive', dative: 'dative', accusative: 'accusative', vocative: 'vocative', locative: 'locative', instrumental: 'instrumental' },
    caseHead: 'Case',
    numbers: { sg: 'singular', pl: 'plural' },
    genders: { m: 'masculine', f: 'feminine', n: 'neuter' },
    past: 'past',
  },
  again: {
    begin: 'Say it again',
    say: 'Say it once more, the right way:',
    type: 'The whole sentence, in Czech',
    speak: 'Speak',
    stop: 'Done speaking',
    check: 'Check',
    free: 'Just practice: it costs no turn and earns no star.',
    listening: 'Listening…',
    yours: 'Yours:',
    nearness: { right: 'Exactly right!', nearly: 'Right! Only mind the underlined marks.', other: 'Not quite. Mind the underlined words.' },
    more: 'Once more',
    close: 'Enough',
  },
  device: {
    title: 'Sound and text',
    textOnly: 'Only text, no sound',
    textOnlyHelp: 'Nothing is said aloud and the microphone is away. Everything else stays.',
    readFirst: 'Let me read what I said before it is sent',
    readFirstHelp: 'What was understood comes into the text field: mend it, then send it. Not with an open microphone.',
    voice: 'Honzík’s voice',
    voiceHelp: 'The voice of your device sounds more natural than the one that Mluv makes here by itself.',
    voiceOfMluv: 'made by Mluv',
    voiceOfBrowser: (name) => `of this device (${name})`,
    kept: 'This is kept in this browser alone.',
  },
}
