import assert from 'node:assert/strict'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { describe, it, type TestContext } from 'node:test'
import type { SMTPServerOptions } from 'smtp-server'
import { smtp } from '../../../src/adapters/notify/smtp.ts'
import type { ProviderFault } from '../../../src/domain/failure.ts'
import type { Mailbox } from '../../../src/ports/mailbox.ts'
import { openMailServer } from '../../mail-server.ts'

const from = 'Mluv <mluv@mluv.example>'
const letter = { to: 'learner@example.org', subject: 'Dnes česky?', text: 'Stačí jedna věta: řekni třeba, co máš k večeři.\n', letterId: '019c0000-0000-7000-8000-000000000001' }
const never = new AbortController().signal

async function mailServer(t: TestContext, options: SMTPServerOptions = {}) {
  const server = await openMailServer(options)
  t.after(() => server.close())
  return server
}

/** A server that takes connections, and says nothing. */
async function mute(t: TestContext): Promise<string> {
  const sockets = new Set<Socket>()
  const server: Server = createServer((socket) => sockets.add(socket.on('error', () => {}).on('close', () => sockets.delete(socket))))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => { for (const socket of sockets) socket.destroy(); server.close() })
  return `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const faults = (mailbox: Mailbox, fault: ProviderFault, signal = never) => assert.rejects(mailbox.send(letter, { signal }), { name: 'ProviderFailure', fault, message: `smtp: ${fault}` })
const saying = (responseCode: number) => Object.assign(new Error('learner@example.org is not welcome'), { responseCode })

describe('a mailbox', () => {
  it('sends a letter whole, under the same name each time', async (t) => {
    const { taken, url } = await mailServer(t)
    const mailbox = smtp({ url, from })
    await mailbox.send(letter, { signal: never })
    await mailbox.send(letter, { signal: never })
    assert.equal(taken.length, 2)
    for (const text of taken) {
      assert.match(text, /^From: Mluv <mluv@mluv\.example>\r$/m)
      assert.match(text, /^To: learner@example\.org\r$/m)
      assert.match(text, new RegExp(`^Message-ID: <${letter.letterId}@mluv\\.example>\r$`, 'm'))
      assert.match(text, /^Auto-Submitted: auto-generated\r$/m)
      assert.match(text, /^Subject: =\?UTF-8\?/m)
    }
  })

  it('reads an address as one address, whatever is in it', async (t) => {
    const recipients: string[] = []
    const { url } = await mailServer(t, { onRcptTo: ({ address }, _, done) => { recipients.push(address); done() } })
    await smtp({ url, from }).send({ ...letter, to: 'learner@example.org, other@example.org' }, { signal: never }).catch(() => 'refused is well')
    assert.ok(!recipients.includes('other@example.org'), recipients.join(' '))
  })

  it('is refused for good, or for the moment, and quotes nobody', async (t) => {
    const refused = await mailServer(t, { onRcptTo: (_address, _session, done) => done(saying(550)) })
    await faults(smtp({ url: refused.url, from }), 'rejected-request')
    const busy = await mailServer(t, { onRcptTo: (_address, _session, done) => done(saying(451)) })
    await faults(smtp({ url: busy.url, from }), 'busy')
    const locked = await mailServer(t, { authOptional: false, onAuth: (_auth, _session, done) => done(saying(535)) })
    await faults(smtp({ url: locked.url.replace('//', '//mluv:wrong@'), from }), 'rejected-key')
  })

  it('does not wait for a server that is silent, nor for one that is not there', async (t) => {
    await faults(smtp({ url: await mute(t), from, silenceMsMax: 50 }), 'unreachable')
    const gone = createServer()
    await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve))
    const { port } = gone.address() as AddressInfo
    await new Promise((resolve) => gone.close(resolve))
    await faults(smtp({ url: `smtp://127.0.0.1:${port}`, from }), 'unreachable')
  })

  it('ends when it is told to', async (t) => {
    const abort = new AbortController()
    const ended = faults(smtp({ url: await mute(t), from }), 'unreachable', abort.signal)
    abort.abort()
    await ended
  })
})
