/** Content as small as it may be. Knows nothing of files: what only rehearses does not wait for them. */
import { signs } from '../src/domain/small-talk.ts'
import type { Scenario } from '../src/domain/scenario.ts'
import type { Content, LanguageContent } from '../src/ports/content.ts'

const noSigns = Object.fromEntries(signs.map((name) => [name, []])) as never
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
  modes: new Map(),
  smallTalk: { topics: new Map(), answers: [], feelings: [], signs: noSigns, pools: {} as never },
  vocabulary: new Map() as never,
  glossary: new Map() as never,
  levelExamples: [],
  phrases: [],
  drills: new Map(),
  grammar: new Map(),
  slang: [],
  notices: {} as never,
  signIn: {} as never,
  chat: {} as never,
  privacy: {} as never,
  absent: {} as never,
}

export const smallContent: Content = { in: () => language }
