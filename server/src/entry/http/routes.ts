/** Every call there is, on one page: who may make it, what it takes, what it gives. */
import type { FastifyInstance, FastifyRequest, HTTPMethods, RouteHandlerMethod } from 'fastify'
import Type from 'typebox'
import { PageVitals } from '@mluv/protocol/admin.ts'
import { About } from '@mluv/protocol/about.ts'
import { BudgetStatus, BudgetUsage, UsageQuery } from '@mluv/protocol/budget.ts'
import { ConversationList, ConversationRequest, ConversationView, ModeList, Opening, ScenarioList } from '@mluv/protocol/conversations.ts'
import { ExportQuery, ForgetRequest, Home, Leaderboard, LeaderboardQuery, LearnerView, SettingsPatch, StatsDays, StatsMe } from '@mluv/protocol/learner.ts'
import { CheckAnswer, CheckRequest, Disagreement, TextRequest, Transcript } from '@mluv/protocol/lessons.ts'
import { NoticeWays, PushEnd, PushKey, PushSubscription } from '@mluv/protocol/notices.ts'
import { DrillList, DrillRound, GrammarList, GrammarView, RoundQuery, SlangList } from '@mluv/protocol/drills.ts'
import { Problem } from '@mluv/protocol/problem.ts'
import { ProgressView } from '@mluv/protocol/progress.ts'
import { LlmHealth } from '@mluv/protocol/providers.ts'
import { Id } from '@mluv/protocol/scalars.ts'
import { Turn } from '@mluv/protocol/turn.ts'
import { WordView } from '@mluv/protocol/words.ts'
import { Failure } from '../../domain/failure.ts'
import type { House } from '../house.ts'
import { accountRoutes } from './account-routes.ts'
import { adminRoutes } from './admin-routes.ts'
import { budget } from './budget.ts'
import { cardRoutes } from './card-routes.ts'
import { conversations } from './conversations.ts'
import { health } from './health.ts'
import { leaderboard } from './leaderboard.ts'
import { learner } from './learner.ts'
import { lessons } from './lessons.ts'
import { metrics } from './metrics.ts'
import { myData } from './my-data.ts'
import { notices } from './notices.ts'
import { pageVitals } from './page-vitals.ts'
import { progress } from './progress.ts'
import { providers } from './providers.ts'
import { practice } from './practice.ts'
import { Binary, ByText, type Routes } from './route.ts'
import { sounds } from './sounds.ts'
import { words } from './words.ts'

const ByCode = Type.Object({ code: Type.String({ minLength: 1, maxLength: 40 }) })
const ById = Type.Object({ id: Id })
const ByWord = Type.Object({ word: Type.String({ minLength: 1, maxLength: 60 }) })
const Page = Type.Object({ before: Type.Optional(Type.String({ maxLength: 200 })), limit: Type.Optional(Type.String()), q: Type.Optional(Type.String({ maxLength: 200 })) })
const RecordingForm = Type.Object({ audio: Binary('OGG/Opus, WebM/Opus, MP3 or WAV, at most 5 MB and 60 s.'), conversationId: Type.Optional(Id) })
const Sound = Type.Object({ as: Type.Optional(Type.String({ description: 'ogg, mp4 or wav; ogg by default.' })) })
const Days = Type.Object({ from: Type.Optional(Type.String()), to: Type.Optional(Type.String()) })

