/**
 * A client whose line breaks after every single message and frame of a turn, one after the other, and who comes back: at once,
 * while the turn goes on, and when it has ended. Nothing is lost, nothing is told twice, and the sound goes on at the sample.
 */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Down, Frame, Socket } from '../journeys/socket.ts'
import { openRehearsedHouse, pieceMs, pieces, sampleOf, type Course, type RehearsedHouse } from './rehearsed-house.ts'

const course: Course = { waitsMs: [30, 10, 50, 20, 40], sentences: 3, foreseen: 'well' }
const sentenceMs = pieces * pieceMs

let house: RehearsedHouse
before(async () => {
  house = await openRehearsedHouse()
})
after(() => house.close())

type Told = Extract<Down, { seq: number }>
/** What a client has of a turn. */
type Have = { readonly told: readonly Told[]; readonly frames: readonly Frame[]; readonly endsWithFrame?: boolean }

/** What came in the first `items` messages of a turn and frames. */
function firstOf({ messages, frames }: Socket, items: number): Have {
  const all = [...messages.map((message, at) => ({ message, frame: null, at: at * 2 })), ...frames.map((frame) => ({ message: null, frame, at: frame.afterMessages * 2 - 1 }))]
  const ordered = all.toSorted((one, other) => one.at - other.at)
  const some = ordered.filter(({ message }) => message === null || 'seq' in message).slice(0, items)
  return { told: some.flatMap(({ message }) => (message ? [message as Told] : [])), frames: some.flatMap(({ frame }) => (frame ? [frame] : [])), endsWithFrame: some.at(-1)?.message === null }
}

const countOf = ({ messages, frames }: Socket): number => messages.filter((message) => 'seq' in message).length + frames.length
const isOver = ({ messages }: Socket): boolean => messages.some(({ type }) => type === 'remembered')

/** Lets time pass until `holds`. */
async function passUntil(socket: Socket, holds: () => boolean): Promise<void> {
  for (let steps = 0; !holds(); steps += 1) {
    assert.ok(steps < 200, 'It does not come about.')
    house.clock.passToNext()
    await house.settle(socket)
  }
}

let turns = 0
const sayingOf = () => ({ type: 'say', text: 'Ahoj, jak se máš?', key: `turn-${(turns += 1)}` })

/** What a client asks for that is back: the sound from where it has it, and of what is told what it does not have */
function resumption({ told, frames }: Have, inPieces: boolean): object {
  const { sentence, fromSample, sampleRateHz, sound } = frames.at(-1) ?? {}
  const have = inPieces && sampleRateHz ? { have: { sentence, ms: ((fromSample! + sound!.length / 2) * 1000) / sampleRateHz } } : {}
  return { turnId: told[0]!.turnId, afterSeq: told.at(-1)!.seq, ...have }
}

/** Of a piece that came last, only the beginning arrived. Of a whole sentence, its message is only had with its sound. */
function settled({ told, frames, endsWithFrame }: Have, inPieces: boolean): Have {
  const last = told.at(-1)
  if (inPieces && endsWithFrame) return { told, frames: [...frames.slice(0, -1), { ...frames.at(-1)!, sound: frames.at(-1)!.sound.subarray(0, -2 * 777) }] }
  return last?.type === 'spoken' && !frames.some(({ sentence }) => sentence === last.sentence) ? { told: told.slice(0, -1), frames } : { told, frames }
}

type Breaking = { readonly inPieces: boolean; readonly items: number; readonly isLate: boolean }

/** A turn whose client goes away once it has so many items; what it has in the end. */
async function broken({ inPieces, items, isLate }: Breaking): Promise<Have> {
  house.begin(course)
  const saying = sayingOf()
  const first = await house.connect(inPieces)
  first.up(saying)
  await house.settle(first)
  await passUntil(first, () => countOf(first) >= items)
  const before = settled(firstOf(first, items), inPieces)
  if (isLate) await passUntil(first, () => isOver(first))
  first.drop()
  const second = await house.connect(inPieces)
  if (before.told.length > 0) second.up({ type: 'hello', resume: resumption(before, inPieces) })
  else second.up(saying)
  await house.settle(second)
  await passUntil(second, () => isOver(second))
  const { told, frames } = firstOf(second, Infinity)
  await second.close()
  await house.end()
  return { told: [...before.told, ...told], frames: [...before.frames, ...frames] }
}

/** Everything is there once, in order, and of each sentence every sample. */
function assertWhole({ told, frames }: Have, expected: readonly Told[]): void {
  assert.deepEqual(told.map(({ type, seq }) => [seq, type]), expected.map(({ type, seq }) => [seq, type]))
  assert.equal(new Set(told.map(({ turnId }) => turnId)).size, 1)
  for (let sentence = 0; sentence < course.sentences; sentence += 1) {
    const sound = frames.filter((frame) => frame.sentence === sentence)
    if (sound[0]?.sampleRateHz === null) assert.deepEqual(sound.map(({ sound: bytes }) => bytes.readInt16LE(44 + 2 * 2500)), [sampleOf(sentence, 2500)])
    else assertGapless(sentence, sound)
  }
}

function assertGapless(sentence: number, sound: readonly Frame[]): void {
  let at = 0
  for (const { fromSample, sound: bytes } of sound) {
    assert.equal(fromSample, at, `sentence ${sentence} goes on at another sample`)
    assert.equal(bytes.readInt16LE(0), sampleOf(sentence, fromSample))
    at += bytes.length / 2
  }
  assert.equal(at, (sentenceMs * sound[0]!.sampleRateHz!) / 1000, `sentence ${sentence} is not whole`)
}

for (const inPieces of [true, false])
  describe(`a client that takes its sound ${inPieces ? 'in pieces' : 'sentence by sentence'}`, () => {
    let whole: Have
    let items = 0
    before(async () => {
      house.begin(course)
      const socket = await house.connect(inPieces)
      socket.up(sayingOf())
      await house.settle(socket)
      await passUntil(socket, () => isOver(socket))
      await house.settle(socket)
      whole = firstOf(socket, Infinity)
      items = countOf(socket)
      await socket.close()
      await house.end()
    })

    for (const isLate of [false, true])
      it(`that is gone after any message or frame has all of it, once, when it is back ${isLate ? 'after the end' : 'at once'}`, async (t) => {
        assertWhole(whole, whole.told)
        assert.ok(items > 1 + 2 * course.sentences)
        for (let after = 0; after < items; after += 1) {
          try {
            assertWhole(await broken({ inPieces, items: after, isLate }), whole.told)
          } catch (error) {
            throw new Error(`after ${after} of ${items}: ${(error as Error).message}`, { cause: error })
          }
        }
        t.diagnostic(`${items} breaks`)
      })
  })
