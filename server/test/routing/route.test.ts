import assert from 'node:assert/strict'
import { it } from 'node:test'
import { ProviderFailure } from '../../src/domain/failure.ts'
import { openLog } from '../../src/log.ts'
import type { Ear } from '../../src/ports/ear.ts'
import { route } from '../../src/routing/route.ts'
import { listening } from '../adapters/models/stage.ts'
import { givenClock } from '../given-clock.ts'
import { rehearsedEar } from '../rehearsal.ts'
import { facts } from './paid.ts'

it('who fails is told of in the log, once for as long as they rest, and again when they are well: another one answered, and nobody saw', async () => {
  const clock = givenClock()
  const lines: string[] = []
  let failure: ProviderFailure | null = new ProviderFailure('vendor', 'rejected-key', { called: '401:invalid_api_key' })
  const asked: Ear = { ...rehearsedEar(), name: 'vendor', facts: facts(), check: async (...given) => {
    if (failure) throw failure
    return rehearsedEar().check(...given)
  } }
  const { ear } = route({ minds: [], voices: [], hearings: [], ears: [asked, rehearsedEar()] }, { clock, log: openLog('info', { write: (line) => lines.push(line) }), adaptive: false })
  const check = () => ear.check(listening, { signal: new AbortController().signal })
  const told = () => lines.splice(0).map((line) => {
    const { level, time: _, ...entry } = JSON.parse(line) as Record<string, unknown>
    return [level, entry]
  })
  const failed = (restMs: number, more: object = {}) => [['warn', { event: 'provider-failed', task: 'correct', provider: 'vendor', model: 'small', fault: 'rejected-key', called: '401:invalid_api_key', restMs, ...more }]]

  await check()
  assert.deepEqual(told(), failed(1000))
  await check()
  assert.deepEqual(told(), [], 'it is resting')
  clock.pass(1000)
  await check()
  assert.deepEqual(told(), failed(2000))
  clock.pass(2000)
  failure = new ProviderFailure('vendor', 'over-budget')
  await check()
  assert.deepEqual(told(), [], 'nobody asked it')
  failure = null
  await check()
  assert.deepEqual(told(), [['info', { event: 'provider-well', task: 'correct', provider: 'vendor', model: 'small' }]])
  await check()
  assert.deepEqual(told(), [])
})
