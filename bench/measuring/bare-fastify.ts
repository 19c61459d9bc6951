/** The same bytes from a route that does nothing else: answers come in as JSON, the address goes out. */
import { text } from 'node:stream/consumers'
import fastify from 'fastify'

type Answer = { readonly type: string; readonly encoding: string | null; readonly body: string }

const answers = JSON.parse(await text(process.stdin)) as Record<string, Answer>
const app = fastify()
for (const [name, { type, encoding, body }] of Object.entries(answers)) {
  const bytes = Buffer.from(body, 'base64')
  app.get(`/${name}`, (_request, reply) => {
    reply.type(type)
    if (encoding !== null) reply.header('Content-Encoding', encoding)
    return reply.send(bytes)
  })
}
console.log(await app.listen({ port: 0, host: '127.0.0.1' }))
