/** Calls of operators: what they see of this installation, and change in it. */
import Type from 'typebox'
import { PlanRequest } from '@mluv/protocol/budget.ts'
import { FlagHistory, FlagHistoryQuery, FlagList, FlagVariants, FlagVariantsQuery, FlagView, Rollout } from '@mluv/protocol/flags.ts'
import { JobList, JobListQuery, JobView } from '@mluv/protocol/jobs.ts'
import { Deliveries, DeliveriesQuery } from '@mluv/protocol/notices.ts'
import type { House } from '../house.ts'
import { budget } from './budget.ts'
import { flags } from './flags.ts'
import { jobs } from './jobs.ts'
import { notices } from './notices.ts'
import { ByText, type Routes } from './route.ts'

const ByName = Type.Object({ name: Type.String({ maxLength: 60 }) })

export function adminRoutes(house: House): Routes {
  const { givePlan } = budget(house)
  const { list, read, retry, cancel } = jobs(house)
  const { deliveries } = notices(house)
  const { list: flagList, roll, history, variants } = flags(house)
  return {
    'PUT /admin/learners/:id/plan': { says: 'Give a learner the limits of another plan', who: 'operator', params: ByText, body: PlanRequest, gives: { 204: null }, answer: givePlan },
    'GET /admin/deliveries': { says: 'What became of what was sent to learners, the last thirty days where none are given', who: 'operator', query: DeliveriesQuery, gives: { 200: Deliveries }, answer: deliveries },
    'GET /admin/jobs': { says: 'What is done behind the scenes, newest first', who: 'operator', query: JobListQuery, gives: { 200: JobList }, answer: list },
    'GET /admin/jobs/:id': { says: 'One job', who: 'operator', params: ByText, gives: { 200: JobView }, answer: read },
    'POST /admin/jobs/:id/retry': { says: 'Try a dead or cancelled job once more', who: 'operator', params: ByText, gives: { 200: JobView }, answer: retry },
    'POST /admin/jobs/:id/cancel': { says: 'End a job that waits or runs', who: 'operator', params: ByText, gives: { 200: JobView }, answer: cancel },

    'GET /admin/flags': { says: 'What not every learner has alike, and how it is rolled out', who: 'operator', gives: { 200: FlagList }, answer: flagList },
    'PUT /admin/flags/:name': { says: 'Roll a flag out: for whom, to how many of them, and among which variants; in force everywhere within a second', who: 'operator', params: ByName, body: Rollout, gives: { 200: FlagView }, answer: roll },
    'GET /admin/flags/:name/history': { says: 'Who changed it when, from what to what, the newest first', who: 'operator', params: ByName, query: FlagHistoryQuery, gives: { 200: FlagHistory }, answer: history },
    'GET /admin/flags/:name/variants': { says: 'How those fared who had one variant or another, the last fourteen days where none are given, and whether that is more than chance', who: 'operator', params: ByName, query: FlagVariantsQuery, gives: { 200: FlagVariants }, answer: variants },
  }
}
