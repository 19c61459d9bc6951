import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { deliver } from '../../src/account/deliver.ts'
import { ProviderFailure, type ProviderFault } from '../../src/domain/failure.ts'
import type { LearnerId } from '../../src/domain/identity.ts'
import { firstSettings } from '../../src/domain/learner.ts'
import type { Notifier } from '../../src/ports/notifier.ts'
import type { Message, OperatorMessage, Outbox } from '../../src/ports/outbox.ts'
import { givenClock } from '../given-clock.ts'

const clock = givenClock()
const message: Message = {
  messageId: 'm', learnerId: 'l' as LearnerId, kind: 'reminder', about: '2026-03-02', facts: { day: '2026-03-02', streakDays: 3 }, createdAtMs: clock.now(),
  settings: { ...firstSettings, reminders: true }, last: null, address: 'learner@example.org',
}

/** One run, and what it did in order. */
async function run({ given = message, fault = null, lastTry = false, mail = true }: { given?: Message | OperatorMessage | null; fault?: ProviderFault | null; lastTry?: boolean; mail?: boolean } = {}) {
  const did: string[] = []
  const outbox: Outbox = {
    post: async () => {},
    take: async () => given,
    sent: async (_, channel) => void did.push(`sent by ${channel}`),
    dropped: async (_, why) => void did.push(`dropped: ${why}`),
    dead: async (_, channel, why) => void did.push(`dead by ${channel}: ${why}`),
  }
  const notifier = (channel: string): Notifier => ({
    channel,
    async send() {
      did.push(channel)
      if (fault) throw new ProviderFailure(channel, fault)
    },
  })
  const channels = { mail: mail ? notifier('mail') : null, otherwise: notifier('console') }
  const error = await deliver({ outbox, channels, clock }, { messageId: 'm', lastTry }, new AbortController().signal).then(() => null, (thrown: unknown) => thrown)
  return { did, failed: error !== null }
}

describe('a message', () => {
  it('goes by mail to an address, and into the log otherwise', async () => {
    assert.deepEqual(await run(), { did: ['mail', 'sent by mail'], failed: false })
    assert.deepEqual(await run({ mail: false }), { did: ['console', 'sent by console'], failed: false })
    assert.deepEqual(await run({ given: { ...message, address: null } }), { did: ['console', 'sent by console'], failed: false })
  })

  it('to an operator goes to their address, whatever learners want, and into the log where there is none', async () => {
    const facts = { scope: 'guests', period: 'day', since: '2026-03-02', percent: 50, limitMicroUsd: 2, spentMicroUsd: 1 } as const
    const given: OperatorMessage = { messageId: 'm', kind: 'operator-budget', facts, createdAtMs: 0, address: 'operator@example.org' }
    assert.deepEqual(await run({ given }), { did: ['mail', 'sent by mail'], failed: false })
    assert.deepEqual(await run({ given: { ...given, address: null } }), { did: ['console', 'sent by console'], failed: false })
  })

  it('that is not there any more needs nothing', async () => assert.deepEqual(await run({ given: null }), { did: [], failed: false }))

  it('is not sent to somebody who does not want it any more', async () =>
    assert.deepEqual(await run({ given: { ...message, settings: firstSettings } }), { did: ['dropped: declined'], failed: false }))

  it('is tried again after a failure, and dead after the last', async () => {
    assert.deepEqual(await run({ fault: 'unreachable' }), { did: ['mail'], failed: true })
    assert.deepEqual(await run({ fault: 'busy', lastTry: true }), { did: ['mail', 'dead by mail: busy'], failed: true })
  })

  it('is dead at once when it was refused for good', async () =>
    assert.deepEqual(await run({ fault: 'rejected-request' }), { did: ['mail', 'dead by mail: rejected-request'], failed: false }))
})
