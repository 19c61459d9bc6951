/** A year in 38 zones: people practise or not, change their minds, their hours and their zones; ticks come late or not at all, jobs run twice, channels fail. */
import assert from 'node:assert/strict'
import { it, type TestContext } from 'node:test'
import { deliver } from '../../src/account/deliver.ts'
import { remind } from '../../src/account/remind.ts'
import { channelNames, reminderHours } from '../../src/domain/channel.ts'
import { ProviderFailure } from '../../src/domain/failure.ts'
import type { LearnerId } from '../../src/domain/identity.ts'
import { firstSettings, type Settings } from '../../src/domain/learner.ts'
import type { Notice, PushedKind } from '../../src/domain/notice.ts'
import { dayIn, dayOfTurn, shownIn, type LastDay } from '../../src/domain/progress.ts'
import { comeDue } from '../../src/domain/timetable.ts'
import { tasks } from '../../src/domain/task.ts'
import type { Notifier } from '../../src/ports/notifier.ts'
import type { Outbox } from '../../src/ports/outbox.ts'
import type { Rounds } from '../../src/ports/rounds.ts'
import { givenClock } from '../given-clock.ts'
import { zones } from '../zones.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
const fromMs = Date.UTC(2026, 0, 1)
const daysMax = 365
/** `MLUV_SEED` gives others, one after the other. */
const seeds = (process.env['MLUV_SEED'] ?? '2026').split(' ').map(Number)

type Person = { readonly learnerId: LearnerId; settings: Settings; last: LastDay | null; readonly spokeMs: number[]; readonly changedMs: number[]; readonly remindedMs: number[] }
type Kept = { readonly messageId: string; readonly notice: Notice<PushedKind>; readonly createdAtMs: number; state: 'waiting' | 'sent' | 'dropped' | 'dead' }
type Due = { readonly atMs: number; readonly messageId: string; readonly attempt: number; readonly heldUntilMs?: number }

const signal = new AbortController().signal

for (const seed of seeds)
  it(`reminds nobody twice, at night, after practising or after saying no, and everybody else: a year from the dice of ${seed}`, async (t) => {
    const { people, live, gaps, lost, reasons } = world(seed)
    await live()
    const evenings = people.flatMap((person) => owed(person, gaps))
    const told = evenings.filter(({ person, fromMs: sinceMs, toMs }) => {
      const isLost = lost.some(({ learnerId, ms }) => learnerId === person.learnerId && ms >= sinceMs && ms < toMs + dayMs)
      return isLost || person.remindedMs.some((ms) => ms >= sinceMs && ms < toMs)
    })
    assert.equal(told.length, evenings.length, 'whoever was alone in wanting it was reminded')
    tell(t, { reminded: people.flatMap(({ remindedMs }) => remindedMs).length, owed: evenings.length, ...reasons })
    assert.ok(evenings.length > 300, 'there were evenings to judge by')
    for (const reason of ['already-spoke', 'quiet', 'no-channel']) assert.ok(reasons[reason]! > 0, `${reason} came about`)
  })

const tell = (t: TestContext, figures: Readonly<Record<string, number>>) => t.diagnostic(Object.entries(figures).map(([name, count]) => `${name} ${count}`).join(', '))

/** Evenings on which somebody who wanted it, and changed nothing about it, neither spoke nor lived through an outage. */
function owed(person: Person, gaps: readonly (readonly [number, number])[]) {
  const { timeZone, reminderHour, quietHours, reminders, notices } = person.settings
  // After the last change, whose settings are known.
  const sinceMs = Math.max(fromMs, ...person.changedMs) + 2 * dayMs
  if (!reminders || notices.reminder.length === 0) return []
  const found: { readonly person: Person; readonly fromMs: number; readonly toMs: number }[] = []
  for (let ms = sinceMs; ms < fromMs + (daysMax - 2) * dayMs; ms += dayMs) {
    const midnightMs = ms - (shownIn(timeZone, ms) % dayMs)
    const [hourAtMs, toMs] = [midnightMs + (reminderHour - 1) * hourMs, midnightMs + dayMs + hourMs]
    const isQuiet = quietHours.from <= quietHours.to ? reminderHour >= quietHours.from && reminderHour < quietHours.to : reminderHour >= quietHours.from || reminderHour < quietHours.to
    const hasSpoken = person.spokeMs.some((spoke) => spoke >= midnightMs - dayMs && spoke < toMs + hourMs)
    const isDown = gaps.some(([downMs, upMs]) => upMs >= hourAtMs && downMs <= toMs)
    // What is due shortly before it gets quiet may come too late.
    if (!isQuiet && reminderHour + 3 <= Math.max(quietHours.from, quietHours.to === quietHours.from ? 24 : 0) && !hasSpoken && !isDown) found.push({ person, fromMs: hourAtMs, toMs })
  }
  return found
}

