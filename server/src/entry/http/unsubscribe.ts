/**
 * The page at the end of a letter, for whoever wants no more of them. It needs no session: the link vouches for itself. Looking at it changes nothing, since
 * programs that guard mailboxes look at every link; what ends the letters is the button, or the mail program's own (RFC 8058), which sends the same.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { isToldKind } from '../../domain/channel.ts'
import { tongues, type Tongue, type Translated } from '../../domain/language.ts'
import type { House } from '../house.ts'

type Asked = FastifyRequest<{ Params: { token: string } }>

/** A form of one field. */
const formBytesMax = 1024

export async function addUnsubscribing(app: FastifyInstance, house: House): Promise<void> {
  const { notices } = house.content.in(house.language)
  const { title, ask, kind: kindText, all: allText, done, unknown } = notices.unsubscribe

  const look = (request: Asked): string => {
    const { token } = request.params
    const tongue = tongueOf(request)
    const kind = token.split('.')[0]!
    const button = (address: string, text: string) => `<form method="post" action="/unsubscribe/${encodeURIComponent(token)}${address}"><p><button>${escaped(text)}</button></p></form>`
    const kindButton = isToldKind(kind) ? button('', kindText[tongue].replace('{kind}', notices.kinds[kind][tongue])) : ''
    return pageOf(tongue, title, `<p>${escaped(ask[tongue])}</p>${kindButton}${button('/all', allText[tongue])}`)
  }

  await app.register(async (scope) => {
    // What mail programs send along says nothing new, in whatever form.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'string', bodyLimit: formBytesMax }, (_request, _body, parsed) => parsed(null, null))
    const options = { config: { who: 'anyone' as const }, schema: { hide: true } }
    const end = async (request: Asked, all: boolean) => {
      const tongue = tongueOf(request)
      const isEnded = await house.bell.unsubscribing.end(request.params.token, all)
      return { status: isEnded ? 200 : 404, page: pageOf(tongue, title, `<p>${escaped((isEnded ? done : unknown)[tongue])}</p>`) }
    }
    scope.get('/unsubscribe/:token', options, async (request: Asked, reply) => reply.headers(headers).send(look(request)))
    for (const all of [false, true])
      scope.post(`/unsubscribe/:token${all ? '/all' : ''}`, options, async (request: Asked, reply) => {
        const { status, page } = await end(request, all)
        return reply.status(status).headers(headers).send(page)
      })
  })
}

const headers = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', 'x-robots-tag': 'noindex' }

const pageOf = (tongue: Tongue, title: Translated, body: string): string =>
  `<!doctype html><html lang="${tongue}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escaped(title[tongue])}</title><link rel="stylesheet" href="/docs.css"></head><body><main><h1>${escaped(title[tongue])}</h1>${body}</main></body></html>`

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** The first that the browser asks for and there is; nobody is asked who they are. */
function tongueOf({ headers: { 'accept-language': asked = '' } }: FastifyRequest): Tongue {
  const wanted = asked.split(',').map((each) => each.trim().slice(0, 2).toLowerCase())
  return wanted.find((each): each is Tongue => (tongues as readonly string[]).includes(each)) ?? 'en'
}
