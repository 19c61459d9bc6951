import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { Settings } from '@mluv/protocol/learner.ts'
import { settingsLine } from '../../src/account/settings-line.ts'

const first = { level: 'A1', style: 'friendly', voiceSpeed: 1 } as Settings

function stage() {
  const asked: { readonly patch: Partial<Settings>; keep(): void; refuse(): void }[] = []
  const shown: Settings[] = []
  let kept = first
  const send = (patch: Partial<Settings>) => new Promise<Settings>((resolve, reject) => {
    asked.push({ patch, keep: () => resolve((kept = { ...kept, ...patch })), refuse: () => reject(new Error('refused')) })
  })
  const line = settingsLine(first, send, (settings) => void shown.push(settings))
  return { asked, line, now: () => shown.at(-1) }
}

const sent = () => new Promise((resolve) => void setImmediate(resolve))

it('a change is shown before it is kept, and the next waits for it', async () => {
  const { asked, line, now } = stage()
  const both = [line({ level: 'B1' }), line({ style: 'tutor' })]
  assert.deepEqual(now(), { ...first, level: 'B1', style: 'tutor' })
  await sent()
  assert.deepEqual(asked.map(({ patch }) => patch), [{ level: 'B1' }])
  asked[0]!.keep()
  await both[0]
  await sent()
  assert.deepEqual([now(), asked[1]!.patch], [{ ...first, level: 'B1', style: 'tutor' }, { style: 'tutor' }])
  asked[1]!.keep()
  await both[1]
  assert.deepEqual(now(), { ...first, level: 'B1', style: 'tutor' })
})

it('a change that could not be kept is undone, and those around it stay', async () => {
  const { asked, line, now } = stage()
  const all = [line({ level: 'B1' }), line({ style: 'tutor' }), line({ voiceSpeed: 0.8 })]
  const ended = Promise.allSettled(all)
  for (const end of ['keep', 'refuse', 'keep'] as const) {
    await sent()
    asked.at(-1)![end]()
  }
  assert.deepEqual((await ended).map(({ status }) => status), ['fulfilled', 'rejected', 'fulfilled'])
  assert.deepEqual(now(), { ...first, level: 'B1', voiceSpeed: 0.8 })
})
