/**
 * From nothing to an answer: what a new user waits for, what each turn then takes at one learner, and what it weighs.
 *
 * Peers, in the same run: the same turns done in sequence (the whole reply written, then spoken, as JSON gives it), and a
 * bare Fastify route behind the same loopback. Limits: SPEC's figures. `--quick` leaves the installation out.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import fastify from 'fastify'
import { memoryMb, start, type Installation } from './measuring/installation.ts'
import { percentiles, rounded, table } from './measuring/figures.ts'

const quick = process.argv.includes('--quick')
const turns = quick ? 60 : 200
const limits = { startMs: 5000, saidP95Ms: 60, soundP95Ms: 400 }
const here = resolve(import.meta.dirname, '..')

const scratch = mkdtempSync(join(tmpdir(), 'mluv-first-turn-'))
try {
  const installed = quick ? null : await install()
  const folder = installed?.folder ?? here
  const data = join(scratch, 'data')
  const firstStart = await started(folder, data)
  await firstStart.installation.stop()
  const later: number[] = []
  for (let round = 0; round < 2; round += 1) {
    const { installation, answeredMs } = await started(folder, data)
    later.push(answeredMs)
    await installation.stop()
  }
  const { installation, answeredMs } = await started(folder, data)
  later.push(answeredMs)
  const measured = await measure(installation)
  const memory = memoryMb(installation.process.pid!, data)
  await installation.stop()
  report(installed?.tookMs ?? null, firstStart.answeredMs, percentiles(later).p50Ms, measured, memory, await bareRoute())
} finally {
  rmSync(scratch, { recursive: true, force: true })
}

/** A fresh clone and `npm ci`, as the README says. */
async function install(): Promise<{ folder: string; tookMs: number }> {
  const folder = join(scratch, 'clone')
  const beganMs = performance.now()
  execFileSync('git', ['clone', '--quiet', here, folder])
  execFileSync('npm', ['ci', '--silent', '--no-audit', '--no-fund'], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] })
  return { folder, tookMs: performance.now() - beganMs }
}

/** From `npm start` to the first answered turn. */
async function started(folder: string, data: string): Promise<{ installation: Installation; answeredMs: number }> {
  const installation = await start(folder, { MLUV_DATA: data })
  const token = await guest(installation.url)
  await say(installation.url, token, 'Dobrý den, jsem tady poprvé.', 'application/json')
  return { installation, answeredMs: performance.now() - installation.startedAtMs }
}

async function guest(url: string): Promise<string> {
  const response = await fetch(`${url}/api/v1/session/guest`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"timeZone":"Europe/Prague","motherTongue":"en"}' })
  return ((await response.json()) as { token: string }).token
}

async function say(url: string, token: string, text: string, accept: string): Promise<Response> {
  const response = await fetch(`${url}/api/v1/lessons/process/text`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, accept }, body: JSON.stringify({ text }) })
  if (!response.ok) throw new Error(`A turn was answered ${response.status}: ${await response.text()}`)
  return response
}

/** `sound`: of sentences never spoken before; `recalled`: of those whose sound is kept. */
type Measured = { readonly said: number[]; readonly sound: number[]; readonly recalled: number[]; readonly corrected: number[]; readonly sequence: number[] }

/** Every second turn as a stream, every other as JSON; no two share a sentence. */
async function measure({ url }: Installation): Promise<Measured> {
  const measured: Measured = { said: [], sound: [], recalled: [], corrected: [], sequence: [] }
  const token = await guest(url)
  const heard = new Set<string>()
  for (const [at, text] of sentences(turns * 2).entries()) {
    const beganMs = performance.now()
    if (at % 2 === 1) {
      const turn = (await (await say(url, token, text, 'application/json')).json()) as { reply: { sentences: { audioUrl: string }[] } }
      const spoken = turn.reply.sentences.map(({ audioUrl }) => audioUrl)
      if (!spoken.some((each) => heard.has(each))) measured.sequence.push(performance.now() - beganMs)
      for (const each of spoken) heard.add(each)
      continue
    }
    const seen = new Set<string>()
    let pending = ''
    for await (const piece of (await say(url, token, text, 'text/event-stream')).body!.pipeThrough(new TextDecoderStream())) {
      const events = (pending + piece).split('\n\n')
      pending = events.pop()!
      for (const event of events) {
        const type = /^event: (\w+)/m.exec(event)?.[1] ?? ''
        const { audioUrl = '' } = type === 'spoken' ? (JSON.parse(/^data: (.*)$/m.exec(event)![1]!) as { audioUrl: string }) : {}
        const isNew = !heard.has(audioUrl)
        heard.add(audioUrl)
        if (seen.has(type)) continue
        seen.add(type)
        if (type === 'spoken') await (await fetch(url + audioUrl)).arrayBuffer()
        const tookMs = performance.now() - beganMs
        if (type === 'said') measured.said.push(tookMs)
        if (type === 'spoken') (isNew ? measured.sound : measured.recalled).push(tookMs)
        if (type === 'corrected') measured.corrected.push(tookMs)
      }
    }
  }
  return measured
}

