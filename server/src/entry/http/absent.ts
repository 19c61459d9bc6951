/** An address where there is nothing: a page for whoever looks, a problem document for whatever calls. */
import type { FastifyInstance } from 'fastify'
import { Failure } from '../../domain/failure.ts'
import type { House } from '../house.ts'
import { asHtml, htmlHeaders, plainPage, tongueAsked } from './plain-page.ts'

export function addAbsent(app: FastifyInstance, house: House): void {
  app.setNotFoundHandler(async (request, reply) => {
    const failure = new Failure('not-found', 'There is nothing here. The calls there are stand at /docs.')
    if (request.method !== 'GET' || request.headers.accept?.includes('text/html') !== true) throw failure
    house.seen.refused('http', failure)
    const tongue = tongueAsked(request)
    const { title, text, home } = house.content.in(house.language).absent
    const body = `<p>${asHtml(text[tongue])}</p><p><a href="/">${asHtml(home[tongue])}</a></p>`
    return reply.status(404).headers(htmlHeaders).header('Cache-Control', 'no-store').header('Vary', 'Accept, Accept-Language').send(plainPage({ tongue, title: title[tongue], body }))
  })
}
