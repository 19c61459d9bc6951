import assert from 'node:assert/strict'
import { test } from 'node:test'
import { liveVoice } from '../../src/talk/live-voice.ts'
import type { Stage } from '../../src/talk/live-voice.ts'
import { resampler } from '../../src/talk/resample.ts'

const timing = { durationMs: 0, words: [] }

const rateHz = 16_000
const pieceSamples = 1600

type Node = { readonly samples: Float32Array; atS: number; stopped: boolean; onended: (() => void) | null }

/** A stage whose time is in the test's hands; what is let sound, sounds from the moment it was given. */
function setUp({ state = 'running' }: { readonly state?: AudioContextState } = {}) {
  const nodes: Node[] = []
  const stage = {
    currentTime: 0, sampleRate: rateHz, state, destination: {}, outputLatency: 0, onstatechange: null as unknown,
    createBuffer: (_: number, length: number) => ({ samples: new Float32Array(length), copyToChannel(from: Float32Array) { this.samples.set(from) } }),
    createBufferSource() {
      const node = {
        buffer: null as { samples: Float32Array } | null, samples: new Float32Array(0), atS: 0, stopped: false, onended: null,
        connect() {}, disconnect() {},
        start(atS: number) {
          Object.assign(node, { atS, samples: node.buffer!.samples })
          nodes.push(node)
        },
        stop() { node.stopped = true },
      }
      return node
    },
    resume: async () => { stage.state = 'running' },
    close: async () => {},
  }
  const shown: string[] = []
  const played: [string, number, number][] = []
  const late: (() => void)[] = []
  const voice = liveVoice({
    open: () => stage as unknown as Stage,
    later: (act) => (late.push(act), () => {}),
    onChange: (now, blocked) => shown.push(`${now ? `${now.turnId} ${now.sentence}` : '-'}${blocked ? ' blocked' : ''}`),
    onPlayed: (turnId, sentence, ms) => played.push([turnId, sentence, Math.round(ms)]),
  })
  voice.name(7, 't1')
  return {
    voice, stage, nodes, shown, played, late,
    /** A tenth of a second of a sentence. */
    piece: (sentence: number, at: number, turnNumber = 7) =>
      voice.take({ turnNumber, sentence, fromSample: at * pieceSamples, sampleRateHz: rateHz, samples: new Float32Array(pieceSamples).fill((1000 * (at + 1)) / 0x8000) }, resampler),
    /** Time passes, and what has sounded by then has ended. */
    pass(toS: number) {
      stage.currentTime = toS
      for (const node of nodes) {
        const { onended } = node
        if (node.stopped || !onended || node.atS + node.samples.length / rateHz > toS + 1e-9) continue
        node.onended = null
        onended()
      }
    },
    sounding: () => nodes.filter(({ stopped }) => !stopped).map(({ atS, samples }) => [Math.round(atS * 1000), Math.round(samples[0]! * 32_768), samples.length]),
  }
}

test('pieces sound one right after the other, however late they come', () => {
  const { piece, pass, sounding, shown } = setUp()
  piece(0, 0)
  piece(0, 1)
  pass(0.05)
  piece(1, 0)
  assert.deepEqual(sounding(), [[40, 1000, 1600], [140, 2000, 1600], [240, 1000, 1600]])
  pass(1)
  piece(1, 1)
  assert.deepEqual(sounding().at(-1), [1040, 2000, 1600], 'after a gap it goes on as soon as it can')
  assert.deepEqual(shown.slice(0, 2), ['t1 0', 't1 1'])
})

test('tells that a sentence has sounded when all of it has, and only then', () => {
  const { voice, piece, pass, played, shown } = setUp()
  piece(0, 0)
  pass(0.2)
  assert.deepEqual(played, [], 'more may come')
  piece(0, 1)
  voice.whole('t1', 0, timing)
  piece(1, 0)
  pass(0.5)
  voice.whole('t1', 1, timing)
  assert.deepEqual(played, [['t1', 0, 200], ['t1', 1, 100]])
  assert.equal(shown.at(-1), '-')
})

test('what came twice sounds once, to the sample', () => {
  const { voice, piece, sounding } = setUp()
  piece(1, 0)
  piece(0, 3)
  piece(1, 0)
  voice.take({ turnNumber: 7, sentence: 1, fromSample: 800, sampleRateHz: rateHz, samples: new Float32Array(1600).fill(5000 / 0x8000) }, resampler)
  assert.deepEqual(sounding().map(([, , length]) => length), [1600, 800])
  assert.deepEqual(voice.have('t1'), { sentence: 1, ms: 150 })
  assert.equal(voice.have('t2'), undefined)
})

