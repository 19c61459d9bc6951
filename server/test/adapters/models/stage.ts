/** What tests of models share: a prompt, and content as small as it may be. */
import { firstSettings } from '../../../src/domain/learner.ts'
import type { Scenario } from '../../../src/domain/scenario.ts'
import type { Content, LanguageContent } from '../../../src/ports/content.ts'
import type { ReplyPrompt } from '../../../src/ports/language-model.ts'
import type { Facts } from '../../../src/ports/provider.ts'
import type { Listening } from '../../../src/ports/ear.ts'

const same = (text: string) => ({ cs: text, en: text, uk: text, ru: text })

const pub: Scenario = {
  code: 'pub',
  title: same('V hospodě'),
  level: 'A1',
  roles: { tutor: same('the waiter'), learner: same('a guest') },
  address: 'vy',
  opening: [],
  phases: [
    { code: 'arriving', objectives: [{ code: 'greet', text: same('greet the waiter'), when: [['dobr']] }], ask: [], branches: [], hints: [] },
    { code: 'ordering', objectives: [{ code: 'beer', text: same('order a beer'), when: [['piv']] }], ask: [], branches: [], hints: [] },
  ],
  closing: [],
  words: [{ word: 'účet', translation: same('bill'), example: 'Účet, prosím.' }],
  culture: [],
}

const language: LanguageContent = {
  language: 'cs',
  personas: new Map([['honzik', { code: 'honzik', name: 'Honzík', address: 'ty', character: 'A cheerful young man from Prague.', openings: [] }]]),
  scenarios: new Map([['pub', pub]]),
  smallTalk: { topics: new Map(), answers: [], feelings: [], signs: {} as never, pools: {} as never },
  vocabulary: new Map() as never,
  levelExamples: [],
  notices: {} as never,
}

export const content: Content = { in: () => language }

export const prompt: ReplyPrompt = {
  language: 'cs',
  settings: firstSettings,
  scene: null,
  sceneBefore: null,
  topic: null,
  opening: ['Ahoj!', 'Jak se máš?'],
  exchanges: [{ learner: 'Mám se dobře.', tutor: 'To je super. Co děláš?' }],
  earlier: 0,
  utterance: 'Já jdu do škola.',
  said: [],
  correction: Promise.resolve(null),
}

export const listening: Listening = { text: 'Já jdu do škola.', language: 'cs', level: 'A2', motherTongue: 'en', gender: null, corrections: 'detailed', spoken: false }

export const facts: Facts = { provider: 'simulated', model: 'm', price: { inputTokens: 1, outputTokens: 4 }, pricedOn: '2026-11-26', languages: null, contextTokens: 8000, strength: 'strong' }
