import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { rooms } from '@mluv/protocol/rooms.ts'
import { OperatorSession } from '@mluv/protocol/session.ts'
import { startSimulator, type Simulator } from '../../../../bench/simulator/simulator.ts'
import { attributeNames } from '../../../src/adapters/otlp/wire.ts'
import { active } from '../../../src/adapters/postgres/active.ts'
import { books } from '../../../src/adapters/postgres/books.ts'
import { flags } from '../../../src/adapters/postgres/flags.ts'
import { inbox } from '../../../src/adapters/postgres/inbox.ts'
import { live } from '../../../src/adapters/postgres/live.ts'
import { outbox } from '../../../src/adapters/postgres/outbox.ts'
import { reach } from '../../../src/adapters/postgres/reach.ts'
import { recollections } from '../../../src/adapters/postgres/recollections.ts'
import { rounds } from '../../../src/adapters/postgres/rounds.ts'
import { sizes } from '../../../src/adapters/postgres/sizes.ts'
import { allowances } from '../../../src/adapters/postgres/spending.ts'
import { postgresStore } from '../../../src/adapters/postgres/store.ts'
import { upkeep } from '../../../src/adapters/postgres/upkeep.ts'
import { vitals } from '../../../src/adapters/postgres/vitals.ts'
import { realClock } from '../../../src/adapters/real-clock.ts'
import { periods, scopes } from '../../../src/domain/allowance.ts'
import { artefactNames } from '../../../src/domain/artefact.ts'
import { channelNames, toldKinds } from '../../../src/domain/channel.ts'
import { savingWays } from '../../../src/domain/saving.ts'
import { spanKinds, turnStages, type SpanKind } from '../../../src/domain/span.ts'
import { others } from '../../../src/domain/tally.ts'
import { taskNames } from '../../../src/domain/task.ts'
import { timetableNames } from '../../../src/domain/timetable.ts'
import { fates } from '../../../src/domain/watching.ts'
import { noRoute } from '../../../src/entry/http/timing.ts'
import { stageNames } from '../../../src/entry/metrics/seen.ts'
import { statusOf } from '../../../src/entry/render.ts'
import type { Tutor } from '../../../src/tutor/tutor.ts'
import { eventually } from '../../journeys/eventually.ts'
import { assertRefused, openInstallation, type Installation } from '../../journeys/installation.ts'
import { openSocket } from '../../journeys/socket.ts'
import { startWatchers, type TakenSpan, type Watchers } from '../../watchers.ts'

const metricsToken = 'whoever-watches-has-this'
/** In everything that learners and strangers send here. */
const secret = 'tajemstvi'

/** A bug of an ear's: its error says what it was told. */
const quotingWhatFails = ({ ear, ...tutor }: Tutor): Tutor => ({
  ...tutor, ear: { ...ear, check: async (listening, options) => { if (listening.text.includes(bug)) throw new TypeError(listening.text); return ear.check(listening, options) } },
})
const bug = 'Chyba'

let simulator: Simulator
let watchers: Watchers
let mluv: Installation
let operator: string
/** Those that are described. */
let routes: readonly string[]
before(async () => {
  simulator = await startSimulator()
  watchers = await startWatchers()
  const watched = { OTEL_EXPORTER_OTLP_ENDPOINT: watchers.url, SENTRY_DSN: watchers.dsn, SENTRY_ENVIRONMENT: 'trial' }
  mluv = await openInstallation({ adapt: quotingWhatFails, settings: { OPENAI_API_KEY: simulator.key, OPENAI_BASE_URL: simulator.url, METRICS_TOKEN: metricsToken, ...watched } })
  await mluv.mluv.work()
  routes = Object.keys((JSON.parse((await mluv.call('/openapi.json')).text) as { paths: object }).paths).map((path) => path.replaceAll(/\{(\w+)\}/g, ':$1'))
  operator = (await mluv.call('/session/operator', { method: 'POST', json: { token: mluv.mluv.operatorToken } })).as(OperatorSession).token
})
after(async () => {
  await mluv.close()
  await watchers.stop()
  await simulator.stop()
})

const read = async () => (await mluv.ask('/metrics', { token: operator })).text

