/** Calls of operators: what they see of this installation, and change in it. */
import { ActiveDays, ActiveQuery, ByName, ByTask, DatabaseView, DeedList, Drained, LimitsRequest, LimitsView, LiveHistory, LiveView, ProviderRequest, QueueView } from '@mluv/protocol/admin.ts'
import { PlanRequest } from '@mluv/protocol/budget.ts'
import { FlagHistory, FlagHistoryQuery, FlagList, FlagVariants, FlagVariantsQuery, FlagView, Rollout } from '@mluv/protocol/flags.ts'
import { JobList, JobListQuery, JobView } from '@mluv/protocol/jobs.ts'
import { Deliveries, DeliveriesQuery } from '@mluv/protocol/notices.ts'
import type { House } from '../house.ts'
import { activeDays } from './active-days.ts'
import { budget } from './budget.ts'
import { database } from './database.ts'
import { deeds } from './deeds.ts'
import { flags } from './flags.ts'
import { jobs } from './jobs.ts'
import { limits } from './limits.ts'
import { liveView } from './live.ts'
import { notices } from './notices.ts'
import { providers } from './providers.ts'
import { queueView } from './queue.ts'
import { ByText, type Routes } from './route.ts'

export function adminRoutes(house: House): Routes {
  const { givePlan } = budget(house)
  const { list, read, retry, cancel } = jobs(house)
  const { deliveries } = notices(house)
  const { list: flagList, roll, history: flagHistory, variants } = flags(house)
  const { now, history } = liveView(house)
  const queue = queueView(house)
  const allowed = limits(house)
  return {
    'GET /admin/live': { says: 'How all processes are just now, added up and each by itself', who: 'operator', gives: { 200: LiveView }, answer: now },
    'GET /admin/live/history': { says: 'How the last hour was, in steps', who: 'operator', gives: { 200: LiveHistory }, answer: history },
    'GET /admin/queue': { says: 'What is done behind the scenes, by task', who: 'operator', gives: { 200: QueueView }, answer: queue.read },
    'POST /admin/queue/:task/pause': { says: 'Have no job of a task begun any more, in any process', who: 'operator', params: ByTask, gives: { 204: null }, answer: queue.pause },
    'POST /admin/queue/:task/resume': { says: 'Have jobs of a paused task begun again', who: 'operator', params: ByTask, gives: { 204: null }, answer: queue.resume },
    'POST /admin/queue/:task/drain': { says: 'Cancel all jobs of a task that wait', who: 'operator', params: ByTask, gives: { 200: Drained }, answer: queue.drain },
    'GET /admin/database': { says: 'How the database is, and what it is asked', who: 'operator', gives: { 200: DatabaseView }, answer: database(house).read },
    'GET /admin/limits': { says: 'What the installation may spend, and what is spent by whom', who: 'operator', gives: { 200: LimitsView }, answer: allowed.read },
    'PUT /admin/limits': { says: 'Set what the installation may spend, in place of the settings', who: 'operator', body: LimitsRequest, gives: { 200: LimitsView }, answer: allowed.change },
    'PUT /admin/providers/:name': { says: 'Turn a provider off, or on again', who: 'operator', params: ByName, body: ProviderRequest, gives: { 204: null }, answer: providers(house).turn },
    'GET /admin/learners/active': { says: 'How many learners were at work on which day', who: 'operator', query: ActiveQuery, gives: { 200: ActiveDays }, answer: activeDays(house).read },
    'GET /admin/deeds': { says: 'What operators changed lately', who: 'operator', gives: { 200: DeedList }, answer: deeds(house).read },
    'PUT /admin/learners/:id/plan': { says: 'Give a learner the limits of another plan', who: 'operator', params: ByText, body: PlanRequest, gives: { 204: null }, answer: givePlan },
    'GET /admin/deliveries': { says: 'What became of what was sent to learners, the last thirty days where none are given', who: 'operator', query: DeliveriesQuery, gives: { 200: Deliveries }, answer: deliveries },
    'GET /admin/jobs': { says: 'What is done behind the scenes, newest first', who: 'operator', query: JobListQuery, gives: { 200: JobList }, answer: list },
    'GET /admin/jobs/:id': { says: 'One job', who: 'operator', params: ByText, gives: { 200: JobView }, answer: read },
    'POST /admin/jobs/:id/retry': { says: 'Try a dead or cancelled job once more', who: 'operator', params: ByText, gives: { 200: JobView }, answer: retry },
    'POST /admin/jobs/:id/cancel': { says: 'End a job that waits or runs', who: 'operator', params: ByText, gives: { 200: JobView }, answer: cancel },

    'GET /admin/flags': { says: 'What not every learner has alike, and how it is rolled out', who: 'operator', gives: { 200: FlagList }, answer: flagList },
    'PUT /admin/flags/:name': { says: 'Roll a flag out: for whom, to how many of them, and among which variants; in force everywhere within a second', who: 'operator', params: ByName, body: Rollout, gives: { 200: FlagView }, answer: roll },
    'GET /admin/flags/:name/history': { says: 'Who changed it when, from what to what, the newest first', who: 'operator', params: ByName, query: FlagHistoryQuery, gives: { 200: FlagHistory }, answer: flagHistory },
    'GET /admin/flags/:name/variants': { says: 'How those fared who had one variant or another, the last fourteen days where none are given, and whether that is more than chance', who: 'operator', params: ByName, query: FlagVariantsQuery, gives: { 200: FlagVariants }, answer: variants },
  }
}
