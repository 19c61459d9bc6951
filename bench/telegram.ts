/**
 * Two hundred chats at once in Telegram for a minute, two messages of three in writing and one as a voice note, through the product as `npm start`
 * has it, by webhook; then the same while the product is killed again and again.
 *
 * Telegram is simulated in this process, the vendors of models in another; they take no time of their own but what answering costs on the same two
 * cores. Ours is the time from a message to its answer without what the vendors took by the turn's own record; what Telegram took counts as ours.
 * Each update is brought twice at the same moment. Every message has a word of its own, which its answer says: whether each is answered once, and in
 * order, is seen in the chats. While it is killed, Telegram says only after a while that it took something, so that many a message is in its chat and
 * not known to be. Peer: a bot of grammY's that says the same text again, and nothing else. `--quick` has fewer chats and less time.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Bot, webhookCallback } from 'grammy'
import { openDatabase } from '../server/src/adapters/postgres/database.ts'
import type { Tables } from '../server/src/adapters/postgres/tables.ts'
import { startEmbeddedPostgres } from '../server/src/adapters/embedded-postgres/start.ts'
import { freePort } from '../server/test/free-port.ts'
import { recorder } from '../server/test/journeys/recordings.ts'
import { percentiles, table } from './measuring/figures.ts'
import { start, type Installation } from './measuring/installation.ts'
import { unlimited } from './telegram/behaviour.ts'
import { startTelegram } from './telegram/bot-api.ts'
import type { ChatDoor, Telegram } from './telegram/door.ts'
import { openProvider } from './turning/provider-process.ts'
import { turnPlan } from './turning/turn-plan.ts'

const quick = process.argv.includes('--quick')
const people = quick ? 40 : 200
const lastsMs = quick ? 20_000 : 60_000
/** Of one person. */
const everyMs = 20_000
const limitP95Ms = 60
const kills = quick ? 2 : 6
/** As long as a word from Telegram is on its way. */
const saidMs = 50
const voiced = 12
const settleMsMax = 60_000

type Said = { readonly chat: ChatDoor; readonly isVoice: boolean; readonly word: string; readonly atMs: number }

const scratch = mkdtempSync(join(tmpdir(), 'mluv-telegram-'))
const provider = await openProvider()
await provider.ask({ type: 'set', behaviours: {} })
const notes = await voiceNotes()
const telegram = await startTelegram()
telegram.set({ rates: unlimited, updates: { retryMs: [50, 200, 500], again: 'at-once' } })
const port = await freePort()
const environment = {
  MLUV_DATA: join(scratch, 'data'), PORT: String(port), PUBLIC_URL: `http://127.0.0.1:${port}`, TELEGRAM_BOT_TOKEN: telegram.token, TELEGRAM_API_URL: telegram.url, TELEGRAM_UPDATES: 'webhook',
  ...Object.fromEntries(['CHAT', 'STT', 'TTS'].flatMap((part) => [[`MLUV_${part}_URL`, provider.url], [`MLUV_${part}_KEY`, provider.key]])),
}
let installation = await begin()
let planned = 0
try {
  await crowd(20, 3_000, 1_000)
  const alive = await crowd(people, lastsMs, everyMs)
  const providersMs = await providersTook()
  const ownMs = [...alive.textMs].map(([word, ms]) => ms - providersMs.get(word)!)
  const peer = await echoed()
  telegram.set({ saidMs })
  const [killed] = await Promise.all([crowd(people, lastsMs, everyMs), killing()])
  report({ alive, ownMs, killed, peer })
} finally {
  await installation.stop()
  provider.stop()
  await telegram.stop()
  rmSync(scratch, { recursive: true, force: true })
}

/** Said by espeak-ng, in Opus; the recogniser is taught them. */
async function voiceNotes(): Promise<readonly { readonly word: string; readonly ogg: Uint8Array }[]> {
  const recording = recorder()
  const made = []
  for (let at = 0; at < voiced; at += 1) {
    const { token, utterance } = turnPlan(20_000 + at)
    const pcm = await recording.say(utterance)
    await fetch(new URL('/simulator/teach', provider.url), { method: 'POST', body: JSON.stringify({ wav: Buffer.from(recording.wav(pcm)).toString('base64'), text: utterance }) })
    made.push({ word: token, ogg: await recording.ogg(pcm) })
  }
  await recording.close()
  return made
}

type Crowd = {
  readonly said: readonly Said[]
  readonly tookMs: { readonly text: readonly number[]; readonly voice: readonly number[] }
  /** By word, those in writing. */
  readonly textMs: ReadonlyMap<string, number>
  readonly missing: number
  readonly twice: number
  readonly disordered: number
  /** Messages whose process died before it knew that they were taken, and which were found in their chats. */
  readonly found: number
}

/** So many people, each saying something now and then, begun evenly over that time. Ends when all is answered, or nothing more comes. */
async function crowd(count: number, forMs: number, each: number): Promise<Crowd> {
  telegram.forget()
  const said: Said[] = []
  const beganMs = performance.now()
  await Promise.all(Array.from({ length: count }, async (_, person) => {
    const chat = telegram.chat(1_000 + person)
    for (let round = 0; round * each < forMs; round += 1) {
      await pause(Math.max(0, beganMs + each * (round + person / count) - performance.now()))
      const isVoice = (person + round) % 3 === 2
      const note = notes[(person + round) % notes.length]!
      const plan = turnPlan((planned += 1))
      const { atMs } = isVoice ? chat.voice(note.ogg) : chat.say(plan.utterance)
      said.push({ chat, isVoice, word: isVoice ? note.word : plan.token, atMs })
    }
  }))
  for (let waitedMs = 0; waitedMs < settleMsMax && judged(said).missing > 0; waitedMs += 500) await pause(500)
  return judged(said)
}

