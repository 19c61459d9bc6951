/**
 * Three hundred learners are told the same at once, through the product's own outbox and queue: by Telegram, by letter, or by the second where the first is
 * closed to us. Telegram keeps to its limits and breaks some lines; the mail server puts every fifth letter off once. How many of those who can be reached are
 * told, and is anybody told twice? Peer: what one try each would have come to.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { outbox, type EnqueueIn } from '../server/src/adapters/postgres/outbox.ts'
import { realClock } from '../server/src/adapters/real-clock.ts'
import type { LearnerId } from '../server/src/domain/identity.ts'
import { firstSettings } from '../server/src/domain/learner.ts'
import { openInstallation } from '../server/test/journeys/installation.ts'
import { openMailServer } from '../server/test/mail-server.ts'
import { rounded, table } from './measuring/figures.ts'
import { startTelegram } from './telegram/bot-api.ts'

const people = { 'by Telegram': 150, 'by letter': 100, 'Telegram blocked, then by letter': 40, 'Telegram blocked, and nothing else': 10 } as const
const brokenLines = 15
const putOffEvery = 5
const limitRate = 0.95
const waitMsMax = 8 * 60_000

let letters = 0
const putOff = new Set<string>()
const mail = await openMailServer({
  onRcptTo(address, _, done) {
    letters += 1
    if (letters % putOffEvery !== 0 || putOff.has(address.address)) return done()
    putOff.add(address.address)
    done(Object.assign(new Error('Later, please.'), { responseCode: 451 }))
  },
})
const telegram = await startTelegram()
telegram.set({ updates: { held: true }, troubles: { sendMessage: { kind: 'cut', calls: brokenLines } } })
const mluv = await openInstallation({ warm: [], settings: { SMTP_URL: mail.url, TELEGRAM_BOT_TOKEN: telegram.token, TELEGRAM_API_URL: telegram.url, PUBLIC_URL: 'http://mluv.example' } })
try {
  const learners = await seeded()
  const beganMs = performance.now()
  const { store, queue } = mluv.mluv.house
  const clock = realClock()
  const posting = outbox(mluv.database.database, clock, (queue as unknown as { readonly enqueueIn: EnqueueIn }).enqueueIn)
  await mluv.mluv.work()
  await posting.post(learners.map((learnerId) => ({ notice: { learnerId, kind: 'achievement', facts: { code: 'hundred-stars' }, about: 'hundred-stars' }, push: true })), clock.now())
  await store.ping()
  await settled(beganMs)
  await report(performance.now() - beganMs)
} finally {
  await mluv.close()
  await telegram.stop()
  await mail.close()
}

async function seeded(): Promise<LearnerId[]> {
  const { store, clock } = mluv.mluv.house
  const all: LearnerId[] = []
  const channels = ['telegram', 'push', 'mail'] as const
  const settings = { ...firstSettings, reminders: true, quietHours: { from: 0, to: 0 }, notices: { ...firstSettings.notices, achievement: channels } }
  for (const [kind, count] of Object.entries(people)) {
    for (let each = 0; each < count; each += 1) {
      const [learnerId, nowMs] = [clock.newId() as LearnerId, clock.now()]
      await store.sessions.createGuest({ learnerId, settings, tokenHash: clock.random(32), recoveryHash: clock.random(32), nowMs, expiresAtMs: nowMs + 1 })
      const link = (provider: 'telegram' | 'email', subject: string) => store.identities.link(learnerId, { identityId: clock.newId(), provider, subject, createdAtMs: nowMs, verifiedAtMs: nowMs })
      const chat = 10_000 + all.length
      if (kind !== 'by letter') {
        telegram.chat(chat).say('/start')
        if (kind.startsWith('Telegram blocked')) telegram.chat(chat).block()
        await link('telegram', String(chat))
      }
      if (kind.endsWith('by letter')) await link('email', `learner-${all.length}@mluv.example`)
      all.push(learnerId)
    }
  }
  telegram.forget()
  return all
}

async function settled(sinceMs: number): Promise<void> {
  for (;;) {
    const { waiting } = await mluv.database.database.kysely.selectFrom('outbox').select(({ fn }) => fn.countAll<number>().as('waiting')).where('state', '=', 'waiting').executeTakeFirstOrThrow()
    if (Number(waiting) === 0 || performance.now() - sinceMs > waitMsMax) return
    await pause(250)
  }
}

async function report(tookMs: number): Promise<void> {
  const rows = await mluv.database.database.kysely.selectFrom('outbox').select(['state', 'channel', 'attempts', 'fault']).execute()
  const count = (holds: (row: (typeof rows)[number]) => boolean) => rows.filter(holds).length
  const reachable = rows.length - people['Telegram blocked, and nothing else']
  const [sent, first, unreached, waiting, dead] = [
    count(({ state }) => state === 'sent'), count(({ state, attempts }) => state === 'sent' && attempts === 1), count(({ fault }) => fault === 'no-channel'), count(({ state }) => state === 'waiting'), count(({ state }) => state === 'dead'),
  ]
  const received = Array.from(rows, (_, at) => telegram.chat(10_000 + at).messages().length + mail.lettersTo(`learner-${at}@mluv.example`))
  const twice = received.filter((each) => each > 1).length
  const told = received.filter((each) => each > 0).length
  console.log(table([
    [`${rows.length} learners, ${reachable} can be reached`, 'told', 'of those', 'told twice', 'reach nobody', 'waiting', 'given up'],
    ['ours', told, rounded(told / reachable), twice, unreached, waiting, dead],
    ['peer: one try each', first, rounded(first / reachable), '', '', '', ''],
    ['limit', '', limitRate, 0, people['Telegram blocked, and nothing else'], 0, 0],
  ]))
  const by = (name: string) => count(({ channel, state }) => state === 'sent' && channel === name)
  console.log(JSON.stringify({
    learners: rows.length, reachable, sent, told, rate: rounded(told / reachable), firstTry: rounded(first / reachable), twice, unreached, waiting, dead, tookS: Math.round(tookMs / 1000),
    byTelegram: by('telegram'), byLetter: by('mail'),
  }))
}
