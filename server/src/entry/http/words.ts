/** What a word means, when a learner taps it. */
import type { FastifyRequest } from 'fastify'
import { Failure } from '../../domain/failure.ts'
import { meaningFor } from '../../domain/language.ts'
import { entryOf } from '../../domain/vocabulary.ts'
import type { House } from '../house.ts'
import { within } from '../../tutor/deadline.ts'
import { learnerOf } from './identity.ts'

/** Who taps a word waits for its meaning, not for its forms while the ear is busy. */
const formsMsMax = 1000

export const words = (house: House) => ({
  async read(request: FastifyRequest<{ Params: { word: string } }>) {
    const learner = await house.store.learners.find(learnerOf(request))
    if (!learner) throw new Failure('unauthorized', 'This learner is gone. Start anew.')
    const entry = entryOf(request.params.word, house.content.in(house.language).glossary)
    if (entry === null) throw new Failure('not-found', 'This word is not in our dictionary yet.')
    const { word, translation, example, level } = entry
    const forms = await within(house.clock, formsMsMax, house.formsOf(word).catch(() => []), [])
    return { word, translation: meaningFor(translation, learner.settings.motherTongue), example, level, forms }
  },
})
