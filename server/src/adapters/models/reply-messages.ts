/**
 * What a model is asked for a reply: first what never changes, then what changes seldom, then what was said, and last
 * what holds for this utterance alone, so that the longest possible beginning is the same as last time.
 */
import type { Correction } from '../../domain/correction.ts'
import { lessonOf, type Lesson } from '../../domain/lesson.ts'
import type { Scenario } from '../../domain/scenario.ts'
import { windowOf } from '../../domain/window.ts'
import type { LanguageContent } from '../../ports/content.ts'
import type { ReplyPrompt } from '../../ports/language-model.ts'
import type { ChatMessages } from './chat-model.ts'
import { filled, type Prompts } from './prompts.ts'

export type Told = {
  readonly prompts: Prompts
  readonly content: LanguageContent
  /** Whether the vendor takes something off for what is always the same. */
  readonly discounted: boolean
  /** How much of what was said is told. */
  readonly window?: typeof windowOf
}

export function replyMessages(prompt: ReplyPrompt, correction: Correction | null, { prompts, content, discounted, window = windowOf }: Told): ChatMessages {
  const opening = prompt.opening.join(' ')
  const told = window(prompt.exchanges, prompt.earlier)
  const recollected = recollection(prompt, prompt.earlier + prompt.exchanges.length > told.length, prompts)
  return [
    { role: 'system', content: standing(prompt, prompts, content, discounted) },
    // Some servers refuse what does not begin with the user, or does not alternate.
    ...(opening + recollected === '' ? [] : [user(recollected || '…'), tutor(opening || '…')]),
    ...told.flatMap(({ learner, tutor: said }) => [user(asData(learner)), tutor(said || '…')]),
    user(`${notes(prompt, correction, prompts, content)}<learner>${asData(prompt.utterance)}</learner>`),
  ]
}

const user = (text: string): ChatMessages[number] => ({ role: 'user', content: [{ type: 'text', text }] })
const tutor = (text: string): ChatMessages[number] => ({ role: 'assistant', content: [{ type: 'text', text }] })

/** Nothing that a learner says can open or close a tag of ours. */
const asData = (text: string): string => text.replaceAll('<', '‹').replaceAll('>', '›')

function standing({ settings, length, topic, mode, scene, sceneBefore }: ReplyPrompt, { reply }: Prompts, content: LanguageContent, discounted: boolean): string {
  const persona = content.personas.get(settings.persona) ?? content.personas.values().next().value
  const scenario = content.scenarios.get((scene ?? sceneBefore)?.code ?? '')
  const lesson = lessonOf(mode, content)
  const subject = topic === null ? undefined : content.smallTalk.topics.get(topic)?.title.en
  return [
    reply.rules,
    discounted && reply.examples,
    persona && filled(reply.persona, { name: persona.name, character: persona.character }),
    reply.address[scenario?.address ?? lesson?.mode.address ?? persona?.address ?? 'ty'],
    reply.voice[persona?.gender ?? 'masculine'],
    reply.level[settings.level],
    reply.style[settings.style],
    length === 'short' && reply.short,
    reply.gender[settings.gender ?? 'unknown'],
    filled(reply.tongue, { motherTongue: settings.motherTongue }),
    scenario ? aboutScenario(scenario, reply.scenario) : lesson ? aboutLesson(lesson, reply.mode) : subject ? null : reply.free,
    !scenario && subject && filled(reply.topic, { topic: subject }),
  ].filter(Boolean).join('\n\n')
}

/** What is known besides what is told: data, which changes seldom, so that what comes after it can be the same as last time. Of this talk only what was left out. */
function recollection({ recollection: { facts, recurring, summary, lastTalk } }: ReplyPrompt, isCut: boolean, { reply }: Prompts): string {
  const { recollection: texts } = reply
  const lines = [
    facts.length > 0 ? filled(texts.facts, { facts: facts.map((fact) => `- ${asData(fact)}`).join('\n') }) : null,
    recurring.length > 0 ? filled(texts.recurring, { kinds: recurring.join(', ') }) : null,
    isCut && summary !== null ? filled(texts.summary, { summary: asData(summary) }) : null,
    !isCut && lastTalk !== null ? filled(texts.lastTalk, { summary: asData(lastTalk) }) : null,
  ].filter((line) => line !== null)
  return lines.length === 0 ? '' : `<memory>\n${lines.join('\n')}\n</memory>`
}

function aboutScenario(scenario: Scenario, text: string): string {
  const phases = scenario.phases.map(({ code, objectives }) => `- ${code}: ${objectives.map((objective) => objective.text.en).join('; ')}`)
  return filled(text, {
    title: scenario.title.cs,
    tutor: scenario.roles.tutor.en,
    learner: scenario.roles.learner.en,
    phases: phases.join('\n'),
    words: scenario.words.map(({ word }) => word).join(', '),
  })
}

function aboutLesson({ mode, rules, words }: Lesson, text: string): string {
  const rule = rules.map(({ title, rule: said, examples }) => `- ${title.en}: ${said.en} ${examples.map(({ cs }) => `"${cs}"`).join(' ')}`)
  return filled(text, { name: mode.name.en, brief: filled(mode.brief, { rules: rule.join('\n'), words: words.map(({ word }) => word).join(', ') }) })
}

/** What holds for this utterance alone. */
function notes({ scene, said }: ReplyPrompt, correction: Correction | null, { reply }: Prompts, content: LanguageContent): string {
  const scenario = content.scenarios.get(scene?.code ?? '')
  const phase = scenario?.phases.find(({ code }) => code === scene?.phase)
  const open = phase?.objectives.filter(({ code }) => !scene?.reached.includes(code)).map(({ text }) => text.en) ?? []
  const lines = [
    scenario && scene?.done ? reply.notes.over : null,
    scenario && phase && !scene?.done ? filled(reply.notes.phase, { phase: phase.code, open: open.join('; ') || '—' }) : null,
    correction && correction.findings.some(({ counted }) => counted) ? filled(reply.notes.corrected, { corrected: asData(correction.corrected) }) : null,
    said.length > 0 ? filled(reply.notes.said, { said: said.join(' ') }) : null,
  ].filter((line) => line !== null)
  return lines.length === 0 ? '' : `<notes>\n${lines.join('\n')}\n</notes>\n`
}