describe('metrics', () => {
  it('are for operators, and for whoever has the token', async () => {
    const { token: guest } = await mluv.guest()
    assertRefused(await mluv.ask('/metrics'), 401, 'unauthorized')
    assertRefused(await mluv.ask('/metrics', { token: guest }), 403, 'forbidden')
    assertRefused(await mluv.ask('/metrics', { token: `${metricsToken}!` }), 401, 'unauthorized')
    assert.equal((await mluv.ask('/metrics', { token: operator })).status, 200)
    const { status, headers } = await mluv.ask('/metrics', { token: metricsToken })
    assert.deepEqual([status, headers['content-type'], headers['cache-control']], [200, 'text/plain; version=0.0.4; charset=utf-8', 'no-store'])
    assertRefused(await mluv.call('/admin/jobs', { token: metricsToken }), 401, 'unauthorized')
  })

  it('of a busy installation have no label but those of closed sets, and hold nobody’s words', async () => {
    await keepBusy()
    const text = await read()
    assert.doesNotMatch(text, new RegExp(secret, 'i'))
    const unknown = labelsIn(text).filter(({ name, value, line }) => !(closed(mluv)[name]?.(value, line) ?? false))
    assert.deepEqual(unknown, [])
    assert.deepEqual(labelsIn('a{route="/x",learner="1"} 1').map(({ name }) => name), ['route', 'learner'], 'labels are read')
    for (const line of [
      /^mluv_http_milliseconds_count\{method="POST",route="\/api\/v1\/lessons\/process\/text",status="2xx"\} 2$/m, /^mluv_http_milliseconds_count\{method="GET",route="\/api\/v1\/words\/:word",status="4xx"\} 1$/m,
      /^mluv_problems_total\{door="http",code="not-found"\} [1-9]\d*$/m, /^mluv_problems_total\{door="voice",code="invalid"\} 1$/m, /^mluv_turn_milliseconds_count\{stage="whole"\} 3$/m, /^mluv_turns_total 3$/m,
      /^mluv_provider_calls_total\{task="reply",provider="[^"]+",model="[^"]+"\} [1-9]/m, /^mluv_cache_answers_total\{artefact="home",how="loads"\} \d+$/m,
      /^mluv_database_statement_milliseconds_count\{statement="turns.finish"\} [1-9]\d*$/m, /^mluv_database_wait_milliseconds_count [1-9]\d+$/m, /^mluv_database_connections\{state="free"\} \d+$/m,
      /^mluv_jobs\{task="tick",state="waiting"\} \d+$/m, /^mluv_timetable_late_milliseconds\{entry="tick"\} 0$/m, /^mluv_leaderboard_age_milliseconds \d+$/m, /^mluv_disk_free_bytes \d{7,}/m,
      /^mluv_budget_micro_usd\{scope="installation",period="day",part="limit"\} 2000000$/m, /^mluv_sockets\{door="voice"\} 1$/m, /^process_resident_memory_bytes \d{7,}$/m, /^mluv_loop_lag_milliseconds_count \d+$/m,
    ])
      assert.ok(line.test(text), `${line} is not among\n${text.split('\n').filter((each) => each.startsWith(line.source.slice(1, 24).split('\\')[0]!)).join('\n')}`)
    // Handed in, and run, a little later.
    for (const line of [/^mluv_spent_micro_usd_total\{task="reply",provider="[^"]+",model="[^"]+"\} \d/m, /^mluv_job_runs_total\{task="tick",end="done"\} [1-9]/m])
      await eventually(async () => line.test(await read()), () => `${line} does not come`)
    assert.deepEqual(labelsIn(await read()).filter(({ name, value, line }) => !(closed(mluv)[name]?.(value, line) ?? false)), [])
  })
})

