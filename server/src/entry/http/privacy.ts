/** The page on which learners read what happens with their words. It needs neither a session nor a script. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { tongueFor, tongues, type Tongue } from '../../domain/language.ts'
import { privacyPage, type PrivacySection, type PrivacyTexts } from '../../domain/privacy.ts'
import type { House } from '../house.ts'
import { callerOf } from './identity.ts'
import { asHtml, htmlHeaders, isTongue, plainPage, tongueAsked } from './plain-page.ts'

type Asked = FastifyRequest<{ Querystring: { lang?: unknown } }>

const tongueNames: Readonly<Record<Tongue, string>> = { cs: 'Čeština', en: 'English', uk: 'Українська', ru: 'Русский' }

export function addPrivacy(app: FastifyInstance, house: House): void {
  app.get('/privacy', { config: { who: 'anyone' }, schema: { hide: true } }, async (request: Asked, reply: FastifyReply) => {
    const tongue = await tongueOf(house, request)
    const content = house.content.in(house.language).privacy
    const { title, says, sections } = privacyPage(house.privacy, content, tongue)
    const body = [tongueLinks(tongue), ...says.map(paragraph), ...sections.map(sectionOf), footer(house, content, tongue)].join('\n')
    return reply.headers(htmlHeaders).header('Cache-Control', 'private, no-cache').header('Vary', 'Accept-Language, Cookie').header('Content-Language', tongue).send(plainPage({ tongue, title, body }))
  })
}

/** What the address says, what the learner reads, what the browser asks for. */
async function tongueOf(house: House, request: Asked): Promise<Tongue> {
  const { lang } = request.query
  if (typeof lang === 'string' && isTongue(lang)) return lang
  // Whoever cannot be asked for just now reads it all the same.
  const learner = await learnerHere(house, request).catch(() => null)
  return learner === null ? tongueAsked(request) : tongueFor(learner.settings.motherTongue)
}

async function learnerHere(house: House, request: Asked) {
  const caller = await callerOf(house, request.raw, false)
  return caller?.learnerId ? house.store.learners.find(caller.learnerId) : null
}

const tongueLinks = (here: Tongue): string => `<nav>${tongues.map((tongue) => `<a href="?lang=${tongue}" lang="${tongue}" hreflang="${tongue}"${tongue === here ? ' aria-current="page"' : ''}>${tongueNames[tongue]}</a>`).join('')}</nav>`

/** An address of a person can be written to. */
const paragraph = (text: string): string => `<p>${asHtml(text).replace(/[^\s&:@]+@[^\s&]*[^\s&.]/, (address) => `<a href="mailto:${address}">${address}</a>`)}</p>`

function sectionOf({ title, says, listed = [], table }: PrivacySection): string {
  return `<h2>${asHtml(title)}</h2>${says.map(paragraph).join('')}${listed.length > 0 ? `<ul>${listed.map((each) => `<li>${asHtml(each)}</li>`).join('')}</ul>` : ''}${table ? tableOf(table) : ''}`
}

/** What begins alike stands under one beginning. */
function tableOf({ head, rows }: NonNullable<PrivacySection['table']>): string {
  const spanOf = (at: number): number => rows.findIndex(([first], other) => other > at && first !== rows[at]![0])
  const bodyRows = rows.map(([first, ...rest], at) => {
    const end = spanOf(at)
    const span = (end < 0 ? rows.length : end) - at
    const beginning = at > 0 && rows[at - 1]![0] === first ? '' : `<th scope="row"${span > 1 ? ` rowspan="${span}"` : ''}>${asHtml(first!)}</th>`
    return `<tr>${beginning}${rest.map((cell) => `<td>${asHtml(cell)}</td>`).join('')}</tr>`
  })
  return `<table><thead><tr>${head.map((cell) => `<th scope="col">${asHtml(cell)}</th>`).join('')}</tr></thead><tbody>${bodyRows.join('\n')}</tbody></table>`
}

function footer({ sourceUrl }: House, { texts }: PrivacyTexts, tongue: Tongue): string {
  const link = (href: string, text: string) => `<a href="${asHtml(href)}">${asHtml(text)}</a>`
  return `<footer>${link('/', texts.home[tongue])}${link('/docs', texts.api[tongue])}${sourceUrl === null ? '' : link(sourceUrl, texts.source[tongue])}</footer>`
}
