import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import fc from 'fast-check'
import type { TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { ConversationRequest } from '@mluv/protocol/conversations.ts'
import { SettingsPatch } from '@mluv/protocol/learner.ts'
import { CheckRequest, TextRequest } from '@mluv/protocol/lessons.ts'
import { UpMessage } from '@mluv/protocol/voice.ts'
import { startSimulator, type Simulator } from '../../../bench/simulator/simulator.ts'
import { isTimeZone } from '../../src/domain/progress.ts'
import { utterance } from '../../src/domain/utterance.ts'
import { hum } from '../adapters/audio/recordings.ts'
import { anyCharacter } from '../any-character.ts'
import { assertRefused, openInstallation, type Guest, type Installation } from '../journeys/installation.ts'
import { recorder } from '../journeys/recordings.ts'
import { openSocket, type Socket } from '../journeys/socket.ts'
import { hostileForm, hostileJson, hostileMessage, type Hostile } from './hostile.ts'

/** Fixed, so that every run tries the same; fast-check prints the case that fails, made as small as it can be. */
const drawn = { seed: 20_261_122, numRuns: 1000, interruptAfterTimeLimit: 60_000, markInterruptAsFailure: true } as const

let simulator: Simulator
let mluv: Installation
let guest: Guest
before(async () => {
  simulator = await startSimulator()
  mluv = await openInstallation({ warm: ['audio', 'ear'], settings: { MLUV_STT_URL: simulator.url, MLUV_STT_KEY: simulator.key } })
  guest = await mluv.guest()
})
after(async () => {
  await mluv.close()
  await simulator.stop()
})

/** Whatever is drawn is refused with a problem document; nothing is kept, and the next learner is answered. */
async function holds(path: string, method: string, bodies: fc.Arbitrary<Hostile>): Promise<void> {
  const before = await mluv.rows()
  const settings = (await mluv.call('/learner', { token: guest.token })).text
  await fc.assert(
    fc.asyncProperty(bodies, async ({ body, headers }) => {
      const answer = await mluv.call(path, { method, token: guest.token, body, headers })
      assert.ok(answer.status >= 400 && answer.status < 500, `${answer.status} ${answer.text.slice(0, 300)}`)
      assertRefused(answer, answer.status)
    }),
    drawn,
  )
  assert.deepEqual(await mluv.rows(), before)
  assert.equal((await mluv.call('/learner', { token: guest.token })).text, settings)
  assert.equal(({} as Record<string, unknown>)['admin'], undefined)
  assert.equal((await mluv.say(guest.token, 'Ahoj!', { speak: false })).transcript, 'Ahoj!')
}

const isText = (text: unknown): boolean => {
  try {
    return utterance(text) === text
  } catch {
    return false
  }
}

/** Whether a body is legal after all: JSON of the schema, whose values are what they say. */
function isLegal({ body, headers }: Hostile, schema: TSchema, more: (value: never) => boolean): boolean {
  if (!/^application\/json\s*(;|$)/i.test(headers['content-type'] ?? '')) return false
  const key = headers['idempotency-key']
  if (key !== undefined && !/^[\x21-\x7e]{1,200}$/.test(key)) return false
  const value = parsed(Buffer.from(body).toString('utf8'))
  return value !== undefined && Value.Check(schema, value) && more(value as never)
}

/** Where a key means nothing, a wrong one does no harm. */
const keyless = (each: Hostile): Hostile => ({ ...each, headers: { ...each.headers, 'idempotency-key': 'any' } })

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

describe('a thousand hostile bodies', () => {
  it('for a turn in writing', () => {
    const legal = ({ text, conversationId }: { text: unknown; conversationId?: string }) => isText(text) && conversationId === undefined
    return holds('/lessons/process/text', 'POST', hostileJson({ text: 'Ahoj!', speak: false }, ['text', 'conversationId', 'spoken', 'speak']).filter((each) => !isLegal(each, TextRequest, legal)))
  })

  it('for a check', () => {
    const legal = ({ text }: { text: unknown }) => isText(text)
    return holds('/check', 'POST', hostileJson({ text: 'Ahoj!' }, ['text', 'level', 'corrections', 'spoken']).filter((each) => !isLegal(keyless(each), CheckRequest, legal)))
  })

  it('for a conversation', () => {
    const legal = ({ scenario, topic, mode }: { scenario?: string; topic?: string; mode?: string }) => scenario === undefined && topic === undefined && mode !== 'scenario'
    const isNothing = ({ body, headers }: Hostile) => (body.length === 0 && headers['content-type'] === undefined) || parsed(Buffer.from(body).toString('utf8')) === null
    const bodies = hostileJson({ topic: 'moon', mode: 'free' }, ['scenario', 'topic', 'mode', 'language'])
    return holds('/conversations', 'POST', bodies.filter((each) => !isNothing(each) && !isLegal(each, ConversationRequest, legal)))
  })

  it('for settings', () => {
    const fields = ['motherTongue', 'gender', 'level', 'persona', 'style', 'corrections', 'voiceSpeed', 'micMode', 'silenceMs', 'timeZone', 'reminders', 'onLeaderboards', 'levelChosen']
    const legal = ({ timeZone, persona }: { timeZone?: string; persona?: string }) => (timeZone === undefined || isTimeZone(timeZone)) && persona === undefined
    return holds('/learner/settings', 'PATCH', hostileJson({ style: 'rude', timeZone: 'Mars' }, fields).filter((each) => !isLegal(keyless(each), SettingsPatch, legal)))
  })

  it('for a recording', async () => {
    const made = recorder()
    const pcm = { samples: hum({ ms: 2000 }), sampleRateHz: 16_000 }
    const sounds = [await made.ogg(pcm), await made.webm(pcm), made.wav(pcm)]
    await made.close()
    await holds('/lessons/process', 'POST', hostileForm(sounds))
  })

  it('for the WebSocket', async () => {
    const before = await mluv.rows()
    let socket: Socket | null = null
    let said = 0
    const connected = async (): Promise<Socket> => {
      if (socket && (said += 1) < 15) return socket
      await socket?.close()
      socket = await openSocket(mluv.url)
      said = 0
      socket.up({ type: 'hello', token: guest.token })
      await socket.next('ready')
      return socket
    }
    const types = ['hello', 'say', 'utterance-begin', 'utterance-end', 'played', 'interrupt', 'mute', 'ping']
    await fc.assert(
      fc.asyncProperty(hostileMessage(types).filter((message) => typeof message !== 'string' || !isLegalMessage(message)), async (message) => {
        const line = await connected()
        if (typeof message === 'string') line.up(message)
        else line.upSound(message)
        const { problem } = await line.next('refused')
        assert.ok(problem.status >= 400 && problem.status < 500, JSON.stringify(problem))
      }),
      drawn,
    )
    await (socket as Socket | null)?.close()
    assert.deepEqual(await mluv.rows(), before)
    assert.equal((await mluv.ask('/health')).status, 200)
  })
})

function isLegalMessage(text: string): boolean {
  const message = parsed(text)
  if (!Value.Check(UpMessage, message)) return false
  if (message.type === 'say') return isText(message.text) && (message.key === undefined || /^[\x21-\x7e]{1,200}$/.test(message.key))
  return !['played', 'utterance-end'].includes(message.type) && !(message.type === 'hello' && (message.token !== undefined || message.resume !== undefined))
}

describe('an address', () => {
  it('may be anything, and is never an error of ours', async () => {
    const segment = fc.oneof(fc.string({ unit: anyCharacter, maxLength: 20 }).map((text) => encodeURIComponent(text.toWellFormed())), fc.constantFrom('..', '%2e%2e', '%00', '%', '%zz', '%ff%fe', 'api', 'v1', 'conversations', 'audio', '__proto__', 'a'.repeat(3000), '?before=%00', '?limit[]=1', '#', '//'))
    await fc.assert(
      fc.asyncProperty(fc.array(segment, { maxLength: 5 }), fc.constantFrom('/api/v1/', '/', '/api/v1/conversations/', '/api/v1/audio/', '/api/v1/conversations?q=', '/assets/'), fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'), async (segments, prefix, method) => {
        const answer = await mluv.ask(prefix + segments.join('/'), { method, token: guest.token })
        assert.ok(answer.status < 500, `${answer.status} ${answer.text.slice(0, 300)}`)
      }),
      { ...drawn, numRuns: 500 },
    )
    assert.ok(!mluv.logged.some((line) => line.includes('request-failed')), mluv.logged.find((line) => line.includes('request-failed')))
  })
})