describe('those who are told of a busy installation', () => {
  before(async () => {
    const { token } = await mluv.guest()
    await mluv.say(token, `${bug} je ${secret}.`)
    await eventually(async () => /^mluv_spans_total\{fate="sent"\} [1-9]\d\d/m.test(await read()) && /^mluv_error_reports_total\{fate="sent"\} [1-9]/m.test(await read()), () => 'they are not told')
  })

  it('are told of spans by names and facts of closed sets alone', () => {
    const spans = watchers.spans()
    const isClosed = closedSpan(mluv)
    assert.deepEqual(spans.filter((span) => !isClosed(span)), [])
    assert.deepEqual(new Set(spans.map(({ attributes }) => attributes['mluv.kind'])), new Set(spanKinds.filter((kind) => kind !== 'update')))
    const one = spans.find(({ attributes }) => attributes['mluv.kind'] === 'call')!
    for (const breach of [
      { name: secret }, ...['mluv.outcome', 'gen_ai.request.model', 'mluv.task', 'mluv.pieces', 'http.route', 'learner'].map((fact) => ({ attributes: { ...one.attributes, [fact]: secret } })), { attributes: { ...one.attributes, 'mluv.kind': secret } },
    ])
      assert.ok(!isClosed({ ...one, ...breach }), JSON.stringify(breach))
  })

  it('are told of errors, where they were and in which trace', async () => {
    const error = watchers.errors().find(({ transaction }) => transaction === 'turn-faltered') as unknown as { readonly tags: object; readonly contexts: { readonly trace: { readonly trace_id: string } } }
    assert.deepEqual(error.tags, { event: 'turn-faltered', part: 'corrections' })
    await eventually(() => watchers.spans().some(({ traceId, name }) => traceId === error.contexts.trace.trace_id && name === 'turn'), () => 'its trace is not known')
    assert.match(JSON.stringify(error), /"type":"TypeError","value":""/)
  })

  it('are told nobody’s words', () => {
    assert.doesNotMatch(watchers.taken.map(({ path, body, headers }) => path + body + JSON.stringify(headers)).join('\n'), new RegExp(`${secret}|${bug} je`, 'i'))
  })
})

/** Whatever people and strangers do: right and wrong, by every door. */
async function keepBusy(): Promise<void> {
  const { token } = await mluv.guest()
  for (const said of [`Dneska mám ${secret}.`, `Zítra taky ${secret}.`]) await mluv.say(token, said)
  await mluv.call('/learner/home', { token })
  await mluv.call('/stats/me', { token })
  await mluv.call('/check', { token, json: { text: `Mám ${secret}.` } })
  await mluv.call(`/words/${secret}`, { token })
  await mluv.call(`/conversations?q=${secret}`, { token })
  await mluv.call('/cards', { token, json: { kind: 'word', front: secret, back: secret } })
  await mluv.call('/lessons/process/text', { token, json: { text: 1, [secret]: secret } })
  await mluv.call(`/${secret}/${secret}`, { token })
  await mluv.ask(`/${secret}?${secret}=1`)
  await mluv.ask(`/${secret}`, { method: 'POST', json: { secret } })
  await mluv.ask(`/${secret}`, { method: 'PROPFIND' })
  await mluv.ask(`/%${secret}`)
  await mluv.ask(`/api/v1/audio/${secret}`)
  await mluv.ask('/ready')
  for (const room of rooms) await mluv.ask(`/${room}`)
  const socket = await openSocket(mluv.url, { authorization: `Bearer ${token}` })
  await socket.next('ready')
  socket.up({ type: secret })
  await socket.next('refused')
  socket.up({ type: 'say', key: secret, text: `Tady je ${secret}.` })
  await socket.next('remembered')
}

