/** The page: its built files, as fast as they can be, and nothing else of the disk. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import compress from '@fastify/compress'
import files from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { rooms } from '@mluv/protocol/rooms.ts'
import type { House } from '../house.ts'
import { headersOfAll } from './headers.ts'
import { plainStyle, tongueAsked } from './plain-page.ts'

const compressFromBytes = 1024

export async function addPage(app: FastifyInstance, house: House): Promise<void> {
  await app.register(compress, { global: true, threshold: compressFromBytes, encodings: ['br', 'gzip'] })
  app.get('/docs.css', { config: { who: 'anyone' }, schema: { hide: true } }, async (_request, reply) => reply.type('text/css').header('Cache-Control', 'public, max-age=3600').send(plainStyle))
  if (!existsSync(join(house.pageFolder, 'index.html'))) return
  await app.register(async (page) => {
    // Whatever the built page consists of, anyone may have it.
    page.addHook('onRoute', (route) => void (route.config = { ...route.config, who: 'anyone' }))
    if (house.doors.bot) {
      const headers = headersOfAll(house, true)
      page.addHook('onRequest', (_request, reply, done) => {
        reply.removeHeader('x-frame-options')
        reply.headers(headers)
        done()
      })
    }
    await page.register(files, {
      root: house.pageFolder,
      cacheControl: false,
      setHeaders: (reply, path) => void reply.header('Cache-Control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'),
      schemaHide: true,
    })
    // By what the browser asks for, as the page guesses too: it installs by this address whatever it speaks.
    page.get('/manifest.webmanifest', { schema: { hide: true } }, (request, reply) => {
      const tongue = tongueAsked(request)
      return reply.header('Vary', 'Accept-Language').sendFile(tongue === 'en' ? 'manifest.webmanifest' : `manifest.${tongue}.webmanifest`)
    })
    for (const room of rooms) page.get(`/${room}`, { schema: { hide: true } }, (_request, reply) => reply.sendFile(`${room}.html`))
    page.get('/admin', { schema: { hide: true } }, (_request, reply) => reply.sendFile('admin.html'))
  })
}
