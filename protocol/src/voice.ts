/**
 * What happens in a turn, as it happens: the same events as server-sent events and on the WebSocket.
 *
 * WebSocket `/api/v1/voice`, subprotocol `mluv.1`. A session comes by cookie and Origin, or in a first `hello` within
 * `helloMsMax`. Sound goes up as binary between `utterance-begin` and `utterance-end`: an audio file in parts, or, with
 * `format: "pcm16k"`, 16-bit little-endian mono PCM at 16 kHz, which is transcribed while it is said (`hearing`; by a recogniser that
 * gives no words before the end, as far as a pause, as if that were all: `inPause`), or, with
 * `format: "opus"`, the same as Opus packets, up to 50 in a message, each after its length in two bytes, big-endian: one for every
 * moment, silent ones too, since time is counted by them; a packet that is none, or is empty, is 20 ms of silence. There, `mode`
 * says who ends an utterance: `push`, the learner; `tap`, their silence; `open` is a microphone that stays open, one utterance
 * after the other, over the tutor's voice, too. `silenceMs` is how long a silence ends one; unfinished Czech waits longer. A
 * learner who mutes the microphone ends the utterance; `utterance-cancel` throws it away. `key` is its name, as the client gave
 * it or, of an open microphone, as `listening` tells it: under it, what a lost line swallowed is said again and happens once. Who goes on
 * at an open microphone before the tutor says anything had not said all: that turn is `taken-back`, is none any more, and the `heard` of what they
 * say now begins with what it had.
 *
 * The tutor's sound comes down as binary frames: a
 * sentence at a time when it is `spoken`, an Ogg/Opus file, or WAV where `hello.accept` lists no Ogg; or, for a client that
 * says `sound: "pieces"` in `hello`, while it is being made, 16-bit little-endian mono PCM, all of a sentence before its `spoken`.
 * A client that says `sound: "opus"` gets Opus packets instead wherever there are some, and must take both: a voice may make no
 * packets, and then its sentence comes in pieces.
 *
 *     byte 0       kind: 1, a whole sentence; 2, a piece of one; 3, packets of one
 *     byte 1       0
 *     bytes 2–3    sentence, big-endian
 *     bytes 4–7    turn number, big-endian: `turnNumber` of the turn's `heard`
 *     bytes 8–11   only in a piece: how many samples of the sentence lie before it, big-endian
 *     bytes 12–15  only in a piece: samples a second, big-endian
 *
 * and with packets, whose samples are counted at 48 kHz, the run-up among them:
 *
 *     bytes 8–11   how many samples of the sentence's packets lie before these, big-endian
 *     bytes 12–13  how many samples at the beginning of the sentence are the codec's run-up, not to be heard, big-endian
 *     bytes 14–15  how many samples at the end of these packets are padding, not to be heard, big-endian
 *     then         each packet: its length in two bytes, big-endian, and its bytes
 *
 * After `interrupted` no frame of that turn follows, after `held` none until `resumed`, which goes on where it stopped. A client that was gone says in `hello.resume.have` which sentence it
 * has up to where, run-up left out, and gets the rest, of packets from the first that it has not whole. A turn whose process
 * died is answered anew from what was heard, and all of it is told: its `heard` is numbered 1 again.
 */
import Type from 'typebox'
import { Problem } from './problem.ts'
import { closed, Id, MicMode, silenceMs } from './scalars.ts'
import { Progress, Turn, TurnCorrections, WordTime } from './turn.ts'

export const subprotocol = 'mluv.1'
export const helloMsMax = 5000
export const frameHeaderBytes = 8
/** The header of a piece and of packets: as many bytes again, so that samples are aligned. */
export const pieceHeaderBytes = 16
export const frameKind = { sentence: 1, piece: 2, packets: 3 } as const

const key = Type.String({ minLength: 1, maxLength: 200, description: 'Sent twice, it happens once.' })

const sentence = Type.Integer({ minimum: 0, maximum: 65535 })
const ms = Type.Integer({ minimum: 0, maximum: 3_600_000 })