function world(seed: number) {
  const clock = givenClock(fromMs)
  const chance = dice(seed)
  const people = zones.map((timeZone, at): Person => ({
    learnerId: `learner ${at}` as LearnerId, settings: { ...firstSettings, timeZone, reminders: true, reminderHour: reminderHours[at % reminderHours.length]! },
    last: null, spokeMs: [], changedMs: [], remindedMs: [],
  }))
  const [jobs, faltered] = [[] as Due[], new Set<string>()]
  const lost: { readonly learnerId: LearnerId; readonly ms: number }[] = []
  const reasons: Record<string, number> = {}
  const gaps: [number, number][] = []
  const personOf = (learnerId: LearnerId) => people.find((person) => person.learnerId === learnerId)!

  const visited = ({ learnerId, settings, last }: Person) => ({ learnerId, settings, last, streak: null })
  const rounds = {
    async *visitAt(timeZone: string, hour: number) {
      yield people.filter(({ settings }) => settings.timeZone === timeZone && settings.reminders && settings.reminderHour === hour).map(visited)
    },
  } as unknown as Rounds

  const outbox = outboxOf({ jobs, faltered, lost, reasons, personOf })
  const way = (channel: Notifier['channel']): Notifier => ({
    channel,
    reaches: () => true,
    async send(message) {
      if (message.kind === 'operator-budget') return assert.fail('nobody told operators anything')
      if (chance() < 0.08) throw new ProviderFailure(channel, chance() < 0.5 ? 'unreachable' : 'busy')
      if (chance() < 0.1) return { taken: false, closed: ['there'] }
      arrive(personOf(message.learnerId), clock.now())
      return { taken: true, closed: [] }
    },
  })
  const channels = { ways: channelNames.map(way), otherwise: { channel: 'console', reaches: () => true, send: async () => ({ taken: true, closed: [] }) } }

  async function runDue(): Promise<void> {
    for (let at = jobs.findIndex(({ atMs }) => atMs <= clock.now()); at >= 0; at = jobs.findIndex(({ atMs }) => atMs <= clock.now())) {
      const [job] = jobs.splice(at, 1) as [Due]
      const { messageId, attempt, heldUntilMs } = job
      const { tries, backoff } = tasks.deliver
      const isDone = await deliver({ outbox, channels, clock }, { messageId, heldUntilMs, lastTry: attempt >= tries }, signal).then(() => true, () => false)
      if (!isDone) faltered.add(messageId)
      if (!isDone && attempt < tries) jobs.push({ ...job, attempt: attempt + 1, atMs: clock.now() + Math.min(backoff.delayMsMax, backoff.firstMs * 2 ** (attempt - 1)) * (0.5 + chance() / 2) })
    }
  }

  return {
    people, gaps, lost, reasons,
    async live(): Promise<void> {
      for (let tickedMs = fromMs; tickedMs < fromMs + daysMax * dayMs;) {
        const isDown = chance() < 0.004
        const spanMs = isDown ? (3 + chance() * 30) * hourMs : (90 + chance() * 80) * minuteMs
        if (isDown) gaps.push([tickedMs, tickedMs + spanMs])
        // Between two ticks life goes on, and messages that are on their way.
        for (let part = 0; part < 2; part += 1) {
          clock.pass(Math.round(spanMs / 2))
          for (const person of people) liveOn(person, spanMs / 2, clock.now(), chance)
          if (!isDown) await runDue()
        }
        const due = comeDue(tickedMs, clock.now(), [...new Set(people.map(({ settings }) => settings.timeZone))])
        tickedMs = clock.now()
        for (const job of due) {
          if (job.task !== 'remind') continue
          // Another process may have done it, and died before it said so.
          for (let run = chance() < 0.1 ? 0 : 1; run < 2; run += 1) await remind({ rounds, outbox, clock }, job.payload, signal)
        }
        await runDue()
      }
    },
  }
}

type Lost = { readonly learnerId: LearnerId; readonly ms: number }
type Postbox = { readonly jobs: Due[]; readonly faltered: ReadonlySet<string>; readonly lost: Lost[]; readonly reasons: Record<string, number>; readonly personOf: (learnerId: LearnerId) => Person }

