import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { openInstallation, type Installation } from '../../journeys/installation.ts'

const secrets = { OPENAI_API_KEY: 'sk-privacy-one', ANTHROPIC_API_KEY: 'sk-privacy-two', MLUV_STT_KEY: 'sk-privacy-three', MLUV_VENDOR_KEYS: 'together=sk-privacy-four', SMTP_URL: 'smtp://postman:sk-privacy-five@127.0.0.1:1', MLUV_OPERATOR_TOKEN: 'sk-privacy-six-and-more' }

let mluv: Installation
before(async () => {
  mluv = await openInstallation({
    warm: [],
    settings: { ...secrets, MLUV_STT_URL: 'http://127.0.0.1:1/v1', MLUV_VENDOR_URLS: 'together=https://api.together.xyz/v1', OPERATOR_EMAIL: 'me+mluv@example.org', SOURCE_URL: 'https://source.example/?a=1&b=2', KEEP_TURNS_DAYS: '33' },
  })
})
after(() => mluv.close())

const read = (path: string, headers: Record<string, string> = {}) => mluv.ask(path, { headers })

describe('GET /privacy', () => {
  it('is a page that anybody reads, without a script, and tells what was set', async () => {
    const page = await read('/privacy')
    assert.equal(page.status, 200)
    assert.match(page.headers['content-type']!, /^text\/html/)
    assert.doesNotMatch(page.text, /<script|\son[a-z]+=|<style|\sstyle=/)
    for (const fact of ['OpenAI', 'api.openai.com', 'Anthropic', '127.0.0.1:1', 'this machine', '<a href="mailto:me+mluv@example.org">', 'href="https://source.example/?a=1&amp;b=2"', '33 days']) assert.ok(page.text.includes(fact), fact)
  })

  it('is led to from the calls, as the source is', async () => {
    const { text } = await read('/docs')
    for (const link of ['href="/privacy"', 'href="https://source.example/?a=1&amp;b=2"']) assert.ok(text.includes(link), link)
  })

  it('holds nothing that is secret', async () => {
    for (const lang of ['cs', 'en', 'uk', 'ru']) assert.doesNotMatch((await read(`/privacy?lang=${lang}`)).text, /sk-privacy|postman|postgres/)
  })

  it('speaks as its address says, as the learner reads, as the browser asks, and otherwise English', async () => {
    const { token } = await mluv.guest({ motherTongue: 'uk' })
    const cookie = `mluv_session=${token}`
    const spoken = async (path: string, headers: Record<string, string> = {}) => /<html lang="(..)">/.exec((await read(path, headers)).text)?.[1]
    assert.equal(await spoken('/privacy?lang=cs', { cookie }), 'cs')
    assert.equal(await spoken('/privacy', { cookie, 'accept-language': 'cs' }), 'uk')
    assert.equal(await spoken('/privacy', { 'accept-language': 'de, ru;q=0.8' }), 'ru')
    for (const path of ['/privacy', '/privacy?lang=xx', '/privacy?lang=cs&lang=uk', '/privacy?lang=%3Cscript%3E']) assert.equal(await spoken(path), 'en')
  })
})
