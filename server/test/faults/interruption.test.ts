/**
 * Five hundred interruptions over a real WebSocket, at moments that dice draw, of turns whose parts take as long as dice say.
 * Nothing sounds after the interruption was acknowledged, what is kept is what was heard, and nothing is left: no timer, no
 * stream, no reservation.
 */
import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import fc from 'fast-check'
import { heardPart } from '../../src/domain/conversation.ts'
import type { Frame, Socket } from '../journeys/socket.ts'
import { openRehearsedHouse, pieceMs, pieces, sampleOf, sentenceOf, wordStartsMs, type Course, type Kept, type RehearsedHouse } from './rehearsed-house.ts'

type Interrupted = Course & {
  readonly interruptMs: number
  readonly inPieces: boolean
  /** How much of what the client has by then it has played. */
  readonly share: number
}

const courses = fc.record<Interrupted>({
  waitsMs: fc.array(fc.integer({ min: 0, max: 120 }), { minLength: 3, maxLength: 12 }),
  interruptMs: fc.integer({ min: 0, max: 800 }),
  sentences: fc.integer({ min: 2, max: 5 }),
  inPieces: fc.boolean(),
  foreseen: fc.constantFrom('not', 'well', 'badly'),
  share: fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })),
})

let house: RehearsedHouse
let sockets: { readonly whole: Socket; readonly inPieces: Socket }
before(async () => {
  house = await openRehearsedHouse()
  sockets = { whole: await house.connect(false), inPieces: await house.connect(true) }
  // Whether anybody says hello is looked at once.
  house.clock.pass(5_000)
})
after(async () => {
  await Promise.all([sockets.whole.close(), sockets.inPieces.close()])
  await house.close()
})

const seen = { withSound: 0, midway: 0, heard: 0 }
const sentenceMs = pieces * pieceMs

it('an interruption at any moment ends the sound, keeps what was heard, and leaves nothing behind', async () => {
  await fc.assert(fc.asyncProperty(courses, async (course) => {
    const { clock } = house
    const socket = course.inPieces ? sockets.inPieces : sockets.whole
    const { opened, kept } = house.begin(course)
    const [messagesBefore, framesBefore, waitsBefore, beganMs] = [socket.messages.length, socket.frames.length, clock.waits, clock.monotonicMs()]
    const frames = () => socket.frames.slice(framesBefore)
    socket.up({ type: 'say', text: 'Ahoj, jak se máš?' })
    await house.settle(socket)
    const isOver = () => socket.messages.slice(messagesBefore).some(({ type }) => type === 'remembered')
    let playedMs: number | null = null
    for (let steps = 0; !isOver(); steps += 1) {
      assert.ok(steps < stepsMax, 'The turn does not end.')
      if (playedMs === null && clock.nextMs! > beganMs + course.interruptMs) {
        clock.pass(Math.max(0, beganMs + course.interruptMs - clock.monotonicMs()))
        await house.settle(socket)
        if (isOver()) break
        playedMs = Math.floor(course.share * soundedMs(frames()))
        note(frames(), opened.streams, playedMs)
        socket.up({ type: 'interrupt', playedMs })
        await house.settle(socket)
      } else {
        clock.passToNext()
        await house.settle()
      }
    }
    await house.settle(socket)
    const interruptedAt = socket.messages.findIndex(({ type }, at) => at >= messagesBefore && type === 'interrupted')
    assert.equal(interruptedAt >= 0, playedMs !== null)
    assertSilent(frames(), interruptedAt)
    assert.equal(kept.length, 1, 'the turn is kept, however it went')
    if (playedMs !== null) assertKept(kept[0]!, playedMs, course.sentences)
    await house.end()
    assert.deepEqual(opened, { streams: 0, reservations: 0, purses: 0 }, 'a provider’s stream, a reservation or a purse is still open')
    await assertNoWaitBeyond(waitsBefore)
  }), { numRuns: 500 })
  assert.ok(seen.withSound > 100 && seen.midway > 150 && seen.heard > 50, `too few met a turn on its way: ${JSON.stringify(seen)}`)
})

/** More waits than the longest turn has. */
const stepsMax = 1000

const soundedMs = (frames: readonly Frame[]): number => frames.length * (frames[0]?.sampleRateHz ? pieceMs : sentenceMs)

function note(frames: readonly Frame[], streams: number, playedMs: number): void {
  if (frames.length > 0) seen.withSound += 1
  if (streams > 0) seen.midway += 1
  if (playedMs > wordStartsMs[1]) seen.heard += 1
}

/** All sound is of one turn, in order, without a gap or a repetition, as it was made, and before the interruption was acknowledged. */
function assertSilent(frames: readonly Frame[], interruptedAt: number): void {
  assert.ok(new Set(frames.map(({ turnNumber }) => turnNumber)).size <= 1, 'sound of another turn')
  if (interruptedAt >= 0) assert.ok(frames.every(({ afterMessages }) => afterMessages <= interruptedAt), 'sound after the interruption')
  for (const [at, { sentence, fromSample, sampleRateHz, sound }] of frames.entries()) {
    const before = frames[at - 1]
    const endSample = before ? before.fromSample + before.sound.length / 2 : Infinity
    const goesOn = before !== undefined && sampleRateHz !== null && endSample < (sentenceMs * sampleRateHz) / 1000
    assert.deepEqual([sentence, fromSample], goesOn ? [before.sentence, endSample] : [(before?.sentence ?? -1) + 1, 0])
    if (sampleRateHz !== null) assert.equal(sound.readInt16LE(0), sampleOf(sentence, fromSample))
  }
}

/** What the next prompt will hold of the reply are the words that had begun when the learner interrupted, and no more is said to have been heard. */
function assertKept({ heardMs, reply }: Kept, playedMs: number, sentences: number): void {
  assert.equal(heardMs, playedMs)
  const heard = Array.from({ length: sentences }, (_, at) => wordsBegun(sentenceOf(at), playedMs - at * sentenceMs)).filter(Boolean).join(' ')
  assert.equal(heardPart(reply.sentences, heardMs).replace(/…$/, ''), heard)
}

function wordsBegun(text: string, ms: number): string {
  if (ms >= sentenceMs) return text
  return text.split(' ').filter((_, at) => wordStartsMs[at]! < ms).join(' ')
}

/** What the store was asked meanwhile comes to its end; then no more is waited for than before. */
async function assertNoWaitBeyond(before: number): Promise<void> {
  for (let waits = 0; waits < 4 && house.clock.waits > before; waits += 1) {
    house.clock.pass(120)
    await house.settle()
  }
  assert.ok(house.clock.waits <= before, 'a timer is left')
}