/** Sentences as learners say them, right and wrong, each once. */
function sentences(count: number): string[] {
  const who = ['Můj bratr', 'Moje sestra', 'Kamarád', 'Naše učitelka', 'Můj soused', 'Já', 'Babička', 'Kolega', 'Moje dcera', 'Strýc']
  const what = ['má rád', 'nemá ráda', 'často kupuje', 'vidí', 'hledá', 'dostal', 'čeká na', 'mluví o', 'chce', 'potřebuje']
  const which = ['nový dům', 'dobrá káva', 'velký pes', 'stará kniha', 'teplé počasí', 'čerstvý chleba', 'malá zahrada', 'české pivo', 'dlouhá dovolená', 'levné lístky']
  const all = who.flatMap((subject) => what.flatMap((verb) => which.map((object) => `${subject} ${verb} ${object}.`)))
  return Array.from({ length: count }, (_, at) => all[(at * 373) % all.length]!)
}

async function bareRoute(): Promise<number[]> {
  const app = fastify()
  app.post('/', async (request) => request.body)
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  const tookMs: number[] = []
  for (const text of sentences(turns)) {
    const beganMs = performance.now()
    await (await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ text }) })).json()
    tookMs.push(performance.now() - beganMs)
  }
  await app.close()
  return tookMs
}

function report(installMs: number | null, firstStartMs: number, laterStartMs: number, measured: Measured, memory: Record<string, number>, bare: readonly number[]): void {
  const said = percentiles(measured.said)
  const sound = percentiles(measured.sound)
  const recalled = percentiles(measured.recalled)
  const corrected = percentiles(measured.corrected)
  const sequence = percentiles(measured.sequence)
  const limit = percentiles(bare)
  const seconds = (ms: number) => rounded(ms / 1000)
  console.log(table([
    ['from nothing to an answer', 'seconds', 'limit'],
    ...(installMs === null ? [] : [['clone and npm ci', seconds(installMs), ''], ['clone to first answered turn', seconds(installMs + firstStartMs), '']]),
    ['first start to first answered turn', seconds(firstStartMs), ''],
    ['later start to first answered turn', seconds(laterStartMs), limits.startMs / 1000],
  ]))
  console.log()
  console.log(table([
    [`${measured.said.length} text turns at one learner, ms`, 'p50', 'p95', 'max', 'limit p95'],
    ['said: the first sentence is there', said.p50Ms, said.p95Ms, said.mostMs, limits.saidP95Ms],
    [`first sound, fetched, of ${measured.sound.length} new sentences`, sound.p50Ms, sound.p95Ms, sound.mostMs, limits.soundP95Ms],
    [`first sound, fetched, of ${measured.recalled.length} cached ones`, recalled.p50Ms, recalled.p95Ms, recalled.mostMs, ''],
    ['corrected', corrected.p50Ms, corrected.p95Ms, corrected.mostMs, ''],
    [`peer: ${measured.sequence.length} turns in sequence, as JSON`, sequence.p50Ms, sequence.p95Ms, sequence.mostMs, ''],
    ['bound: a bare Fastify route', limit.p50Ms, limit.p95Ms, limit.mostMs, ''],
    ['ratio: first sound ÷ in sequence', rounded(sound.p50Ms / sequence.p50Ms), rounded(sound.p95Ms / sequence.p95Ms), '', ''],
  ]))
  console.log()
  console.log(table([['memory, MB (PSS)', ''], ...Object.entries(memory), ['all', Object.values(memory).reduce((sum, mb) => sum + mb, 0)]]))
  const starts = { installMs: installMs && rounded(installMs), firstStartMs: rounded(firstStartMs), laterStartMs: rounded(laterStartMs) }
  console.log(JSON.stringify({ ...starts, said, firstSound: sound, firstSoundCached: recalled, corrected, inSequence: sequence, bareFastify: limit, memoryMb: memory }))
}
