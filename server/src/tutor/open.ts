/** How a conversation begins: the tutor speaks first, in the scenario or on the topic that was asked for. */
import type { Sentence } from '../domain/conversation.ts'
import { Failure } from '../domain/failure.ts'
import { tongueFor } from '../domain/language.ts'
import type { Learner } from '../domain/learner.ts'
import type { Persona } from '../domain/persona.ts'
import { begin, reportOf, type Line, type SceneReport, type SceneState } from '../domain/scenario.ts'
import { sayable, worded, type Wording } from '../domain/wording.ts'
import type { LanguageContent } from '../ports/content.ts'
import { deadline, within } from './deadline.ts'
import type { Tutor } from './tutor.ts'
import { soundOf } from './voice.ts'

/** An opening is shown without its sound rather than waited for longer. */
const openingMsMax = 3000

export type Opened = { readonly opening: readonly Sentence[]; readonly scene: SceneState | null; readonly report: SceneReport | null }

/** `choice` is any whole number: another one gives another opening. Throws `invalid` for a scenario or topic there is not. */
export async function open(tutor: Tutor, learner: Learner, asked: { readonly scenario: string | null; readonly topic: string | null; readonly choice: number }): Promise<Opened> {
  const content = tutor.content.in(tutor.language)
  const { settings } = learner
  const persona = content.personas.get(settings.persona) ?? content.personas.values().next().value!
  const scenario = asked.scenario === null ? null : (content.scenarios.get(asked.scenario) ?? null)
  if (asked.scenario !== null && scenario === null) throw new Failure('invalid', 'There is no such scenario.', { fields: [{ field: '/scenario', detail: 'Not one of GET /scenarios.' }] })
  const wording: Wording = { address: scenario?.address ?? persona.address, learner: settings.gender, tutor: persona.gender ?? 'masculine', tongue: tongueFor(settings.motherTongue) }
  const lines = scenario ? scenario.opening : freeOpening(content, persona, wording, asked.topic, asked.choice)

  const purse = await tutor.purses.open(learner.learnerId)
  const limit = deadline(tutor.clock, openingMsMax)
  try {
    const opening = await Promise.all(
      lines.map(async (line) => {
        const { text, translation, slow } = worded(line, wording)
        const voiced = await within(tutor.clock, openingMsMax, soundOf(tutor, purse, learner, { text, slow }, limit.signal), null)
        return { text, translation, sound: voiced === null || voiced instanceof Error ? null : voiced.sound }
      }),
    )
    const scene = scenario && begin(scenario)
    return { opening, scene, report: scenario && scene && reportOf(scenario, scene, wording.tongue) }
  } finally {
    limit.clear()
    purse.close()
  }
}

/** A persona's greeting, and on a topic the question that leads to it. */
function freeOpening(content: LanguageContent, persona: Persona, wording: Wording, topicCode: string | null, choice: number): readonly Line[] {
  const openings = persona.openings.filter((lines) => lines.every((line) => sayable(line, wording)))
  const opening = openings[choice % openings.length] ?? []
  if (topicCode === null) return opening
  const topic = content.smallTalk.topics.get(topicCode)
  if (!topic) throw new Failure('invalid', 'There is no such topic.', { fields: [{ field: '/topic', detail: 'Not one of GET /scenarios.' }] })
  const questions = topic.ask.filter((line) => sayable(line, wording))
  return [...opening.slice(0, -1), questions[choice % questions.length]!]
}