const routes = (house: House): Routes => {
  const { profile, change, home, stats, days } = learner(house)
  const { take, forget } = myData(house)
  const { open, list, read, scenarios, modes } = conversations(house)
  const { text, recording, transcribe, check, disagree } = lessons(house)
  const { status, usage } = budget(house)
  const { drills, round, grammar, rule, slang } = practice(house)
  const { ways, key, subscribe, unsubscribe } = notices(house)
  return {
    'GET /about': { says: 'What runs here, and where its source is', who: 'anyone', gives: { 200: About }, answer: async () => ({ version: house.version, sourceUrl: house.sourceUrl }) },
    ...accountRoutes(house),

    'GET /learner': { says: 'Your profile', gives: { 200: LearnerView }, answer: profile },
    'PATCH /learner/settings': { says: 'Change how you are taught', body: SettingsPatch, gives: { 200: LearnerView }, answer: change },
    'GET /learner/home': { says: 'Everything the first page shows', gives: { 200: Home }, answer: home },
    'GET /learner/export': { says: 'Everything that is kept of you, as one document, or as one zip with the tutor’s speech; or your cards as a table', scope: 'account', query: ExportQuery, gives: { 200: Binary('A file to keep.') }, as: 'application/json', answer: take },
    'DELETE /learner': { says: 'Erase everything that is kept of you, at once and for good', scope: 'account', body: ForgetRequest, gives: { 204: null }, answer: forget },
    'GET /stats/me': { says: 'Your totals', gives: { 200: StatsMe }, answer: stats },
    'GET /stats/me/days': { says: 'Your days', query: Days, gives: { 200: StatsDays }, answer: days },
    'GET /stats/me/progress': { says: 'Your last twelve weeks: days, mistakes by kind, cards by state, stars, marks, challenges', gives: { 200: ProgressView }, answer: progress(house).read },

    'GET /notices': { says: 'By what you can be told things when you are not here', gives: { 200: NoticeWays }, answer: ways },
    'GET /notices/push': { says: "What browsers know this installation's messages by", gives: { 200: PushKey }, answer: key },
    'PUT /notices/push': { says: 'Be told things by this browser', body: PushSubscription, gives: { 204: null }, answer: subscribe },
    'DELETE /notices/push': { says: 'Be told nothing by this browser any more', body: PushEnd, gives: { 204: null }, answer: unsubscribe },

    'GET /leaderboard': { says: 'Who is ahead, of those who agreed to be seen', query: LeaderboardQuery, gives: { 200: Leaderboard }, answer: leaderboard(house).read },

    'GET /modes': { says: 'Ways in which a talk can be led, and what each can be about', gives: { 200: ModeList }, answer: modes },
    'GET /scenarios': { says: 'Role plays and topics there are', gives: { 200: ScenarioList }, answer: scenarios },
    'POST /conversations': { says: 'Open a conversation; the tutor speaks first', body: ConversationRequest, gives: { 201: Opening }, answer: open },
    'GET /conversations': { says: 'Your conversations, newest first', query: Page, gives: { 200: ConversationList }, answer: list },
    'GET /conversations/:id': { says: 'One conversation with its turns', params: ById, query: Page, gives: { 200: ConversationView }, answer: read },

    'POST /lessons/process/text': { says: 'Say something in writing', body: TextRequest, gives: { 200: Turn }, answer: text },
    'POST /lessons/process': { says: 'Say something aloud: a form with the recording as `audio`', form: RecordingForm, gives: { 200: Turn }, answer: recording },
    'POST /lessons/transcribe': { says: 'What you said, in writing, and no turn: a form with the recording as `audio`', form: Type.Pick(RecordingForm, ['audio']), gives: { 200: Transcript }, answer: transcribe },
    'POST /check': { says: 'Have a sentence checked, without a turn', body: CheckRequest, gives: { 200: CheckAnswer }, answer: check },
    'POST /mistakes/:id/disagree': { says: 'Withdraw a mistake: "this was right"', params: ByText, gives: { 200: Disagreement }, answer: disagree },

    'GET /words/:word': { says: 'What a word of the tutor’s means in your language, in any of its forms', params: ByWord, gives: { 200: WordView }, answer: words(house).read },

    'GET /drills': { says: 'Drills there are', gives: { 200: DrillList }, answer: drills },
    'GET /drills/:code': { says: 'A round of a drill, as hard as you can; the same for the same seed', params: ByCode, query: RoundQuery, gives: { 200: DrillRound }, answer: round },
    'GET /grammar': { says: 'Rules of grammar, easiest first', gives: { 200: GrammarList }, answer: grammar },
    'GET /grammar/:code': { says: 'One rule, with examples and exercises', params: ByCode, gives: { 200: GrammarView }, answer: rule },
    'GET /slang': { says: 'What is said among friends, and which of it is today’s', gives: { 200: SlangList }, answer: slang },

    ...cardRoutes(house),

    'GET /budget/status': { says: 'What may be spent and what is left: of yours, or for operators of all', who: 'session', gives: { 200: BudgetStatus }, answer: status },
    'GET /budget/usage': { says: 'What was spent on what, this month where no days are given: on you, or for operators on all', who: 'session', query: UsageQuery, gives: { 200: BudgetUsage }, answer: usage },

    'POST /vitals': { says: 'What a browser measured of the page: numbers, and of nobody', who: 'anyone', body: PageVitals, gives: { 204: null }, answer: pageVitals(house).take },

    'GET /audio/:names': { says: "The tutor's speech", who: 'anyone', query: Sound, gives: { 200: Binary('Ogg/Opus, or what was asked for.') }, as: 'audio/ogg', answer: sounds(house).play },

    'GET /llm/health': { says: 'Who answers, corrects, hears and speaks here, and how they fare', who: 'session', gives: { 200: LlmHealth }, answer: providers(house).health },

    ...adminRoutes(house),
  }
}

const problem = { description: 'What is wrong, as RFC 9457 has it.', content: { 'application/problem+json': { schema: Problem } } }

export function addRoutes(app: FastifyInstance, house: House): void {
  for (const [name, { says, who = 'learner', scope, body, form, params, query, gives, as, answer }] of Object.entries(routes(house))) {
    const [method, path] = name.split(' ') as [HTTPMethods, string]
    app.route({
      method,
      url: `/api/v1${path}`,
      config: { who, crowd: who === 'learner' || name === 'POST /session/guest', scope: scope ?? (method === 'GET' ? 'read' : 'learn') },
      schema: {
        summary: says,
        ...(body && { body: optionalBody.has(name) ? Type.Union([body, Type.Null()]) : body }),
        ...(form && { body: form, consumes: ['multipart/form-data'] }),
        ...(params && { params }),
        ...(query && { querystring: query }),
        ...(who !== 'anyone' && { security: [{ bearer: [] }, { cookie: [] }] }),
        response: { ...Object.fromEntries(Object.entries(gives).map(([status, schema]) => [status, as ? { content: { [as]: { schema } } } : (schema ?? Type.Null())])), '4xx': problem, '5xx': problem },
      },
      ...(form ? { validatorCompiler: () => () => true } : { preValidation: refuseForms }),
      handler: answer as RouteHandlerMethod,
    })
  }
  const { live, ready } = health(house)
  app.get('/health', { config: { who: 'anyone' }, schema: { hide: true } }, live)
  app.get('/ready', { config: { who: 'anyone' }, schema: { hide: true } }, ready)
  app.get('/metrics', { config: { who: 'anyone' }, schema: { hide: true } }, metrics(house).read)
}

/** The parser of forms leaves their reading to the route; one that does not read them would take them for no body at all. */
async function refuseForms(request: FastifyRequest): Promise<void> {
  if (request.isMultipart()) throw new Failure('unsupported', 'Send JSON (application/json).')
}

/** Calls that mean something without a body. */
const optionalBody: ReadonlySet<string> = new Set(['POST /session/guest', 'POST /conversations'])
