/**
 * The page at the end of a letter, for whoever wants no more of them. It needs no session: the link vouches for itself. Looking at it changes nothing, since
 * programs that guard mailboxes look at every link; what ends the letters is the button, or the mail program's own (RFC 8058), which sends the same.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { isToldKind } from '../../domain/channel.ts'
import type { House } from '../house.ts'
import { asHtml, htmlHeaders, plainPage, tongueAsked } from './plain-page.ts'

type Asked = FastifyRequest<{ Params: { token: string } }>

/** A form of one field. */
const formBytesMax = 1024

export async function addUnsubscribing(app: FastifyInstance, house: House): Promise<void> {
  const { notices } = house.content.in(house.language)
  const { title, ask, kind: kindText, all: allText, done, unknown } = notices.unsubscribe

  const look = (request: Asked): string => {
    const { token } = request.params
    const tongue = tongueAsked(request)
    const kind = token.split('.')[0]!
    const button = (address: string, text: string) => `<form method="post" action="/unsubscribe/${encodeURIComponent(token)}${address}"><p><button>${asHtml(text)}</button></p></form>`
    const kindButton = isToldKind(kind) ? button('', kindText[tongue].replace('{kind}', notices.kinds[kind][tongue])) : ''
    return plainPage({ tongue, title: title[tongue], body: `<p>${asHtml(ask[tongue])}</p>${kindButton}${button('/all', allText[tongue])}` })
  }

  await app.register(async (scope) => {
    // What mail programs send along says nothing new, in whatever form.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'string', bodyLimit: formBytesMax }, (_request, _body, parsed) => parsed(null, null))
    const options = { config: { who: 'anyone' as const }, schema: { hide: true } }
    const end = async (request: Asked, all: boolean) => {
      const tongue = tongueAsked(request)
      const isEnded = await house.bell.unsubscribing.end(request.params.token, all)
      return { status: isEnded ? 200 : 404, page: plainPage({ tongue, title: title[tongue], body: `<p>${asHtml((isEnded ? done : unknown)[tongue])}</p>` }) }
    }
    scope.get('/unsubscribe/:token', options, async (request: Asked, reply) => reply.headers(headers).send(look(request)))
    for (const all of [false, true])
      scope.post(`/unsubscribe/:token${all ? '/all' : ''}`, options, async (request: Asked, reply) => {
        const { status, page } = await end(request, all)
        return reply.status(status).headers(headers).send(page)
      })
  })
}

const headers = { ...htmlHeaders, 'cache-control': 'no-store', 'x-robots-tag': 'noindex' }
