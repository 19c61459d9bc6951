/** What is done behind the scenes, as an operator sees it. */
import Type from 'typebox'
import { Id, Instant, orNull } from './scalars.ts'

export const JobState = Type.Enum(['waiting', 'running', 'done', 'dead', 'cancelled'])
export const JobTask = Type.Enum(['tick', 'close-streaks', 'remind', 'announce-challenge', 'offer-phrase', 'weekly-report', 'deliver', 'summarise', 'measure', 'refresh-leaderboards', 'clean-up', 'back-up'])

export const JobView = Type.Object({
  jobId: Id,
  task: JobTask,
  state: JobState,
  priority: Type.Integer({ description: '1 is begun first.' }),
  attempts: Type.Integer({ description: 'Runs that have begun.' }),
  tries: Type.Integer({ description: 'Runs after which it is dead.' }),
  payload: Type.Object({}, { additionalProperties: true, description: 'What it is about: days, zones, ids.' }),
  createdAt: Instant,
  dueAt: Instant,
  startedAt: orNull(Instant),
  endedAt: orNull(Instant),
  fault: orNull(Type.String({ description: 'Why the last run failed: a code, too-slow, or abandoned by a process that fell silent.' })),
})
export type JobView = Type.Static<typeof JobView>

export const JobListQuery = Type.Object({ state: Type.Optional(JobState), task: Type.Optional(JobTask), before: Type.Optional(Type.String({ maxLength: 200 })), limit: Type.Optional(Type.String()) })
export const JobList = Type.Object({
  items: Type.Array(JobView),
  next: orNull(Type.String()),
  depth: Type.Object({ waiting: Type.Integer({ description: 'Those whose moment has come.' }), running: Type.Integer(), dead: Type.Integer(), oldestMs: Type.Integer({ description: 'For how long the oldest has waited.' }) }),
})
export type JobList = Type.Static<typeof JobList>