test('stopped, it is silent at once, tells how far it was heard, and the rest of that turn stays silent', () => {
  const { voice, piece, pass, nodes, played, shown } = setUp()
  piece(0, 0)
  piece(0, 1)
  pass(0.09)
  assert.equal(voice.stop(), true)
  assert.ok(nodes.every(({ stopped }) => stopped))
  assert.deepEqual(played, [['t1', 0, 50]])
  piece(0, 2)
  assert.equal(nodes.length, 2)
  assert.equal(voice.stop(), false)
  assert.equal(shown.at(-1), '-')
  voice.name(8, 't2')
  piece(0, 0, 8)
  assert.equal(nodes.length, 3, 'the next turn sounds')
})

test('a turn that is stopped by name takes nothing from another', () => {
  const { voice, piece, nodes } = setUp()
  piece(0, 0)
  assert.equal(voice.stop('t2'), false)
  voice.name(8, 't2')
  piece(0, 0, 8)
  assert.deepEqual([nodes.length, nodes[0]!.stopped], [1, false])
})

test('held, it waits where it was, and goes on from there', () => {
  const { voice, piece, pass, sounding, played } = setUp()
  piece(0, 0)
  piece(0, 1)
  pass(0.09)
  voice.hold()
  assert.deepEqual([sounding(), played], [[], [['t1', 0, 50]]])
  piece(0, 2)
  voice.whole('t1', 0, timing)
  pass(5)
  assert.deepEqual(sounding(), [])
  assert.equal(Math.round(voice.positionMs()), 50)
  voice.resume()
  assert.deepEqual(sounding(), [[5040, 1000, 800], [5140 - 50, 2000, 1600], [5190, 3000, 1600]])
  pass(6)
  assert.deepEqual(played.at(-1), ['t1', 0, 300])
})

test('held and then stopped, it was heard as far as it was', () => {
  const { voice, piece, pass, played } = setUp()
  piece(0, 0)
  pass(0.09)
  voice.hold()
  pass(3)
  voice.stop('t1')
  assert.deepEqual(played, [['t1', 0, 50]])
})

test('what is still on its way to the ear has not sounded', () => {
  const { voice, stage, piece, pass, played } = setUp()
  stage.outputLatency = 0.02
  piece(0, 0)
  pass(0.05)
  assert.equal(voice.positionMs(), 0)
  pass(0.09)
  voice.stop()
  assert.deepEqual(played, [['t1', 0, 30]])
})

test('how long that takes is not asked of Firefox, which might never answer', (test) => {
  const { voice, stage, piece, pass } = setUp()
  Object.defineProperty(stage, 'outputLatency', { get: () => assert.fail('It was asked') })
  test.mock.getter(navigator, 'userAgent', () => 'Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0')
  piece(0, 0)
  pass(0.09)
  assert.equal(Math.round(voice.positionMs()), 50)
})

test('a browser that forbids sound is waited for, and plays when it is touched', async () => {
  const { voice, stage, piece, shown, late, played } = setUp({ state: 'suspended' })
  const { resume } = stage
  stage.resume = () => Promise.reject(new Error('touch first'))
  piece(0, 0)
  for (const act of late) act()
  assert.equal(shown.at(-1), 't1 0 blocked')
  stage.resume = resume
  voice.unblock()
  await new Promise(setImmediate)
  assert.equal(shown.at(-1), 't1 0')
  stage.state = 'suspended'
  voice.stop()
  assert.deepEqual(played, [], 'what nobody heard is not reported')
})

test('a turn that is run again sounds anew where it says something else', () => {
  const { voice, piece, nodes } = setUp()
  voice.said('t1', 0, 'Ahoj!')
  voice.said('t1', 1, 'Kam jdeš?')
  piece(0, 0)
  piece(1, 0)
  voice.name(9, 't1')
  voice.said('t1', 0, 'Ahoj!')
  piece(0, 0, 9)
  voice.said('t1', 1, 'Co děláš?')
  piece(1, 0, 9)
  assert.equal(nodes.length, 3)
})

test('pieces of no turn that is known, or of a number that another has now, are let go by', () => {
  const { voice, piece, nodes } = setUp()
  piece(0, 0, 99)
  assert.equal(nodes.length, 0)
  voice.name(7, 't2')
  piece(0, 0)
  assert.deepEqual([voice.have('t1'), voice.have('t2')], [undefined, { sentence: 0, ms: 100 }])
})