/** What became of what was said, by what stands in the chats. */
function judged(said: readonly Said[]): Crowd {
  const tookMs = { text: [] as number[], voice: [] as number[] }
  const textMs = new Map<string, number>()
  let [missing, twice, disordered] = [0, 0, 0]
  for (const [chat, mine] of Map.groupBy(said, ({ chat: each }) => each)) {
    // Where there was no time for a voice, words alone are an answer; what was heard is shown as such.
    const answers = chat.messages().filter(({ text }) => !text.startsWith('🎙'))
    const places = mine.map(({ word }) => answers.flatMap(({ text }, at) => (text.includes(word) ? [at] : [])))
    for (const [at, { isVoice, atMs, word }] of mine.entries()) {
      const [place] = places[at]!
      if (place === undefined) missing += 1
      else tookMs[isVoice ? 'voice' : 'text'].push(answers[place]!.atMs - atMs)
      if (place !== undefined && !isVoice) textMs.set(word, answers[place]!.atMs - atMs)
      if (places[at]!.length > 1) twice += 1
      if (at > 0 && place !== undefined && place < (places[at - 1]![0] ?? -1)) disordered += 1
    }
  }
  const found = telegram.calls().filter(({ method, description }) => method === 'editMessageReplyMarkup' && description.includes('not modified')).length
  return { said, tookMs, textMs, missing, twice, disordered, found }
}

/** By the word of a message, what providers took of the way to its first sound, as the turn's own record has it. */
async function providersTook(): Promise<ReadonlyMap<string, number>> {
  const { connection } = await startEmbeddedPostgres({ folder: join(scratch, 'data', 'postgres'), log: () => {} })
  const database = await openDatabase<Tables>({ connection, poolMax: 1, applicationName: 'mluv bench' })
  try {
    const rows = await database.sql<{ transcript: string; ms: number }[]>`select transcript, (timing->>'providersMs')::float8 as ms from turns where timing is not null`
    return new Map(rows.map(({ transcript, ms }) => [transcript.split(' ')[3]!, ms]))
  } finally {
    await database.close()
  }
}

/** The product and all it has started are killed at once, and started again. */
async function killing(): Promise<void> {
  for (let count = 0; count < kills; count += 1) {
    await pause(lastsMs / (kills + 1))
    process.kill(-installation.process.pid!, 'SIGKILL')
    installation = await begin()
  }
}

function begin(): Promise<Installation> {
  return start(resolve(import.meta.dirname, '..'), environment)
}

/** How long the same takes a bot that does nothing. */
async function echoed(): Promise<readonly number[]> {
  const other: Telegram = await startTelegram({ token: '7654321:simulated' })
  other.set({ rates: unlimited })
  const bot = new Bot(other.token, { client: { apiRoot: other.url } })
  bot.on('message:text', (ctx) => ctx.reply(ctx.msg.text))
  const take = webhookCallback(bot, 'http')
  const server = createServer((request, response) => void take(request, response))
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  await bot.init()
  await bot.api.setWebhook(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const chat = other.chat(1)
  const took: number[] = []
  for (let at = 0; at < 200; at += 1) {
    const { atMs } = chat.say(`Ahoj ${at}`)
    while (chat.messages().length <= at) await pause(1)
    took.push(chat.messages()[at]!.atMs - atMs)
  }
  server.close()
  server.closeAllConnections()
  await other.stop()
  return took
}

function report({ alive, ownMs, killed, peer }: { readonly alive: Crowd; readonly ownMs: readonly number[]; readonly killed: Crowd; readonly peer: readonly number[] }): void {
  const row = (name: string, { said, tookMs, missing, twice, disordered, found }: Crowd) => {
    const [text, voice] = [percentiles(tookMs.text), percentiles(tookMs.voice)]
    return [name, said.length, missing, twice, disordered, found, text.p50Ms, text.p95Ms, voice.p50Ms, voice.p95Ms]
  }
  console.log(table([
    [`${people} chats, ${lastsMs / 1000} s`, 'messages', 'unanswered', 'answered twice', 'out of order', 'found', 'text p50, ms', 'text p95', 'voice p50', 'voice p95'],
    row('by webhook', alive),
    ['of it ours', '', '', '', '', '', percentiles(ownMs).p50Ms, percentiles(ownMs).p95Ms, '', ''],
    row(`killed ${kills} times meanwhile`, killed),
    ['limit', '', 0, 0, 0, '', '', limitP95Ms, '', ''],
    ['peer: says it again, one chat', peer.length, '', '', '', '', percentiles(peer).p50Ms, percentiles(peer).p95Ms, '', ''],
  ]))
  const figures = ({ said, tookMs: { text, voice }, textMs: _, ...counts }: Crowd) => ({ messages: said.length, ...counts, textP95Ms: percentiles(text).p95Ms, voiceP95Ms: percentiles(voice).p95Ms })
  console.log(JSON.stringify({ alive: { ...figures(alive), ownTextP95Ms: percentiles(ownMs).p95Ms }, killed: figures(killed), peerP95Ms: percentiles(peer).p95Ms }))
}
