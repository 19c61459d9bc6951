/** Bodies that no door should let in, drawn by the hundred: wrong types, broken JSON, broken forms, and what else is tried. */
import fc from 'fast-check'
import { anyCharacter } from '../any-character.ts'

export type Hostile = { readonly body: Uint8Array; readonly headers: Readonly<Record<string, string>> }

const json = 'application/json'
const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'utf8')
const hostile = (body: string | Uint8Array, type: string | null, headers: Record<string, string> = {}): Hostile => ({
  body: typeof body === 'string' ? bytesOf(body) : body,
  headers: { ...(type !== null && { 'content-type': type }), ...headers },
})

const loneSurrogates = ['\ud83d', '\udc00', 'ahoj \ud800', '\udfffx']
const names = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '', 'text ', 'Text', 'admin', 'learnerId', '\u0000', 'řeč', '$where', '../x', 'a'.repeat(5000)]

/** What a field may hold instead of what it should. */
const strange: fc.Arbitrary<unknown> = fc.oneof(
  { arbitrary: fc.constantFrom(null, true, false, 0, -1, 1e308, 12345, '', ' ', '\u0000', 'ahoj\u0000', [], {}, ['ahoj'], { toString: 'ahoj' }, { $ne: null }, '\u202e', ...loneSurrogates), weight: 4 },
  fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<unknown>,
  fc.string({ unit: anyCharacter, maxLength: 40 }),
  fc.integer({ min: 2001, max: 20_000 }).map((length) => 'á'.repeat(length)),
)

const key = fc.oneof(fc.constantFrom(...names), fc.string({ maxLength: 12 }))

