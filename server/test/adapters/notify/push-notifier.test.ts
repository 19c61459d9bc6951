/** Against a server of one's own that takes messages for a browser, and unlocks them as the browser would (RFC 8291). */
import assert from 'node:assert/strict'
import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from 'node:crypto'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { before, describe, it, type TestContext } from 'node:test'
import { loadContent } from '../../../src/adapters/content.ts'
import { newVapidKeys, pushNotifier } from '../../../src/adapters/notify/push-notifier.ts'
import type { LearnerId } from '../../../src/domain/identity.ts'
import { firstSettings } from '../../../src/domain/learner.ts'
import type { Content } from '../../../src/ports/content.ts'
import type { Message } from '../../../src/ports/outbox.ts'
import type { Subscription } from '../../../src/ports/reach.ts'

const keys = await newVapidKeys()
const signal = new AbortController().signal
let content: Content
before(async () => { content = await loadContent(new URL('../../../content', import.meta.url).pathname) })

const messageTo = (...browsers: Subscription[]): Message => ({
  messageId: '019c0000-0000-7000-8000-000000000001', learnerId: 'l' as LearnerId, kind: 'reminder', about: '', facts: { day: '2026-03-02', streakDays: 3 }, createdAtMs: 0,
  settings: { ...firstSettings, motherTongue: 'uk' }, last: null, toldAtMs: null, address: null, chatId: null, browsers,
})

/** A browser's own keys, and how it unlocks what comes. */
function browser() {
  const [pair, auth] = [createECDH('prime256v1'), randomBytes(16)]
  const p256dh = pair.generateKeys()
  return {
    keys: { p256dh: p256dh.toString('base64url'), auth: auth.toString('base64url') },
    unlock(body: Buffer): string {
      const [salt, keyLength] = [body.subarray(0, 16), body[20]!]
      const theirs = body.subarray(21, 21 + keyLength)
      const secret = Buffer.from(hkdfSync('sha256', pair.computeSecret(theirs), auth, Buffer.concat([Buffer.from('WebPush: info\0'), p256dh, theirs]), 32))
      const key = Buffer.from(hkdfSync('sha256', secret, salt, 'Content-Encoding: aes128gcm\0', 16))
      const nonce = Buffer.from(hkdfSync('sha256', secret, salt, 'Content-Encoding: nonce\0', 12))
      const locked = body.subarray(21 + keyLength)
      const decipher = createDecipheriv('aes-128-gcm', key, nonce)
      decipher.setAuthTag(locked.subarray(-16))
      const plain = Buffer.concat([decipher.update(locked.subarray(0, -16)), decipher.final()])
      return plain.subarray(0, plain.lastIndexOf(2)).toString()
    },
  }
}

/** Takes messages at any path that is a status, which it answers. */
async function pushServer(t: TestContext) {
  const taken: { readonly headers: IncomingHttpHeaders; readonly body: Buffer }[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
      taken.push({ headers: request.headers, body: Buffer.concat(chunks) })
      response.writeHead(Number(request.url!.slice(1))).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  const root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { taken, at: (status: number, own = browser()): Subscription => ({ endpoint: `${root}/${status}`, ...own.keys }) }
}

const push = (anywhere = true) => pushNotifier({ content, keys: async () => keys, contact: 'mailto:operator@example.org', anywhere })

/** Whether the installation's own key signed it, for this server and for the time being. */
function isSigned(authorization: string, audience: string): boolean {
  const [, head, claims, seal, publicKey] = /^vapid t=([\w-]+)\.([\w-]+)\.([\w-]+), ?k=([\w-]+)$/.exec(authorization)!
  const point = Buffer.from(publicKey!, 'base64url')
  const key = createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x: point.subarray(1, 33).toString('base64url'), y: point.subarray(33).toString('base64url') } })
  const told = JSON.parse(Buffer.from(claims!, 'base64url').toString()) as { readonly aud: string; readonly sub: string }
  return publicKey === keys.publicKey && told.aud === audience && told.sub === 'mailto:operator@example.org'
    && verify('sha256', Buffer.from(`${head}.${claims}`), { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(seal!, 'base64url'))
}

describe('a message to a browser', () => {
  it('can be read by it alone, in the tongue of its learner, signed, under the same name each time', async (t) => {
    const [{ taken, at }, own] = [await pushServer(t), browser()]
    const subscription = at(201, own)
    for (let time = 0; time < 2; time += 1) assert.deepEqual(await push().send(messageTo(subscription), { signal }), { taken: true, closed: [] })
    for (const { headers, body } of taken) {
      const told = JSON.parse(own.unlock(body)) as Record<string, string>
      assert.deepEqual(told, { title: 'Серія чекає на сьогоднішнє речення', body: 'Днів поспіль: 3. Сьогодні ми ще не розмовляли, а досить одного речення.', tag: '019c0000-0000-7000-8000-000000000001' })
      assert.throws(() => browser().unlock(body), 'by another browser')
      assert.deepEqual([headers['topic'], headers['content-encoding']], ['019c0000000070008000000000000001', 'aes128gcm'])
      assert.ok(isSigned(headers['authorization']!, new URL(subscription.endpoint).origin))
    }
    assert.equal(taken.length, 2)
  })

  it('is told by one of theirs; those that are gone are named', async (t) => {
    const { at } = await pushServer(t)
    const [gone, missing] = [at(410), at(404)]
    assert.deepEqual(await push().send(messageTo(gone, at(201), at(500)), { signal }), { taken: true, closed: [gone.endpoint] })
    assert.deepEqual(await push().send(messageTo(gone, missing), { signal }), { taken: false, closed: [gone.endpoint, missing.endpoint] })
  })

  it('is tried again where it may be taken later, and not where it never will be', async (t) => {
    const { at } = await pushServer(t)
    for (const [status, fault] of [[429, 'busy'], [503, 'unreachable'], [403, 'rejected-key'], [413, 'rejected-request'], [302, 'rejected-request']] as const)
      await assert.rejects(push().send(messageTo(at(status)), { signal }), { name: 'ProviderFailure', fault })
    await assert.rejects(push().send(messageTo({ ...at(201), endpoint: 'http://127.0.0.1:1/201' }), { signal }), { fault: 'unreachable' })
  })

  it('is not sent into a network of one’s own, by whatever name', async (t) => {
    const { taken, at } = await pushServer(t)
    const subscription = at(201)
    const { port } = new URL(subscription.endpoint)
    for (const host of ['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '0.0.0.0'])
      for (const scheme of ['http', 'https']) {
        const endpoint = `${scheme}://${host}:${port}/201`
        assert.deepEqual(await push(false).send(messageTo({ ...subscription, endpoint }), { signal }), { taken: false, closed: [endpoint] }, endpoint)
      }
    assert.equal(taken.length, 0)
  })
})
