/** The tutor without a model, a key or a network: authored content, played by the domain. Writes sentence by sentence. */
import { answer } from '../../domain/answering.ts'
import type { Language } from '../../domain/language.ts'
import { lessonOf } from '../../domain/lesson.ts'
import { lexiconOf, type Lexicon } from '../../domain/vocabulary.ts'
import type { Said } from '../../domain/wording.ts'
import type { Content } from '../../ports/content.ts'
import type { LanguageModel, ReplyPrompt, Written } from '../../ports/language-model.ts'

export function offlineHonzik({ content }: { readonly content: Content }): LanguageModel {
  const lexicons = new Map<Language, Lexicon>()
  const lexiconIn = (language: Language): Lexicon => {
    const lexicon = lexicons.get(language) ?? lexiconOf(content.in(language).vocabulary, content.in(language).commonForms, content.in(language).glossary)
    lexicons.set(language, lexicon)
    return lexicon
  }
  return {
    name: 'offline',
    async *write(prompt, { signal }) {
      yield { type: 'author', by: 'offline' }
      const { react, rest } = answer({ ...prompt, ...sceneAndPersona(prompt, content), talk: content.in(prompt.language).smallTalk, lexicon: lexiconIn(prompt.language) })
      for (const said of react) {
        if (signal.aborted) return
        yield sentence(said)
      }
      const correction = prompt.said.length > 0 ? null : await unlessAborted(prompt.correction, signal)
      for (const said of rest(correction)) {
        if (signal.aborted) return
        yield sentence(said)
      }
    },
  }
}

function sceneAndPersona({ language, settings, scene, sceneBefore, mode }: ReplyPrompt, content: Content) {
  const { personas, scenarios, ...written } = content.in(language)
  const persona = personas.get(settings.persona) ?? [...personas.values()][0]!
  const scenario = scene ? scenarios.get(scene.code) : undefined
  const isPlaying = scenario !== undefined && scene !== null && sceneBefore?.done !== true
  return { persona, wasPlayed: scenario !== undefined && !isPlaying, lesson: lessonOf(mode, written), scene: isPlaying ? { scenario, before: sceneBefore ?? scene, after: scene } : null }
}

const sentence = ({ text, translation, slow }: Said): Written => (slow ? { type: 'sentence', text, translation, slow } : { type: 'sentence', text, translation })

/** The value, or null as soon as `signal` aborts. */
async function unlessAborted<Value>(value: Promise<Value>, signal: AbortSignal): Promise<Value | null> {
  if (signal.aborted) return null
  const aborted = Promise.withResolvers<null>()
  const abort = () => aborted.resolve(null)
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await Promise.race([value, aborted.promise])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