/** Keeps each message once, as the real one does. */
function outboxOf({ jobs, faltered, lost, reasons, personOf }: Postbox): Outbox {
  const messages = new Map<string, Kept>()
  const toldAtMs = new Map<LearnerId, number>()
  const settle = (messageId: string, state: Kept['state'], why: string) => {
    const message = messages.get(messageId)!
    message.state = state
    reasons[why] = (reasons[why] ?? 0) + 1
    if (state === 'dead' || why === 'no-channel' || (state === 'dropped' && faltered.has(messageId))) lost.push({ learnerId: message.notice.learnerId, ms: message.createdAtMs })
  }
  return {
    async post(postings, nowMs) {
      for (const { notice, dueAtMs } of postings) {
        const messageId = `${notice.kind} ${notice.about} ${notice.learnerId}`
        if (messages.has(messageId)) continue
        messages.set(messageId, { messageId, notice, createdAtMs: nowMs, state: 'waiting' })
        jobs.push({ atMs: dueAtMs ?? nowMs, messageId, attempt: 1 })
      }
    },
    async take(messageId) {
      const message = messages.get(messageId)!
      if (message.state === 'sent' || message.state === 'dropped') return null
      const { settings, last, learnerId } = personOf(message.notice.learnerId)
      return { ...message.notice, messageId, createdAtMs: message.createdAtMs, settings, last, toldAtMs: toldAtMs.get(learnerId) ?? null, address: null, chatId: null, browsers: [] }
    },
    async sent(messageId, channel, nowMs) {
      toldAtMs.set(messages.get(messageId)!.notice.learnerId, nowMs)
      settle(messageId, 'sent', `by ${channel}`)
    },
    held: async (messageId, untilMs) => void jobs.push({ atMs: untilMs, messageId, attempt: 1, heldUntilMs: untilMs }),
    dropped: async (messageId, why) => settle(messageId, 'dropped', why),
    dead: async (messageId) => settle(messageId, 'dead', 'dead'),
    closed: async () => {},
  }
}

/** As a learner would look: at their own clock and calendar, and at what they did. */
function arrive({ settings, spokeMs, remindedMs, learnerId }: Person, nowMs: number): void {
  const { timeZone, quietHours: { from, to } } = settings
  const [hour, day] = [new Date(shownIn(timeZone, nowMs)).getUTCHours(), dayIn(timeZone, nowMs)]
  const where = `${learnerId} in ${timeZone} at ${new Date(shownIn(timeZone, nowMs)).toISOString()}`
  assert.ok(settings.reminders && settings.notices.reminder.length > 0, `${where}: had said no`)
  assert.ok(hour >= reminderHours[0], `${where}: at night`)
  assert.ok(from <= to ? hour < from || hour >= to : hour < from && hour >= to, `${where}: in quiet hours`)
  assert.ok(!spokeMs.some((ms) => dayIn(timeZone, ms) === day), `${where}: had practised`)
  assert.ok(!remindedMs.some((ms) => dayIn(timeZone, ms) === day || nowMs - ms < 12 * hourMs), `${where}: twice`)
  remindedMs.push(nowMs)
}

function liveOn(person: Person, spanMs: number, nowMs: number, chance: () => number): void {
  const within = (times: number, perMs: number) => chance() < (times * spanMs) / perMs
  if (within(0.4, dayMs)) {
    const { timeZone } = person.settings
    const day = dayOfTurn(nowMs, timeZone, person.last)
    if (person.last?.day !== day) person.last = { day, firstAtMs: nowMs, timeZone }
    person.spokeMs.push(nowMs)
  }
  if (!within(1, 20 * dayMs) || nowMs > fromMs + 200 * dayMs) return
  person.settings = changed(person.settings, chance)
  person.changedMs.push(nowMs)
}

function changed(settings: Settings, chance: () => number): Settings {
  const oneOf = <Of>(all: readonly Of[]): Of => all[Math.floor(chance() * all.length)]!
  switch (oneOf(['zone', 'hour', 'quiet', 'switch', 'switch', 'wishes'] as const)) {
    case 'zone':
      return { ...settings, timeZone: oneOf(zones) }
    case 'hour':
      return { ...settings, reminderHour: oneOf(reminderHours) }
    case 'quiet':
      return { ...settings, quietHours: oneOf([{ from: 21, to: 8 }, { from: 22, to: 7 }, { from: 0, to: 0 }, { from: 17, to: 19 }, { from: 20, to: 23 }]) }
    case 'switch':
      return { ...settings, reminders: !settings.reminders }
    case 'wishes':
      return { ...settings, notices: { ...settings.notices, reminder: oneOf([[], ['mail'], ['telegram'], channelNames, channelNames]) } }
  }
}

/** mulberry32: from a seed, the same everywhere. */
function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
