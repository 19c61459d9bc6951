/** Drills, rules of grammar and slang, in the learner's tongue and as hard as they can. */
import type { FastifyRequest } from 'fastify'
import { exercisesOf, roundOf, slangOf, type Exercise, type Slang } from '../../domain/drill.ts'
import { Failure } from '../../domain/failure.ts'
import { tongueFor, type Tongue } from '../../domain/language.ts'
import { dayIn } from '../../domain/progress.ts'
import type { House } from '../house.ts'
import { learnerOf } from './identity.ts'

type ByCode = { Params: { code: string }; Querystring: { seed?: string } }

export function practice(house: House) {
  const written = () => house.content.in(house.language)
  async function asking(request: FastifyRequest) {
    const learner = await house.store.learners.find(learnerOf(request))
    if (!learner) throw new Failure('unauthorized', 'This learner is gone. Start anew.')
    return { learner, tongue: tongueFor(learner.settings.motherTongue) }
  }
  return {
    async drills(request: FastifyRequest) {
      const { tongue } = await asking(request)
      return { items: [...written().drills.values()].map(({ code, kind, title, task }) => ({ code, kind, title: title[tongue], task: task[tongue] })) }
    },

    async round(request: FastifyRequest<ByCode>) {
      const { learner, tongue } = await asking(request)
      const drill = written().drills.get(request.params.code)
      if (!drill) throw new Failure('not-found', 'There is no such drill.')
      const { code, title, task } = drill
      return { code, title: title[tongue], task: task[tongue], exercises: roundOf(drill, learner.settings.level, request.query.seed ?? '').map(inTongue(tongue)) }
    },

    async grammar(request: FastifyRequest) {
      const { tongue } = await asking(request)
      const items = [...written().grammar.values()].map(({ code, level, title }) => ({ code, level, title: title[tongue] }))
      return { items: items.toSorted((one, other) => one.level.localeCompare(other.level)) }
    },

    async rule(request: FastifyRequest<ByCode>) {
      const { tongue } = await asking(request)
      const found = written().grammar.get(request.params.code)
      if (!found) throw new Failure('not-found', 'There is no such rule.')
      const { code, level, title, rule, examples } = found
      return {
        code, level, title: title[tongue], rule: rule[tongue],
        examples: examples.map((example) => ({ sentence: example.cs, translation: example[tongue] })),
        exercises: exercisesOf(found).map(inTongue(tongue)),
      }
    },

    async slang(request: FastifyRequest) {
      const { learner, tongue } = await asking(request)
      const all = written().slang
      const told = ({ level, phrase, example, ...meaning }: Slang) => ({ level, phrase, meaning: meaning[tongue], example })
      const today = slangOf(learner.learnerId, dayIn(learner.settings.timeZone, house.clock.now()), all)
      return { today: today && told(today), items: all.map(told) }
    },
  }
}

const inTongue = (tongue: Tongue) => ({ why, ...exercise }: Exercise) => ({ ...exercise, why: why[tongue] })
