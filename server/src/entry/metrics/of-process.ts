/** Of a process, whatever it does: itself, its connections to the database, the jobs that it ran, whom it asked and what that cost. Those of several add up. */
import { savingWays } from '../../domain/saving.ts'
import { fates, type Fates } from '../../domain/watching.ts'
import type { Fare, Tried } from '../../ports/provider-health.ts'
import type { DatabaseVitals, ProcessVitals, RunVitals, SpentVitals, ToldVitals } from '../../ports/vitals.ts'
import type { Family } from './registry.ts'

export type OfProcess = {
  readonly version: string
  readonly process: ProcessVitals
  readonly database: DatabaseVitals
  readonly runs: readonly RunVitals[]
  readonly spent: readonly SpentVitals[]
  readonly fares: readonly Fare[]
  readonly tried: readonly Tried[]
  /** Calls that wait for a place at a vendor. */
  readonly places: ReadonlyMap<string, number>
  readonly told: ToldVitals
}

/** Called as every process of Node is by those who watch many. */
const itself: readonly Family<OfProcess>[] = [
  { name: 'mluv_build_info', type: 'gauge', labels: ['version'], help: 'Which version runs.', read: ({ version }) => [[{ version }, 1]] },
  { name: 'process_start_time_seconds', type: 'gauge', labels: [], help: 'When the process began, in seconds since 1970.', read: ({ process }) => [[{}, process.startedAtMs / 1000]] },
  { name: 'process_cpu_seconds_total', type: 'counter', labels: [], help: 'Processor time taken.', read: ({ process }) => [[{}, process.cpuMs / 1000]] },
  { name: 'process_resident_memory_bytes', type: 'gauge', labels: [], help: 'Memory that the process has.', read: ({ process }) => [[{}, process.residentBytes]] },
  { name: 'nodejs_heap_size_used_bytes', type: 'gauge', labels: [], help: 'Memory of JavaScript that is in use.', read: ({ process }) => [[{}, process.heapUsedBytes]] },
  { name: 'nodejs_heap_size_total_bytes', type: 'gauge', labels: [], help: 'Memory that JavaScript has.', read: ({ process }) => [[{}, process.heapTotalBytes]] },
  { name: 'nodejs_external_memory_bytes', type: 'gauge', labels: [], help: 'Memory outside of that, such as sound.', read: ({ process }) => [[{}, process.externalBytes]] },
  { name: 'mluv_loop_lag_milliseconds', type: 'histogram', labels: [], help: 'How late the event loop was, looked at ten times a second.', read: ({ process }) => [[{}, process.lagMs]] },
  { name: 'mluv_disk_free_bytes', type: 'gauge', labels: [], help: 'What is free on the disk of the data folder.', read: ({ process: { disk } }) => [[{}, disk && disk.freeBytes]] },
  { name: 'mluv_disk_size_bytes', type: 'gauge', labels: [], help: 'How large that disk is.', read: ({ process: { disk } }) => [[{}, disk && disk.sizeBytes]] },
]

const database: readonly Family<OfProcess>[] = [
  {
    name: 'mluv_database_connections', type: 'gauge', labels: ['state'], help: 'Connections of the pool.',
    read: ({ database: { busy, free } }) => [[{ state: 'busy' }, busy], [{ state: 'free' }, free]],
  },
  { name: 'mluv_database_waiting', type: 'gauge', labels: [], help: 'Callers that wait for a connection.', read: ({ database: { waiting } }) => [[{}, waiting]] },
  { name: 'mluv_database_refused_total', type: 'counter', labels: [], help: 'Callers that waited too long for a connection, or found too many waiting.', read: ({ database: { refused } }) => [[{}, refused]] },
  { name: 'mluv_database_wait_milliseconds', type: 'histogram', labels: [], help: 'How long callers waited for a connection.', read: ({ database: { waitedMs } }) => [[{}, waitedMs]] },
  {
    name: 'mluv_database_statement_milliseconds', type: 'histogram', labels: ['statement'], help: 'How long statements took, by what they were for.',
    read: ({ database: { statementsMs } }) => Array.from(statementsMs, ([statement, each]) => [{ statement }, each]),
  },
]