type Label = { readonly line: string; readonly name: string; readonly value: string }
const labelsIn = (text: string): Label[] =>
  text.split('\n').filter((line) => !line.startsWith('#')).flatMap((line) => [...line.matchAll(/[{,]([a-z_]+)="((?:[^"\\]|\\.)*)"/g)].map(([, name, value]) => ({ line, name: name!, value: value! })))

const among = (...all: readonly (readonly string[])[]) => {
  const known = new Set(all.flat())
  return (value: string) => known.has(value)
}
const codes = Object.keys(statusOf)
const faults = ['rejected-key', 'rejected-request', 'out-of-credit', 'busy', 'unreachable', 'broken', 'over-budget']
const spendingTasks = ['reply', 'correct', 'transcribe', 'speak', 'summarise', 'embed']
const pages = ['/*', '/', '/docs', '/docs.css', '/admin', '/privacy', '/health', '/ready', '/metrics', '/api/v1/voice', '/api/v1/openapi.json', ...rooms.map((room) => `/${room}`), noRoute]

/** Whether all that a span says is among what there may be. */
function closedSpan(of: Installation): (span: TakenSpan) => boolean {
  const known = closed(of)
  const among = (label: string, line = '') => (value: string | number) => typeof value === 'string' && known[label]!(value, line)
  const isCount = (value: string | number) => typeof value === 'number'
  const route = (value: string | number) => typeof value === 'string' && value.startsWith('/api/') && known['route']!(value, '')
  const [task, provider, job, statement] = [among('task'), among('provider'), among('task', 'mluv_job'), among('statement')]
  const names: Readonly<Record<SpanKind, (name: string) => boolean>> = {
    request: (name) => /^(GET|HEAD|POST|PUT|PATCH|DELETE) /.test(name) && route(name.slice(name.indexOf(' ') + 1)),
    talk: (name) => name === 'talk', update: (name) => name === 'update', turn: (name) => name === 'turn', job, statement,
    stage: (name) => (turnStages as readonly string[]).includes(name),
    call: (name) => task(name.split(' ')[0]!) && provider(name.slice(name.indexOf(' ') + 1)),
  }
  const facts: Readonly<Record<string, (value: string | number) => boolean>> = {
    'mluv.kind': (value) => Object.hasOwn(names, value), 'mluv.outcome': (value) => ['done', 'left', 'lost', 'given-back', 'too-slow', ...codes, ...faults].includes(String(value)),
    'http.request.method': among('method'), 'http.route': route, 'http.response.status_code': isCount,
    'mluv.task': task, 'gen_ai.provider.name': provider, 'gen_ai.request.model': among('model'),
    'gen_ai.usage.input_tokens': isCount, 'gen_ai.usage.output_tokens': isCount, 'mluv.attempt': isCount, 'mluv.first_piece_ms': isCount, 'mluv.pieces': isCount,
  }
  assert.deepEqual(Object.keys(facts).toSorted(), attributeNames.toSorted())
  return ({ name, attributes }) => Object.entries(attributes).every(([fact, value]) => facts[fact]?.(value) ?? false) && names[attributes['mluv.kind'] as SpanKind](name)
}

/** Every label there may be, and what it may hold. */
function closed({ mluv: { house }, database: { database } }: Installation): Readonly<Record<string, (value: string, line: string) => boolean>> {
  const fares = house.fares()
  const clock = realClock()
  const nobody = async () => 0
  const ports = {
    outbox: outbox(database, clock, nobody), rounds: rounds(database, clock, nobody), upkeep: upkeep(database), books: books(database), allowances: allowances(database),
    reach: reach(database), inbox: inbox(database), recollections: recollections(database), vitals: vitals(database),
    live: live(database), active: active(database), flags: flags(database), sizes: sizes(database), controls: house.controls, queue: { ...house.queue, open: null, enqueueIn: null },
    ...postgresStore(database), ...postgresStore(database).doors,
  }
  const statements = Object.entries(ports).flatMap(([port, methods]) => Object.keys(methods).map((method) => `${port}.${method}`))
  return {
    route: (value) => pages.includes(value) || routes.includes(value),
    method: among(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'any']),
    status: among(['2xx', '3xx', '4xx', '5xx']),
    le: (value) => value === '+Inf' || /^\d+$/.test(value),
    statement: among(statements, [others]),
    stage: among(stageNames),
    door: among(['http', 'voice']),
    code: among(codes),
    part: (value, line) => among(line.startsWith('mluv_budget') ? ['limit', 'spent', 'in-hands'] : ['hearing', 'tutor', 'voice', 'corrections', 'memory'])(value),
    artefact: among(artefactNames),
    how: among(['process', 'shared', 'loads', 'renewals', 'waits', 'graced']),
    task: (value, line) => among(/^mluv_job/.test(line) ? taskNames : spendingTasks)(value),
    entry: among(timetableNames, ['tick']),
    end: among(['done', 'lost', 'given-back', 'too-slow'], codes),
    state: among(['waiting', 'running', 'dead', 'busy', 'free']),
    provider: among(fares.map(({ provider }) => provider)),
    model: among(fares.map(({ model }) => model ?? '')),
    vendor: among(fares.flatMap(({ provider, model }) => [provider, `${provider}/${model}`])),
    fault: among(faults),
    by: among(savingWays),
    scope: among(scopes), period: among(periods),
    kind: among(toldKinds, ['operator-budget']), channel: among(channelNames, ['console', '']), outcome: among(['sent', 'dropped', 'dead']),
    reason: among(['', 'declined', 'too-late', 'already-spoke', 'already-told', 'quiet', 'no-channel'], faults, codes),
    version: among([house.version]),
    fate: among(fates),
  }
}
