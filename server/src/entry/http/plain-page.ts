/** Pages that are read and need no script: how they look, in which tongue they speak, and what stands below each of them. */
import type { FastifyRequest } from 'fastify'
import { tongues, type Tongue } from '../../domain/language.ts'
import { escaped } from '../../domain/markup.ts'

export type PlainPage = { readonly tongue: Tongue; readonly title: string; readonly body: string }

export const htmlHeaders = { 'content-type': 'text/html; charset=utf-8' }

export const plainPage = ({ tongue, title, body }: PlainPage): string => `<!doctype html>
<html lang="${tongue}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${asHtml(title)} – Mluv</title><link rel="icon" type="image/png" href="/icons/mluv-192.png"><link rel="stylesheet" href="/docs.css"></head>
<body><main><h1>${asHtml(title)}</h1>
${body}
</main></body></html>`

/** Between tags, and between quotes within one. */
export const asHtml = (text: string): string => escaped(text).replaceAll('"', '&quot;')

export const isTongue = (text: string): text is Tongue => (tongues as readonly string[]).includes(text)

/** The first that the browser asks for and there is. */
export function tongueAsked({ headers: { 'accept-language': asked = '' } }: FastifyRequest): Tongue {
  return asked.split(',').map((each) => each.trim().slice(0, 2).toLowerCase()).find(isTongue) ?? 'en'
}

export const plainStyle = `
:root { color-scheme: light dark; --paper: light-dark(#faf5ea, #1a1719); --ink: light-dark(#2b2320, #f4ece0) }
:root { --soft: light-dark(#655850, #bdb0a6); --line: light-dark(#e4d9c6, #3d363c); --brick: light-dark(#a03c22, #f0a27e) }
body { font: 16px/1.6 system-ui, sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem; background: var(--paper); color: var(--ink); overflow-wrap: break-word }
a { color: var(--brick); text-underline-offset: .25em }
h1, h2 { font-family: 'Iowan Old Style', Palatino, 'URW Palladio L', 'Noto Serif', Georgia, serif; line-height: 1.15; text-wrap: balance }
h2 { font-size: 1.35rem; margin: 2.25rem 0 .5rem }
h2:has(code) { font: inherit; font-size: 1.05rem; margin: 2rem 0 0 }
pre { overflow: auto; padding: 1rem; border: 1px solid var(--line); border-radius: .5rem; font-size: .85rem }
dt { float: left; min-width: 9rem }
table { border-collapse: collapse; width: 100% }
th, td { text-align: start; vertical-align: top; padding: .5rem .75rem .5rem 0; border-bottom: 1px solid var(--line) }
th { color: var(--soft); font-weight: 600 }
tbody th { color: inherit; font-weight: inherit }
nav, footer { display: flex; flex-wrap: wrap; gap: 0 1.25rem }
nav a, footer a { display: inline-flex; align-items: center; min-height: 2.75rem }
[aria-current] { color: inherit; text-decoration: none; font-weight: 600 }
footer { margin-top: 3rem; border-top: 1px solid var(--line) }
button { font: inherit; min-height: 2.75rem; padding: .25rem 1rem }
@media (max-width: 40rem) {
  thead { display: none }
  tr, th, td { display: block }
  tr { padding: .5rem 0; border-bottom: 1px solid var(--line) }
  th, td { padding: .1rem 0; border: 0 }
  tbody th:has(+ td + td) { font-weight: 600 }
  td:last-child { color: var(--soft) }
}
`
