/** How a conversation begins: the tutor speaks first, in the scenario, the mode or on the topic that was asked for. */
import type { Sentence } from '../domain/conversation.ts'
import { Failure } from '../domain/failure.ts'
import { spokenTo } from '../domain/flag.ts'
import { tongueFor } from '../domain/language.ts'
import type { Learner } from '../domain/learner.ts'
import { beginningIn } from '../domain/leading.ts'
import { topicsOf, type Material } from '../domain/lesson.ts'
import { oneOf, type Mode, type ModeState } from '../domain/mode.ts'
import type { Persona } from '../domain/persona.ts'
import { begin, reportOf, type Line, type SceneReport, type SceneState } from '../domain/scenario.ts'
import { sayable, worded, type Wording } from '../domain/wording.ts'
import type { LanguageContent } from '../ports/content.ts'
import type { CardStore } from '../ports/store.ts'
import { deadline } from './deadline.ts'
import type { Tutor } from './tutor.ts'
import { soundInTime } from './voice.ts'

/** An opening is shown without its sound rather than waited for longer. */
const openingMsMax = 3000
/** Of so many due cards some are words. */
const dueMax = 50

/** `choice` is any whole number: another one gives another opening. */
export type ToOpen = { readonly scenario: string | null; readonly topic: string | null; readonly mode: string | null; readonly choice: number }

export type Opened = { readonly opening: readonly Sentence[]; readonly scene: SceneState | null; readonly report: SceneReport | null; readonly topic: string | null; readonly mode: ModeState | null }

/** Throws `invalid` for a scenario, mode or topic there is not. */
export async function open(tutor: Tutor & { readonly cards: Pick<CardStore, 'due'> }, learner: Learner, asked: ToOpen): Promise<Opened> {
  const content = tutor.content.in(tutor.language)
  const { settings } = learner
  const persona = content.personas.get(settings.persona) ?? content.personas.values().next().value!
  const scenario = asked.scenario === null ? null : (content.scenarios.get(asked.scenario) ?? null)
  if (asked.scenario !== null && scenario === null) throw absent('scenario', content.scenarios.keys())
  const mode = asked.mode === null ? null : modeAsked(content, asked)
  const address = scenario?.address ?? mode?.address ?? persona.address
  const wording: Wording = { address, learner: settings.gender, tutor: persona.gender ?? 'masculine', tongue: tongueFor(settings.motherTongue) }
  const begun = mode
    ? beginningIn(mode, { ...asked, level: settings.level, due: await dueWords(tutor, learner, mode) }, wording, materialOf(content))
    : { lines: scenario ? scenario.opening : freeOpening(content, persona, wording, asked.topic, asked.choice), topic: asked.topic, mode: null }

  const spoken = spokenTo(learner, tutor.variantsOf(learner))
  const purse = await tutor.purses.open(learner.learnerId)
  const limit = deadline(tutor.clock, openingMsMax)
  try {
    const opening = await Promise.all(
      begun.lines.map(async (line) => {
        const { text, translation, slow } = worded(line, wording)
        return { text, translation, sound: await soundInTime(tutor, purse, spoken, { text, slow }, openingMsMax, limit.signal) }
      }),
    )
    const scene = scenario && begin(scenario)
    return { opening, scene, report: scenario && scene && reportOf(scenario, scene, wording.tongue), topic: begun.topic, mode: begun.mode }
  } finally {
    limit.clear()
    purse.close()
  }
}

function absent(field: 'scenario' | 'mode' | 'topic', there: Iterable<string>): Failure {
  const codes = [...there].join(', ')
  return new Failure('invalid', `There is no such ${field}.`, { fields: [{ field: `/${field}`, detail: codes === '' ? 'There is none to choose here.' : `One of: ${codes}.` }] })
}

function modeAsked(content: LanguageContent, { scenario, topic, mode: code }: ToOpen): Mode {
  const mode = content.modes.get(code ?? '')
  if (!mode) throw absent('mode', ['free', 'scenario', ...content.modes.keys()])
  if (scenario !== null) throw new Failure('invalid', 'A scenario is played as it is, in no mode.', { fields: [{ field: '/mode', detail: 'Only without a scenario.' }] })
  const topics = topicsOf(mode, materialOf(content)).map((each) => each.code)
  if (topic !== null && !topics.includes(topic)) throw absent('topic', topics)
  return mode
}

const materialOf = ({ smallTalk: { topics }, grammar, vocabulary }: LanguageContent): Material => ({ topics, grammar, vocabulary })

/** Only where words are practised: the longest overdue first. */
async function dueWords({ cards, clock }: { readonly cards: Pick<CardStore, 'due'>; readonly clock: Tutor['clock'] }, { learnerId }: Learner, { way }: Mode): Promise<readonly string[]> {
  if (way !== 'words') return []
  const { items } = await cards.due(learnerId, clock.now(), dueMax)
  return items.filter(({ kind }) => kind === 'word').map(({ front }) => front)
}

/** A persona's greeting, and on a topic the question that leads to it. */
function freeOpening(content: LanguageContent, persona: Persona, wording: Wording, topicCode: string | null, choice: number): readonly Line[] {
  const openings = persona.openings.filter((lines) => lines.every((line) => sayable(line, wording)))
  const opening = openings[choice % openings.length] ?? []
  if (topicCode === null) return opening
  const topic = content.smallTalk.topics.get(topicCode)
  if (!topic) throw absent('topic', content.smallTalk.topics.keys())
  return [...opening.slice(0, -1), ...oneOf(topic.ask, wording, choice)]
}
