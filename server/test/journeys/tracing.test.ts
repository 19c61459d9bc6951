/** What one cause brings about, over two processes, as a collector takes it: and that nobody waits for the collector. */
import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { channel } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { startSimulator, type Simulator } from '../../../bench/simulator/simulator.ts'
import { tonesOf } from '../../../bench/simulator/tones.ts'
import { turnStages } from '../../src/domain/span.ts'
import { startWatchers, type TakenSpan, type Watchers } from '../watchers.ts'
import { addressOf, openInstallation, type Installation } from './installation.ts'
import { eventually } from './eventually.ts'
import { openSocket } from './socket.ts'

const secret = 'tajemstvi'
const operatorToken = 'somebody-who-looks-after-it'

/** Of every request to anybody who listens here: the installation, its vendors, those who watch it. */
const heads: IncomingMessage[] = []
const note = (message: unknown): void => void heads.push((message as { readonly request: IncomingMessage }).request)

let simulator: Simulator
let watchers: Watchers
let mluv: Installation
before(async () => {
  channel('http.server.request.start').subscribe(note)
  simulator = await startSimulator()
  watchers = await startWatchers()
  answerWith(`Ano, ${secret}! A co dál?`)
  mluv = await openInstallation({ settings: settingsFor(watchers.url) })
})
after(async () => {
  channel('http.server.request.start').unsubscribe(note)
  await watchers.stop()
  await simulator.stop()
})

function answerWith(reply: string): void {
  const summary = { summary: `They spoke of ${secret}.`, facts: [] }
  const corrected = { czech: true, corrected: secret, suggestion: null, mistakes: [] }
  simulator.rules([{ when: '"talk":', say: summary, structured: true }, { when: '', say: reply, structured: false }, { when: '', say: corrected, structured: true }])
}

const settingsFor = (url: string) => ({
  OPENAI_API_KEY: simulator.key, OPENAI_BASE_URL: simulator.url, OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20collector,x-scope=mluv', METRICS_TOKEN: operatorToken,
})

/** All of a trace, once the span has come that ends last. */
async function traceOf(isLast: (span: TakenSpan) => boolean): Promise<readonly TakenSpan[]> {
  const last = await eventually(() => watchers.spans().find(isLast), () => `no such span among ${watchers.spans().map(({ name }) => name).join(', ')}`)
  return watchers.spans().filter(({ traceId }) => traceId === last.traceId)
}

/** Those for which nobody waits: they may end after what caused them. */
const afterthoughts = ['turns.noteStored', 'allowances.exchange']
const isAfterthought = ({ name, attributes }: TakenSpan): boolean => afterthoughts.includes(name) || attributes['mluv.kind'] === 'job' || attributes['mluv.outcome'] === 'left'

/** From a span up to what nothing here caused, by their names; fails where a parent is missing, or is over sooner. */
function pathOf(span: TakenSpan, all: readonly TakenSpan[]): string {
  const parent = all.find(({ spanId }) => spanId === span.parentSpanId)
  if (!parent) return span.name
  assert.ok(span.beganNs >= parent.beganNs && span.beganNs <= span.endedNs, `${span.name} begins within ${parent.name}`)
  assert.ok(isAfterthought(span) || span.endedNs <= parent.endedNs, `${span.name} ends within ${parent.name}`)
  return `${pathOf(parent, all)} > ${span.name}`
}
const pathsOf = (spans: readonly TakenSpan[]): ReadonlySet<string> => new Set(spans.map((span) => pathOf(span, spans)))

function assertAmong(paths: ReadonlySet<string>, wanted: readonly string[]): void {
  for (const path of wanted) assert.ok(paths.has(path), `${path} is not among\n${[...paths].join('\n')}`)
}

const elsewhere = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' }
const traceparent = (flags: '00' | '01', traceId = elsewhere.traceId) => `00-${traceId}-${elsewhere.spanId}-${flags}`

