import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { assertRefused, openInstallation, type Installation } from '../../journeys/installation.ts'

let mluv: Installation
before(async () => { mluv = await openInstallation({ warm: [] }) })
after(() => mluv.close())

describe('an address where there is nothing', () => {
  const looked = (language: string) => mluv.ask('/nowhere<b>', { headers: { accept: 'text/html,*/*;q=0.8', 'accept-language': language } })

  it('is a page with a way home for whoever looks, in their tongue', async () => {
    for (const [language, title] of [['en', 'There is nothing here'], ['cs', 'Tady nic není'], ['uk-UA,en', 'Тут нічого немає'], ['ru', 'Здесь ничего нет'], ['de', 'There is nothing here']] as const) {
      const { status, headers, text } = await looked(language)
      assert.equal(status, 404)
      assert.match(headers['content-type']!, /^text\/html/)
      assert.ok(text.includes(`<h1>${title}</h1>`) && text.includes('<a href="/">'), language)
      assert.doesNotMatch(text, /nowhere|<script/)
    }
  })

  it('is a problem document for whatever calls', async () => {
    for (const accept of ['application/json', '*/*']) assertRefused(await mluv.ask('/nowhere', { headers: { accept } }), 404, 'not-found')
    assertRefused(await mluv.ask('/nowhere', { method: 'POST', headers: { accept: 'text/html' } }), 404, 'not-found')
  })
})
