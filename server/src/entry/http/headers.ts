/** What every answer tells browsers: helmet's headers, and what our pages may use of a device. None depends on the request, so they are worked out once. */
import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import helmet from 'helmet'
import type { House } from '../house.ts'

const self = "'self'"
/** Opens our page within its own, where there is a bot of ours. */
const telegramPage = 'https://web.telegram.org'

/** `framed`: of our page where there is a bot, which Telegram may show within its own. */
export function headersOfAll({ publicUrl }: Pick<House, 'publicUrl'>, framed = false): Readonly<Record<string, string>> {
  const request = new IncomingMessage(new Socket())
  const response = new ServerResponse(request)
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: [self], scriptSrc: [self], styleSrc: [self], imgSrc: [self, 'data:'], mediaSrc: [self, 'blob:'], connectSrc: [self, 'ws:', 'wss:'],
        objectSrc: ["'none'"], baseUri: ["'none'"], formAction: [self], frameAncestors: framed ? [telegramPage] : ["'none'"],
      },
    },
    crossOriginEmbedderPolicy: false,
    // It knows no list; whoever knows that does as the policy says.
    ...(framed && { xFrameOptions: false }),
    strictTransportSecurity: publicUrl?.startsWith('https:') ?? false,
  })(request, response, () => {})
  return { ...(response.getHeaders() as Record<string, string>), 'permissions-policy': 'microphone=(self), camera=(), geolocation=()' }
}