describe('a turn in writing', () => {
  it('is one trace from the door on: its stages, whom they call, what they ask of the database, and the job that another process does because of it', async () => {
    const { token } = await mluv.guest()
    await mluv.say(token, `Bydlím v ${secret}.`, { speak: true })
    const [top, turn] = ['POST /api/v1/lessons/process/text', 'POST /api/v1/lessons/process/text > turn']
    const vendor = new URL(simulator.url).host
    assertAmong(pathsOf(await traceOf(({ name }) => name === top)), [
      top, turn, `${turn} > turns.lookUp`, `${turn} > keep > turns.claim`, `${turn} > reply > reply ${vendor}`, `${turn} > correct > correct ${vendor}`, `${turn} > speak > speak ${vendor}`, `${turn} > remember > turns.finish`, `${turn} > turns.noteStored`,
    ])
    const long = 'Dlouhý den byl dlouhý. '.repeat(40)
    for (let nth = 0; nth < 9; nth += 1) await mluv.say(token, long, { speak: false })
    const worker = await startWorker()
    await eventually(async () => (await mluv.mluv.house.queue.list({ state: 'done', task: 'summarise', before: null, limit: 1 })).items.length === 1, () => 'the job is not done')
    await worker.stop()
    const spans = await traceOf(({ name }) => name === 'summarise')
    await traceOf(({ name, traceId }) => name === top && traceId === spans[0]!.traceId)
    const whole = watchers.spans().filter(({ traceId }) => traceId === spans[0]!.traceId)
    assertAmong(pathsOf(whole), [top, `${turn} > remember > summarise`, `${turn} > remember > summarise > summarise ${vendor}`, `${turn} > remember > summarise > recollections.keep`])
    assert.equal(whole.filter(({ parentSpanId }) => parentSpanId === null).length, 1, 'one beginning')
    const instanceOf = (wanted: string) => watchers.taken.filter(({ body }) => body.includes(`"name":"${wanted}"`)).map(({ body }) => /"service.instance.id","value":\{"stringValue":"([^"]+)"/.exec(body)![1])
    assert.notEqual(instanceOf('summarise')[0], instanceOf('turn')[0], 'another process')
    assert.deepEqual([...new Set(watchers.taken.map(({ headers }) => `${headers.authorization} ${String(headers['x-scope'])} ${headers['content-type']}`))], ['Bearer collector mluv application/json'])
  })

  it('is a part of the trace of whoever asks, and recorded where theirs is', async () => {
    const { token } = await mluv.guest()
    const asked = (flags: '00' | '01', traceId?: string) => mluv.call('/lessons/process/text', { token, json: { text: secret, speak: false }, headers: { traceparent: traceparent(flags, traceId) } })
    const hidden = 'a'.repeat(32)
    await asked('00', hidden)
    await asked('01')
    const spans = await traceOf(({ traceId, name }) => traceId === elsewhere.traceId && name.startsWith('POST'))
    assert.equal(spans.find(({ name }) => name.startsWith('POST'))!.parentSpanId, elsewhere.spanId)
    assert.ok(pathsOf(spans).has('POST /api/v1/lessons/process/text > turn > remember > turns.finish'))
    assert.ok(watchers.spans().every(({ traceId }) => traceId !== hidden))
    for (const wrong of ['', 'x', traceparent('01', '0'.repeat(32)), `ff${traceparent('01').slice(2)}`, `${traceparent('01')}-more`]) assert.equal((await mluv.call('/learner', { token, headers: { traceparent: wrong } })).status, 200, wrong)
  })

  it('has its trace and its name in the lines of the log', async () => {
    const lines = mluv.logged.map((line) => JSON.parse(line) as Readonly<Record<string, string>>).filter(({ event }) => event === 'turn-remembered')
    assert.equal(lines.length, 12)
    const known = new Set(watchers.spans().filter(({ name }) => name === 'turn').map(({ traceId }) => traceId))
    assert.equal(lines.filter(({ traceId }) => known.has(traceId!)).length, 11)
    assert.ok(lines.every(({ turnId }) => /^[\da-f-]{36}$/.test(turnId!)))
  })

  it('tells no vendor of its trace', () => {
    const asked = heads.filter(({ url }) => url!.includes('/chat/completions'))
    assert.ok(asked.length > 20)
    for (const { headers } of asked) assert.deepEqual(Object.keys(headers).filter((name) => /^(traceparent|tracestate|baggage|sentry)/.test(name)), [])
    assert.ok(heads.some(({ headers }) => headers['traceparent'] !== undefined), 'they are looked at')
  })
})

describe('a turn aloud', () => {
  it('is one trace from the first sound that is heard to the last that is told', async () => {
    const { token } = await mluv.guest()
    // What has been spoken before is not spoken again.
    answerWith(`Hezky, ${secret}! A zítra?`)
    const socket = await openSocket(mluv.url)
    socket.up({ type: 'hello', token, sound: 'pieces' })
    await socket.next('ready')
    const { samples } = tonesOf('Dneska je hezky.')
    socket.up({ type: 'utterance-begin', format: 'pcm16k' })
    socket.upSound(new Uint8Array(Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength)))
    socket.up({ type: 'utterance-end' })
    await socket.next('remembered')
    await socket.close()
    const spans = await traceOf(({ name }) => name === 'talk')
    const paths = pathsOf(spans)
    assertAmong(paths, ['talk', 'talk > turn', ...turnStages.flatMap((stage) => (stage === 'decode' ? [] : [`talk > turn > ${stage}`])), `talk > turn > hear > transcribe ${new URL(simulator.url).host}`])
  })
})

describe('a collector that is not well', () => {
  const degradedIn = async () => (await mluv.say((await mluv.guest()).token, 'Mám se dobře.', { speak: false })).degraded

  it('is waited for by nobody, and what it does not take is counted', async () => {
    watchers.answer({ status: 500 })
    assert.deepEqual(await degradedIn(), [])
    await eventually(async () => /^mluv_spans_total\{fate="refused"\} [1-9]/m.test((await mluv.ask('/metrics', { token: operatorToken })).text), () => 'nothing is counted')
  })

  it('that does not answer at all keeps nobody from stopping', async () => {
    watchers.answer(null)
    assert.deepEqual(await degradedIn(), [])
    const asked = watchers.taken.length
    await mluv.close()
    assert.ok(watchers.taken.length > asked, 'it is told when all is over')
  })
})

/** A process of its own, on the same database, that serves nobody. */
async function startWorker(): Promise<{ stop(): Promise<void> }> {
  const settings = { ...settingsFor(watchers.url), DATABASE_URL: addressOf(mluv.database.connection) }
  const child: ChildProcess = spawn(process.execPath, [fileURLToPath(new URL('../../src/main.ts', import.meta.url)), 'work'], { env: { ...process.env, ...settings }, stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout!, 'data')
  return {
    async stop() {
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}