const work: readonly Family<OfProcess>[] = [
  { name: 'mluv_job_milliseconds', type: 'histogram', labels: ['task'], help: 'How long runs of jobs took.', read: ({ runs }) => runs.map(({ task, tookMs }) => [{ task }, tookMs]) },
  {
    name: 'mluv_job_runs_total', type: 'counter', labels: ['task', 'end'], help: 'Runs of jobs, by how they ended: done, lost, given-back, or the code of what failed.',
    read: ({ runs }) => runs.flatMap(({ task, ends }) => Array.from(ends, ([end, count]) => [{ task, end }, count] as const)),
  },
]

const ofWhom = ({ task, provider, model }: Pick<Fare, 'task' | 'provider' | 'model'>) => ({ task, provider, model: model ?? '' })

const providers: readonly Family<OfProcess>[] = [
  { name: 'mluv_provider_calls_total', type: 'counter', labels: ['task', 'provider', 'model'], help: 'Calls to a model.', read: ({ fares }) => fares.map((fare) => [ofWhom(fare), fare.calls]) },
  {
    name: 'mluv_provider_failures_total', type: 'counter', labels: ['task', 'provider', 'model', 'fault'], help: 'Calls that failed, by whose fault it was.',
    read: ({ tried }) => tried.flatMap((each) => Array.from(each.failed, ([fault, count]) => [{ ...ofWhom(each), fault }, count] as const)),
  },
  { name: 'mluv_provider_success_ratio', type: 'gauge', labels: ['task', 'provider', 'model'], help: 'How many of the latest calls were answered.', read: ({ fares }) => fares.map((fare) => [ofWhom(fare), fare.success]) },
  {
    name: 'mluv_provider_first_piece_milliseconds', type: 'histogram', labels: ['task', 'provider', 'model'], help: 'How long the first piece of an answer was waited for.',
    read: ({ tried }) => tried.map((each) => [ofWhom(each), each.firstPieceMs]),
  },
  { name: 'mluv_provider_resting', type: 'gauge', labels: ['task', 'provider', 'model'], help: 'Whether a model is left alone, because it failed.', read: ({ fares }) => fares.map((fare) => [ofWhom(fare), Number(fare.state === 'resting')]) },
  { name: 'mluv_provider_calls_waiting', type: 'gauge', labels: ['vendor'], help: 'Calls that wait for a place among what a vendor takes.', read: ({ places }) => Array.from(places, ([vendor, waiting]) => [{ vendor }, waiting]) },
]

const money: readonly Family<OfProcess>[] = [
  {
    name: 'mluv_spent_micro_usd_total', type: 'counter', labels: ['task', 'provider', 'model'], help: 'Millionths of a dollar that were spent.',
    read: ({ spent }) => spent.map((each) => [ofWhom(each), each.microUsd]),
  },
  // More may be paid than the baseline would have cost: it goes down, too.
  {
    name: 'mluv_saved_micro_usd', type: 'gauge', labels: ['task', 'provider', 'model', 'by'], help: 'Millionths of a dollar that were saved since the process began, by what.',
    read: ({ spent }) => spent.flatMap((each) => savingWays.map((by) => [{ ...ofWhom(each), by }, each.saved[by]] as const)),
  },
]

const byFate = (told: Fates | null) => fates.map((fate) => [{ fate }, told && told[fate]] as const)

const watching: readonly Family<OfProcess>[] = [
  { name: 'mluv_spans_total', type: 'counter', labels: ['fate'], help: 'Spans of traces, by what became of them; absent where nobody is told.', read: ({ told }) => byFate(told.spans) },
  { name: 'mluv_error_reports_total', type: 'counter', labels: ['fate'], help: 'Errors that were to be told of, by what became of that; absent where nobody is told.', read: ({ told }) => byFate(told.errors) },
]

export const ofProcess: readonly Family<OfProcess>[] = [...itself, ...database, ...work, ...providers, ...money, ...watching]
