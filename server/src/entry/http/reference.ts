/** The API as a document for machines, and as a page for people. */
import type { FastifyInstance } from 'fastify'
import swagger from '@fastify/swagger'
import { escaped } from '../../domain/markup.ts'
import type { House } from '../house.ts'
import { statusOf } from '../render.ts'
import { asHtml } from './plain-page.ts'

type Bodies = Record<string, { readonly schema: unknown }>
type Operation = {
  readonly summary?: string
  readonly security?: unknown
  readonly requestBody?: { readonly content: Bodies }
  readonly responses: Record<string, { readonly content?: Bodies }>
}
type Document = { readonly paths: Record<string, Record<string, Operation>> }

/** Before the routes: it listens to them being added. */
export async function describe(app: FastifyInstance, house: House): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Mluv', version: house.version, description: 'A voice-first language tutor. Errors are RFC 9457 problem documents; `Idempotency-Key` is welcome on every call that changes something.' },
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' }, cookie: { type: 'apiKey', in: 'cookie', name: 'mluv_session' } } },
    },
  })
}

/** After the routes. */
export function addReference(app: FastifyInstance, house: House): void {
  app.get('/api/v1/openapi.json', { config: { who: 'anyone' }, schema: { hide: true } }, async () => app.swagger())
  app.get('/docs', { config: { who: 'anyone' }, schema: { hide: true } }, async (_request, reply) => reply.type('text/html; charset=utf-8').send(pageOf(app.swagger() as unknown as Document, house)))
}

function pageOf({ paths }: Document, { sourceUrl }: House): string {
  const calls = Object.entries(paths).flatMap(([path, operations]) => Object.entries(operations).map(([method, operation]) => callOf(method, path, operation)))
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Mluv: the API</title><link rel="stylesheet" href="/docs.css">
<main><h1>The API of Mluv</h1>
<p>JSON in camelCase. Errors are <a href="https://www.rfc-editor.org/rfc/rfc9457">problem documents</a>.
A session comes as a bearer token or as a cookie. For machines: <a href="/api/v1/openapi.json">openapi.json</a>.
Answers to reads carry an <code>ETag</code>; <code>Cache-Control: no-cache</code> in a request has them found anew.
What happens in a turn is also told as it happens: with <code>Accept: text/event-stream</code>, or on the WebSocket <code>/api/v1/voice</code> (subprotocol <code>mluv.1</code>).</p>
<p>On the WebSocket a learner is heard while they speak: <code>utterance-begin</code> with <code>format: "pcm16k"</code>, then binary frames of 16-bit little-endian mono PCM
at 16&nbsp;kHz. <code>mode</code> says who ends an utterance: <code>push</code> (the learner, with <code>utterance-end</code>), <code>tap</code> (their silence, <code>silenceMs</code> long)
or <code>open</code> (a microphone that stays open, over the tutor’s voice, too).
<code>utterance-cancel</code> throws away what was being said. <code>listening</code>,
<code>hearing</code>, <code>heard</code> and <code>failed</code> carry the utterance’s <code>key</code>: said again under it, it happens once.
<code>hello</code> with <code>sound: "pieces"</code> has the tutor’s sound come while it is being made,
in frames of kind 2: byte&nbsp;0 the kind, bytes&nbsp;2–3 the sentence, 4–7 the turn’s <code>turnNumber</code>, 8–11 how many samples of the sentence lie before, 12–15 samples a second, all
big-endian, then 16-bit little-endian mono PCM. <code>held</code>: somebody may be speaking over the tutor, and the client pauses; <code>resumed</code>: it goes on where it stopped;
<code>interrupted</code>: no frame of that turn follows. <code>hello.resume.have</code> (<code>sentence</code>, <code>ms</code>) is up to where a client that was gone has the sound.</p>
${calls.join('\n')}
<h2>Errors</h2>
<dl>${Object.entries(statusOf).map(([code, status]) => `<dt id="${code}"><code>${code}</code></dt><dd>${status}</dd>`).join('')}</dl>
<footer><a href="/">Back to Mluv</a><a href="/privacy">Privacy</a>${sourceUrl === null ? '' : `<a href="${asHtml(sourceUrl)}">Source code</a>`}</footer>
</main></html>`
}

function callOf(method: string, path: string, { summary, security, requestBody, responses }: Operation): string {
  const takes = Object.values(requestBody?.content ?? {}).map(({ schema }) => ['takes', schema])
  const gives = Object.entries(responses).filter(([status]) => /^2/.test(status)).map(([status, { content }]) => [`gives ${status}`, Object.values(content ?? {})[0]?.schema])
  const schemas = [...takes, ...gives]
  return `<section><h2><code>${method.toUpperCase()} ${escaped(path)}</code></h2><p>${escaped(summary ?? '')}${security ? '' : ' (no session needed)'}</p>
${schemas.filter(([, schema]) => schema !== undefined).map(([title, schema]) => `<details><summary>${String(title)}</summary><pre>${escaped(JSON.stringify(schema, null, 2))}</pre></details>`).join('\n')}</section>`
}
