import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { assertRefused, openInstallation, type Installation } from '../../journeys/installation.ts'

type Content = Record<string, { readonly schema: object }>
type Operation = {
  readonly summary?: string
  readonly requestBody?: { readonly content: Content }
  readonly parameters?: readonly { readonly name: string; readonly in: string }[]
  readonly responses: Record<string, { readonly content?: Content }>
}
type Document = { readonly openapi: string; readonly info: { readonly title: string; readonly version: string }; readonly paths: Record<string, Record<string, Operation>> }

let mluv: Installation
let document: Document
before(async () => {
  mluv = await openInstallation({ warm: [] })
  document = JSON.parse((await mluv.call('/openapi.json')).text) as Document
})
after(() => mluv.close())

const operations = () => Object.entries(document.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, operation })))

describe('the document of the API', () => {
  it('names every call of the table of routes, and nothing else', () => {
    const folder = new URL('../../../src/entry/http/', import.meta.url)
    const table = readdirSync(folder).filter((name) => name.endsWith('routes.ts')).map((name) => readFileSync(new URL(name, folder), 'utf8')).join('\n')
    const written = [...table.matchAll(/^ {4}'([A-Z]+) (\/\S+)':/gm)].map(([, method, path]) => `${method} /api/v1${path!.replaceAll(/:(\w+)/g, '{$1}')}`)
    assert.ok(written.length > 15)
    assert.deepEqual(operations().map(({ name }) => name).toSorted(), written.toSorted())
    assert.match(document.openapi, /^3\.1\./)
  })

  it('says of each what it takes and gives, in schemas that are schemas', () => {
    const ajv = new Ajv2020({ strict: false })
    for (const { name, operation } of operations()) {
      assert.ok(operation.summary, name)
      const good = Object.entries(operation.responses).filter(([status]) => status.startsWith('2'))
      assert.ok(good.length > 0, `${name} says what it gives`)
      for (const [status, { content }] of good) assert.ok(status === '204' || Object.values(content ?? {}).every(({ schema }) => schema), name)
      const schemas = [operation.requestBody, ...Object.values(operation.responses)].flatMap((part) => Object.values(part?.content ?? {}).map((each) => each.schema))
      for (const schema of schemas) assert.equal(ajv.validateSchema(schema), true, name)
      if (/^(POST|PATCH)/.test(name) && !/\/(disagree|retry|cancel|pause|resume|drain|options|recovery-code|telegram-link)$/.test(name)) assert.ok(operation.requestBody, `${name} says what it takes`)
      for (const [, parameter] of name.matchAll(/\{(\w+)\}/g)) assert.ok(operation.parameters?.some((each) => each.name === parameter && each.in === 'path'), `${name} says what ${parameter} is`)
    }
  })

  it('names problem documents as what they are', () => {
    for (const { name, operation } of operations()) assert.deepEqual(Object.keys(operation.responses['4XX']?.content ?? {}), ['application/problem+json'], name)
  })

  it('is a page for people, too', async () => {
    const page = await mluv.ask('/docs')
    assert.match(page.headers['content-type']!, /^text\/html/)
    for (const { name } of operations()) assert.ok(page.text.includes(name), name)
    assert.doesNotMatch(String(page.headers['content-security-policy']), /unsafe/)
    assert.equal((await mluv.ask('/docs.css')).status, 200)
  })
})

describe('the installation', () => {
  it('lives, and is ready', async () => {
    const live = await mluv.ask('/health')
    assert.deepEqual([live.status, JSON.parse(live.text).status], [200, 'ok'])
    const ready = await mluv.ask('/ready')
    const { status, database, queue, voice, transcription } = JSON.parse(ready.text) as Record<string, string>
    assert.deepEqual([ready.status, status, database, queue, voice, transcription], [200, 'ready', 'ok', 'ok', 'ok', 'not set'])
  })

  it('answers what there is not with a problem document', async () => {
    for (const [method, path] of [['GET', '/api/v1/nothing'], ['POST', '/api/v1/learner'], ['GET', '/api'], ['PUT', '/api/v1/lessons/process/text'], ['GET', '/.env'], ['GET', '/../package.json'], ['GET', '/assets/%2e%2e/%2e%2e/package.json']] as const)
      assertRefused(await mluv.ask(path, { method }), 404, 'not-found')
    assertRefused(await mluv.ask('/api/v1/%ff'), 400, 'invalid')
    assertRefused(await mluv.call('/voice'), 400, 'invalid')
  })
})

describe('an installation without its database', () => {
  it('lives, is not ready, and says so in sentences', async () => {
    const broken = await openInstallation({ warm: [] })
    const { token } = await broken.guest()
    await broken.database.close()
    const ready = await broken.ask('/ready')
    assert.equal(ready.status, 503)
    const { database, queue } = JSON.parse(ready.text) as Record<string, string>
    assert.deepEqual([database, queue], ['down', 'down'])
    assert.equal((await broken.ask('/health')).status, 200)
    assertRefused(await broken.call('/learner', { token }), 503, 'unavailable')
    await broken.close({ keep: true })
  })
})