export const UpMessage = Type.Union([
  Type.Object({
    type: Type.Literal('hello'),
    token: Type.Optional(Type.String({ maxLength: 200 })),
    resume: Type.Optional(Type.Object({
      turnId: Id, afterSeq: Type.Integer({ minimum: 0 }),
      have: Type.Optional(Type.Object({ sentence, ms: Type.Number({ minimum: 0, maximum: 3_600_000 }) }, closed)),
      speak: Type.Optional(Type.Boolean({ description: 'As it was said; `true` where it is not given. For a turn that is answered anew.' })),
    }, closed)),
    sound: Type.Optional(Type.Union([Type.Literal('pieces'), Type.Literal('opus')])),
    accept: Type.Optional(Type.Array(Type.String({ maxLength: 100 }), { maxItems: 10, description: 'Media types that the client plays.' })),
  }, closed),
  Type.Object({
    type: Type.Literal('say'), text: Type.String(), key: Type.Optional(key), conversationId: Type.Optional(Id),
    spoken: Type.Optional(Type.Boolean()), speak: Type.Optional(Type.Boolean()),
  }, closed),
  Type.Object({
    type: Type.Literal('utterance-begin'), key: Type.Optional(key), conversationId: Type.Optional(Id),
    format: Type.Optional(Type.Union([Type.Literal('file'), Type.Literal('pcm16k'), Type.Literal('opus')])),
    mode: Type.Optional(MicMode),
    silenceMs: Type.Optional(Type.Integer({ ...silenceMs, description: 'Your setting where it is not given.' })),
  }, closed),
  Type.Object({ type: Type.Literal('utterance-end') }, closed),
  Type.Object({ type: Type.Literal('utterance-cancel') }, closed),
  Type.Object({ type: Type.Literal('played'), turnId: Id, sentence, ms }, closed),
  Type.Object({ type: Type.Literal('interrupt'), playedMs: Type.Optional(Type.Integer({ minimum: 0, maximum: 3_600_000, description: 'How much of the reply has sounded, in all.' })) }, closed),
  Type.Object({ type: Type.Literal('mute'), on: Type.Boolean() }, closed),
  Type.Object({ type: Type.Literal('ping') }, closed),
])
export type UpMessage = Type.Static<typeof UpMessage>

const event = { seq: Type.Integer({ minimum: 1 }), turnId: Id }
const itsKey = { key: Type.Optional(Type.String({ description: 'Of the utterance, where this line said it.' })) }

export const TurnMessage = Type.Union([
  Type.Object({ ...event, ...itsKey, type: Type.Literal('heard'), conversationId: Id, turnNumber: Type.Integer(), transcript: Type.String(), spoken: Type.Boolean() }),
  Type.Object({ ...event, type: Type.Literal('said'), sentence: Type.Integer(), text: Type.String(), translation: Type.Union([Type.String(), Type.Null()]) }),
  Type.Object({ ...event, type: Type.Literal('spoken'), sentence: Type.Integer(), audioUrl: Type.String(), durationMs: Type.Integer(), words: Type.Array(WordTime) }),
  Type.Object({ ...event, type: Type.Literal('corrected'), corrections: TurnCorrections }),
  Type.Object({ ...event, type: Type.Literal('remembered'), turn: Turn }),
  Type.Object({ ...event, ...itsKey, type: Type.Literal('failed'), problem: Problem }),
])
export type TurnMessage = Type.Static<typeof TurnMessage>

export const DownMessage = Type.Union([
  TurnMessage,
  Type.Object({ type: Type.Literal('ready'), learnerId: Id }),
  Type.Object({ type: Type.Literal('pong') }),
  Type.Object({ ...event, ...itsKey, type: Type.Literal('hearing'), transcript: Type.String(), inPause: Type.Optional(Type.Literal(true)) }),
  Type.Object({ ...itsKey, type: Type.Literal('listening'), state: Type.Union([Type.Literal('began'), Type.Literal('ended'), Type.Literal('dropped')]) }),
  Type.Object({ type: Type.Literal('held'), turnId: Id }),
  Type.Object({ type: Type.Literal('resumed'), turnId: Id }),
  Type.Object({ type: Type.Literal('interrupted'), turnId: Id }),
  Type.Object({ type: Type.Literal('taken-back'), turnId: Id }),
  Type.Object({ type: Type.Literal('refused'), problem: Problem }),
])
export type DownMessage = Type.Static<typeof DownMessage>
export type { Progress }
