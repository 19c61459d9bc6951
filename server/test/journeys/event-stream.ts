/** Server-sent events as a client reads them: line by line, as they come. */
import assert from 'node:assert/strict'
import { request as requestOverHttp, type IncomingMessage } from 'node:http'
import type Type from 'typebox'
import { TurnMessage } from '@mluv/protocol/voice.ts'
import { fitting, type Asking } from './installation.ts'

export type Told = { readonly id: number; readonly event: string; readonly message: Type.Static<typeof TurnMessage> } | { readonly comment: string }
export type EventStream = AsyncGenerator<Told, void> & {
  readonly response: IncomingMessage
  /** Goes away, as a phone in a tunnel does. */
  leave(): void
}

export async function openEvents(url: string, { token, key, json, body, headers = {} }: Asking): Promise<EventStream> {
  const bytes = json === undefined ? (body as Uint8Array) : Buffer.from(JSON.stringify(json))
  const request = requestOverHttp(url, {
    method: 'POST',
    headers: {
      accept: 'text/event-stream', authorization: `Bearer ${token}`, 'content-length': String(bytes.length),
      ...(json !== undefined && { 'content-type': 'application/json' }), ...(key !== undefined && { 'idempotency-key': key }), ...headers,
    },
    agent: false,
  })
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  request.on('error', reject).on('response', resolve)
  request.end(bytes)
  const response = await promise
  return Object.assign(told(response), { response, leave: () => void request.destroy() })
}

async function* told(response: IncomingMessage): AsyncGenerator<Told, void> {
  response.setEncoding('utf8')
  let rest = ''
  for await (const piece of response as AsyncIterable<string>) {
    const blocks = (rest + piece).split('\n\n')
    rest = blocks.pop()!
    yield* blocks.map(parsed)
  }
  assert.equal(rest, '', 'the last event ends with an empty line')
}

function parsed(block: string): Told {
  if (block.startsWith(':')) return { comment: block.slice(1).trim() }
  const fields = Object.fromEntries(block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trimStart()]))
  assert.deepEqual(Object.keys(fields), ['id', 'event', 'data'])
  const message = fitting(TurnMessage, JSON.parse(fields['data']!))
  assert.equal(message.seq, Number(fields['id']))
  assert.equal(message.type, fields['event'])
  return { id: message.seq, event: message.type, message }
}

/** All that is told until the end, without the comments. */
export async function allOf(events: AsyncIterable<Told>) {
  const all: Extract<Told, { id: number }>[] = []
  for await (const each of events) if ('id' in each) all.push(each)
  return all
}

/** Fails where the type is another. */
export function ofType<Name extends Type.Static<typeof TurnMessage>['type']>(message: Type.Static<typeof TurnMessage>, type: Name): Extract<Type.Static<typeof TurnMessage>, { type: Name }> {
  assert.equal(message.type, type)
  return message as Extract<Type.Static<typeof TurnMessage>, { type: Name }>
}