/** Written by hand, since `JSON.stringify` would lose what is strange: names that repeat, and `__proto__`. */
const written = (entries: readonly (readonly [string, unknown])[]): string => `{${entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value) ?? 'null'}`).join(',')}}`

/** Nearly what the door expects. */
const nearly = (fields: readonly string[]) =>
  fc.array(fc.tuple(fc.oneof({ arbitrary: fc.constantFrom(...fields), weight: 4 }, { arbitrary: key, weight: 1 }), strange), { maxLength: 4 }).map(written)

const deep = fc.tuple(fc.integer({ min: 10, max: 30_000 }), fc.constantFrom(['[', ']'] as const, ['{"text":', '}'] as const)).map(([depth, [open, close]]) => open.repeat(depth) + (open === '[' ? '' : '1') + close.repeat(depth))

const huge = fc.integer({ min: 65_537, max: 200_000 }).map((length) => JSON.stringify({ text: 'a'.repeat(length) }))

/** A body that was cut, or of which some bytes are others. */
const damaged = (good: string) =>
  fc.tuple(fc.nat(good.length), fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }), fc.boolean()).map(([length, flips, cut]) => {
    const bytes = Buffer.from(good)
    if (cut) return new Uint8Array(bytes.subarray(0, length))
    for (const [at, byte] of flips) bytes[at] = byte
    return new Uint8Array(bytes)
  })

const otherTypes = fc.constantFrom(null, '', 'text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', 'multipart/form-data; boundary=', 'application/xml', 'application/json-patch+json', 'application/jsonx', 'text/json', '*/*', ';;;', `application/${'x'.repeat(500)}`)
const otherHeaders = fc.constantFrom<Record<string, string>>({}, { 'content-encoding': 'gzip' }, { 'content-encoding': 'br' }, { 'accept': 'text/event-stream' }, { 'accept': '\u00ff' }, { 'last-event-id': '-1' }, { 'x-http-method-override': 'DELETE' }, { 'content-language': 'tlh' })
const badKey = fc.oneof(fc.constant(''), fc.constant('two words'), fc.integer({ min: 201, max: 2000 }).map((length) => 'k'.repeat(length)), fc.constant('klíč\u00e9'.replaceAll(/[^\u0000-\u00ff]/g, '')), fc.constant('a\tb'))

/** `good` is legal here; `fields` are the door's own. What is drawn may turn out to be legal: whoever draws sorts that out. */
export function hostileJson(good: object, fields: readonly string[]): fc.Arbitrary<Hostile> {
  const text = JSON.stringify(good)
  return fc.tuple(
    fc.oneof(
      { arbitrary: nearly(fields).map((body) => hostile(body, json)), weight: 6 },
      { arbitrary: fc.json().map((body) => hostile(body, json)), weight: 2 },
      { arbitrary: damaged(text).map((body) => hostile(body, json)), weight: 4 },
      { arbitrary: fc.uint8Array({ maxLength: 200 }).map((body) => hostile(body, json)), weight: 1 },
      { arbitrary: deep.map((body) => hostile(body, json)), weight: 1 },
      { arbitrary: huge.map((body) => hostile(body, json)), weight: 1 },
      { arbitrary: otherTypes.map((type) => hostile(text, type)), weight: 2 },
      { arbitrary: badKey.map((given) => hostile(text, json, { 'idempotency-key': given })), weight: 1 },
    ),
    otherHeaders,
  ).map(([each, headers]) => ({ ...each, headers: { ...headers, ...each.headers } }))
}

const disposition = (name: string, filename?: string) => `Content-Disposition: form-data; name="${name}"${filename === undefined ? '' : `; filename="${filename}"`}\r\n`

/** Forms that are broken, and forms whose recording is none. `sounds` are real recordings, to be damaged. */
export function hostileForm(sounds: readonly Uint8Array[]): fc.Arbitrary<Hostile> {
  const partName = fc.oneof({ arbitrary: fc.constant('audio'), weight: 3 }, fc.constantFrom('conversationId', 'file', 'audio[]', ...names.filter((name) => name.length < 200)))
  const content = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.constantFrom('OggS', '\x1aE\xdf\xa3', 'RIFF\xff\xff\xff\xffWAVEfmt ', 'ID3\x04\0\0\x7f\x7f\x7f\x7f', '\xff\xfb\x90', '<html>', '\x89PNG\r\n', 'PK\x03\x04', '').chain((magic) => fc.uint8Array({ maxLength: 400 }).map((rest) => Buffer.concat([Buffer.from(magic, 'latin1'), rest]))),
    fc.tuple(fc.constantFrom(...sounds), fc.double({ min: 0, max: 0.05, noNaN: true })).map(([sound, share]) => sound.subarray(0, Math.floor(sound.length * share))),
  )
  const part = fc.tuple(partName, fc.option(fc.constantFrom('speech.ogg', '', '../../etc/passwd', 'a"b', '\u0000', 'x'.repeat(3000)), { nil: undefined, freq: 4 }), content, fc.constantFrom('', 'Content-Type: audio/ogg\r\n', 'Content-Transfer-Encoding: base64\r\n', `X: ${'y'.repeat(9000)}\r\n`, 'Content-Type: ;;;\r\n'))
  return fc.tuple(fc.array(part, { maxLength: 8 }), fc.constantFrom('x', 'x', 'x', 'y', '', 'x"; a="b'), fc.constantFrom('whole', 'whole', 'cut', 'unended'), fc.nat(10_000), otherHeaders).map(([parts, declared, ending, cutAt, headers]) => {
    const pieces = parts.flatMap(([name, filename, body, extra]) => [Buffer.from(`--x\r\n${disposition(name, filename)}${extra}\r\n`), Buffer.from(body), Buffer.from('\r\n')])
    const whole = Buffer.concat([...pieces, ...(ending === 'unended' ? [] : [Buffer.from('--x--\r\n')])])
    return hostile(new Uint8Array(ending === 'cut' ? whole.subarray(0, cutAt % (whole.length + 1)) : whole), declared === '' ? 'multipart/form-data' : `multipart/form-data; boundary=${declared}`, headers['content-encoding'] ? {} : headers)
  })
}

/** Messages for the WebSocket: text, or bytes where no utterance was begun. */
export function hostileMessage(types: readonly string[]): fc.Arbitrary<string | Uint8Array> {
  const fields = ['type', 'text', 'key', 'conversationId', 'speak', 'token', 'resume', 'accept', 'turnId', 'sentence', 'ms', 'on']
  const entries = fc.tuple(fc.constantFrom(...types, 'shout', '__proto__', ''), fc.array(fc.tuple(fc.constantFrom(...fields.slice(1), ...names), strange), { maxLength: 4 }))
  return fc.oneof(
    { arbitrary: entries.map(([type, more]) => written([['type', type], ...more])), weight: 6 },
    { arbitrary: nearly(fields), weight: 2 },
    { arbitrary: fc.json(), weight: 1 },
    { arbitrary: fc.string({ unit: 'grapheme', maxLength: 60 }), weight: 1 },
    { arbitrary: deep, weight: 1 },
    { arbitrary: damaged(JSON.stringify({ type: 'say', text: 'Ahoj!' })).map((bytes) => Buffer.from(bytes).toString('utf8')), weight: 2 },
    { arbitrary: fc.uint8Array({ minLength: 0, maxLength: 300 }), weight: 1 },
  )
}
