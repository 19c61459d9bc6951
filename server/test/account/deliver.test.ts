import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { deliver } from '../../src/account/deliver.ts'
import type { ChannelName } from '../../src/domain/channel.ts'
import { ProviderFailure, type ProviderFault } from '../../src/domain/failure.ts'
import type { LearnerId } from '../../src/domain/identity.ts'
import { firstSettings } from '../../src/domain/learner.ts'
import type { Notifier } from '../../src/ports/notifier.ts'
import type { Message, OperatorMessage, Outbox } from '../../src/ports/outbox.ts'
import { givenClock } from '../given-clock.ts'

const clock = givenClock()
const message: Message = {
  messageId: 'm', learnerId: 'l' as LearnerId, kind: 'reminder', about: '2026-03-02', facts: { day: '2026-03-02', streakDays: 3 }, createdAtMs: clock.now(),
  settings: { ...firstSettings, reminders: true }, last: null, toldAtMs: null, address: 'learner@example.org', chatId: '7', browsers: [{ endpoint: 'https://push.example/1', p256dh: 'p', auth: 'a' }],
}
const wanting = (...reminder: ChannelName[]): Message => ({ ...message, settings: { ...message.settings, notices: { ...message.settings.notices, reminder } } })
const atNight: Message = { ...message, kind: 'weekly-report', facts: {} as never, settings: { ...message.settings, timeZone: 'Pacific/Auckland' } }

type Answer = ProviderFault | 'closed' | 'taken'
type Given = {
  readonly given?: Message | OperatorMessage | null
  readonly answers?: Partial<Record<ChannelName, Answer>>
  readonly lastTry?: boolean
  readonly ways?: readonly ChannelName[]
  readonly heldUntilMs?: number
}

/** One run, and what it did in order. */
async function run({ given = message, answers = {}, lastTry = false, ways = ['telegram', 'push', 'mail'], heldUntilMs }: Given = {}) {
  const did: string[] = []
  const outbox: Outbox = {
    post: async () => {},
    take: async () => given,
    sent: async (_, channel) => void did.push(`sent by ${channel}`),
    held: async (_, untilMs) => void did.push(`held until ${new Date(untilMs).toISOString()}`),
    dropped: async (_, why) => void did.push(`dropped: ${why}`),
    dead: async (_, channel, why) => void did.push(`dead by ${channel}: ${why}`),
    closed: async (_, channel, addresses) => void did.push(`closed ${channel}: ${addresses.join()}`),
  }
  const notifier = (channel: ChannelName | 'console', reaches: Notifier['reaches']): Notifier => ({
    channel, reaches,
    async send() {
      did.push(channel)
      const answer = channel === 'console' ? 'taken' : (answers[channel] ?? 'taken')
      if (answer === 'taken' || answer === 'closed') return { taken: answer === 'taken', closed: answer === 'closed' ? ['there'] : [] }
      throw new ProviderFailure(channel, answer)
    },
  })
  const reached: Readonly<Record<ChannelName, Notifier['reaches']>> = {
    telegram: (each) => each.kind !== 'operator-budget' && each.chatId !== null, push: (each) => each.kind !== 'operator-budget' && each.browsers.length > 0, mail: ({ address }) => address !== null,
  }
  const channels = { ways: ways.map((channel) => notifier(channel, reached[channel])), otherwise: notifier('console', () => true) }
  const error = await deliver({ outbox, channels, clock }, { messageId: 'm', lastTry, heldUntilMs }, new AbortController().signal).then(() => null, (thrown: unknown) => thrown)
  return { did, failed: error !== null }
}

describe('a message', () => {
  it('goes by the first channel that reaches its learner and is wanted for its kind, and into the log where there is none', async () => {
    assert.deepEqual(await run(), { did: ['telegram', 'sent by telegram'], failed: false })
    assert.deepEqual(await run({ given: { ...message, chatId: null } }), { did: ['push', 'sent by push'], failed: false })
    assert.deepEqual(await run({ given: wanting('mail') }), { did: ['mail', 'sent by mail'], failed: false })
    assert.deepEqual(await run({ given: wanting('mail'), ways: ['telegram', 'push'] }), { did: ['console', 'dropped: no-channel'], failed: false })
    assert.deepEqual(await run({ given: { ...message, chatId: null, browsers: [], address: null } }), { did: ['console', 'dropped: no-channel'], failed: false })
  })

  it('goes by the next where one is closed for good, which is noted', async () => {
    assert.deepEqual(await run({ answers: { telegram: 'closed' } }), { did: ['telegram', 'closed telegram: there', 'push', 'sent by push'], failed: false })
    assert.deepEqual(await run({ answers: { telegram: 'closed', push: 'closed', mail: 'closed' } }), {
      did: ['telegram', 'closed telegram: there', 'push', 'closed push: there', 'mail', 'closed mail: there', 'console', 'dropped: no-channel'], failed: false,
    })
  })

  it('to an operator goes to their address, whatever learners want, and into the log where there is none', async () => {
    const facts = { scope: 'guests', period: 'day', since: '2026-03-02', percent: 50, limitMicroUsd: 2, spentMicroUsd: 1 } as const
    const given: OperatorMessage = { messageId: 'm', kind: 'operator-budget', facts, createdAtMs: 0, address: 'operator@example.org' }
    assert.deepEqual(await run({ given }), { did: ['mail', 'sent by mail'], failed: false })
    assert.deepEqual(await run({ given: { ...given, address: null } }), { did: ['console', 'sent by console'], failed: false })
  })

  it('that is not there any more needs nothing', async () => assert.deepEqual(await run({ given: null }), { did: [], failed: false }))

  it('is not sent to somebody who does not want it any more', async () => {
    assert.deepEqual(await run({ given: { ...message, settings: firstSettings } }), { did: ['dropped: declined'], failed: false })
    assert.deepEqual(await run({ given: wanting() }), { did: ['dropped: declined'], failed: false })
  })

  it('is held back at night, until the morning of whoever sleeps', async () => {
    const morning = '2026-03-02T19:00:00.000Z'
    assert.deepEqual(await run({ given: atNight }), { did: [`held until ${morning}`], failed: false })
    assert.deepEqual(await run({ given: atNight, heldUntilMs: Date.parse(morning) }), { did: [], failed: true }, 'the job that came of it is early')
  })

  it('is tried again after a failure by the same channel, since it may have arrived, and dead after the last', async () => {
    assert.deepEqual(await run({ answers: { telegram: 'unreachable' } }), { did: ['telegram'], failed: true })
    assert.deepEqual(await run({ answers: { telegram: 'unreachable' }, lastTry: true }), { did: ['telegram', 'dead by telegram: unreachable'], failed: true })
    assert.deepEqual(await run({ given: wanting('mail'), answers: { mail: 'busy' }, lastTry: true }), { did: ['mail', 'dead by mail: busy'], failed: true })
  })

  it('goes by the next with its last try where the first has surely not taken it', async () => {
    assert.deepEqual(await run({ answers: { telegram: 'busy' } }), { did: ['telegram'], failed: true })
    assert.deepEqual(await run({ answers: { telegram: 'busy' }, lastTry: true }), { did: ['telegram', 'push', 'sent by push'], failed: false })
  })

  it('that was refused for good goes by the next at once, and is dead where there is none', async () => {
    assert.deepEqual(await run({ answers: { telegram: 'rejected-request' } }), { did: ['telegram', 'push', 'sent by push'], failed: false })
    assert.deepEqual(await run({ given: wanting('mail'), answers: { mail: 'rejected-request' } }), { did: ['mail', 'dead by mail: rejected-request'], failed: false })
  })
})
