import assert from 'node:assert/strict'
import { it } from 'node:test'
import { firstWishes } from '../../src/domain/channel.ts'
import { daysLater } from '../../src/domain/progress.ts'
import type { Content } from '../../src/ports/content.ts'
import { offerPhrase } from '../../src/study/offer-phrase.ts'
import { givenClock, startMs } from '../given-clock.ts'
import { day, roundOf, timeZone, visited } from './rounds-given.ts'

const { signal } = new AbortController()
const phrases = ['A1', 'A2', 'A2', 'B1', 'C1'].map((level, at) => ({ level, cs: `věta ${at}`, en: 'x', uk: 'x', ru: 'x' }))
const content = { in: () => ({ phrases }) } as unknown as Content
const wanting = { reminders: true, notices: { ...firstWishes, phrase: ['telegram'] as const }, quietHours: { from: 0, to: 0 }, level: 'A2' as const }

async function offeredOn(daysOn: number) {
  const { posted, asked: _, ...parts } = roundOf([visited('unasked', { reminders: true }), visited('off', { ...wanting, reminders: false }), visited('one', wanting), visited('two', wanting)])
  await offerPhrase({ ...parts, clock: givenClock(startMs + daysOn * 86_400_000), content, language: 'cs' }, { timeZone, day: daysLater(day, daysOn) }, signal)
  assert.ok(posted.every(({ push }) => push))
  return posted.map(({ notice }) => [notice.learnerId as string, (notice.facts as { phrase: { cs: string } }).phrase.cs] as const)
}

it('offers a phrase a day to those alone who asked for one: of their level or the one below, and none again before they had all', async () => {
  const days = [await offeredOn(0), await offeredOn(1), await offeredOn(2)]
  for (const offered of days) assert.deepEqual(offered.map(([who]) => who), ['one', 'two'])
  for (const at of [0, 1]) assert.deepEqual(days.map((offered) => offered[at]![1]).toSorted(), ['věta 0', 'věta 1', 'věta 2'])
  assert.deepEqual(await offeredOn(3), days[0])
  assert.deepEqual(await offeredOn(1), days[1], 'the same whoever asks')
})
