/** Where Telegram brings its updates, if it is told to. */
import type { FastifyInstance } from 'fastify'
import { Failure } from '../../domain/failure.ts'
import type { TelegramDoor } from '../telegram/door.ts'

export const webhookPath = '/api/v1/telegram'
/** The longest message, with its entities. */
const updateBytesMax = 512 * 1024

export function addTelegram(app: FastifyInstance, door: TelegramDoor): void {
  app.route({
    method: 'POST',
    url: webhookPath,
    bodyLimit: updateBytesMax,
    config: { who: 'anyone' },
    schema: { hide: true },
    async handler(request, reply) {
      if (!door.isTelegram(request.headers['x-telegram-bot-api-secret-token'])) throw new Failure('unauthorized', 'Only Telegram brings anything here.')
      await door.receive(request.body)
      return reply.status(204).send()
    },
  })
}
