/** The turn that is broken off and taken up again: the same words, parts and key in every process. */
import type { LearnerId } from '../../src/domain/identity.ts'
import { freePurses } from '../../src/routing/purses.ts'
import type { Tutor, Utterance } from '../../src/tutor/tutor.ts'
import { mindSaying, recordingOf, rehearsedAudio, rehearsedContent, rehearsedEar, rehearsedHearing, rehearsedVoice } from '../rehearsal.ts'

export const crashTranscript = 'Já jdu do škola.'
/** Never said before under another key. */
export const crashSentences = (key: string): readonly string[] => [`V hospodě ${key} je kniha.`, `A co vlak ${key}?`]

export const crashParts = (key: string): Omit<Tutor, 'store' | 'clock' | 'owner'> => ({
  language: 'cs', purses: freePurses, variantsOf: () => ({}),
  hearing: rehearsedHearing(), mind: mindSaying(...crashSentences(key)), voice: rehearsedVoice(), ear: rehearsedEar(), audio: rehearsedAudio(), content: rehearsedContent,
})

export const crashUtterance = (learnerId: LearnerId, key: string): Utterance => ({
  learnerId, key, bodyHash: 'the recording', conversationId: null, said: { recording: recordingOf(crashTranscript) }, speak: true, acknowledged: true,
})
