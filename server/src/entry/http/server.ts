/** The HTTP server: what holds for every request, and the order in which its parts are added. */
import fastify, { type FastifyInstance, type FastifyReply } from 'fastify'
import multipart from '@fastify/multipart'
import type { House } from '../house.ts'
import { addVoice } from '../voice.ts'
import { addAbsent } from './absent.ts'
import { headersOfAll } from './headers.ts'
import { identify } from './identity.ts'
import { addPage } from './page.ts'
import { addPrivacy } from './privacy.ts'
import { answerWithProblem, failureOf } from './problems.ts'
import { problemOf } from '../render.ts'
import { formLimits } from './recording.ts'
import { addReference, describe } from './reference.ts'
import { addRoutes } from './routes.ts'
import { Failure } from '../../domain/failure.ts'
import type { TelegramDoor } from '../telegram/door.ts'
import { addTelegram } from './telegram.ts'
import { timeRoutes } from './timing.ts'
import { traceRoutes } from './tracing.ts'
import { addUnsubscribing } from './unsubscribe.ts'

const jsonBytesMax = 64 * 1024
const requestMsMax = 30_000
const headersMsMax = 10_000
const keepAliveMs = 72_000

/** `telegram` is null where there is no bot. */
export async function httpServer(house: House, telegram: TelegramDoor | null): Promise<FastifyInstance> {
  const app = fastify({
    logger: false,
    trustProxy: house.trustProxy,
    bodyLimit: jsonBytesMax,
    requestTimeout: requestMsMax,
    connectionTimeout: 0,
    keepAliveTimeout: keepAliveMs,
    http: { headersTimeout: headersMsMax },
    routerOptions: { maxParamLength: 1400, ignoreTrailingSlash: true },
    // What is sent is taken as it is: nothing is turned into a text, filled in or left out.
    ajv: { customOptions: { coerceTypes: false, useDefaults: false, removeAdditional: false, allErrors: false } },
    frameworkErrors: (error, _request, reply) => {
      const problem = problemOf(failureOf(error))
      house.seen.refused('http', failureOf(error))
      void (reply as FastifyReply).status(problem.status).type('application/problem+json').send(JSON.stringify(problem))
    },
    clientErrorHandler: (_error, socket) => {
      if (!socket.writable) return
      const failure = new Failure('invalid', 'The request could not be read.')
      house.seen.refused('http', failure)
      const body = JSON.stringify(problemOf(failure))
      socket.end(`HTTP/1.1 400 Bad Request\r\nContent-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`)
    },
  })
  app.decorateRequest('caller', null)
  app.setErrorHandler(answerWithProblem(house))
  addAbsent(app, house)
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, app.getDefaultJsonParser('error', 'error'))
  // The schemas describe answers; what is given has been made to fit them, and stringify is as fast.
  app.setSerializerCompiler(() => JSON.stringify)

  if (house.trace) traceRoutes(app, house.trace)
  timeRoutes(app, house.seen)
  app.server.on('connection', (socket) => socket.once('close', house.seen.connected('http')))
  const headers = headersOfAll(house)
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(headers)
    // Who asks again asks somebody who stays.
    if (house.leaving.aborted) reply.header('Connection', 'close')
    done()
  })
  await describe(app, house)
  await app.register(multipart, { limits: formLimits })
  await addPage(app, house)
  await addVoice(app, house)
  const isLetIn = identify(house)
  app.addHook('preValidation', async (request, reply) => {
    if (!request.is404) await isLetIn(request, reply)
  })
  addRoutes(app, house)
  addReference(app, house)
  addPrivacy(app, house)
  if (house.publicUrl !== null) await addUnsubscribing(app, house)
  if (telegram) addTelegram(app, telegram)
  return app
}
