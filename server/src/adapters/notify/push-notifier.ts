/**
 * Messages to browsers (RFC 8030), locked for each (RFC 8291) and signed by this installation (RFC 8292). Where a browser takes them was told by a
 * learner, so that nobody inside the installation's own network is asked: neither by name, nor by what a name leads to when it is asked.
 */
import { lookup } from 'node:dns'
import { request as overHttp } from 'node:http'
import { request as overHttps } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import type { RequestOptions } from 'web-push'
import { ProviderFailure, type ProviderFault } from '../../domain/failure.ts'
import { noteOf } from '../../domain/letter.ts'
import { isPublic } from '../../domain/public-address.ts'
import type { Content } from '../../ports/content.ts'
import type { Notifier } from '../../ports/notifier.ts'
import type { Message } from '../../ports/outbox.ts'
import type { Subscription } from '../../ports/reach.ts'

/** The installation's own pair, as `web-push` writes it. */
export type VapidKeys = { readonly publicKey: string; readonly privateKey: string }
/** `contact` is where whoever runs a browser's messages asks after us; `anywhere` lets a rehearsal ask this machine itself, and by plain HTTP. */
export type PushOptions = { readonly content: Content; readonly keys: () => Promise<VapidKeys>; readonly contact: string; readonly anywhere?: boolean }

/** What is still told when the browser comes back. */
const keptMs = 4 * 3_600_000
/** A message of a browser is 4 KB at most, its locking included. */
const textLengthMax = 900
const silenceMsMax = 15_000

/** Loaded where something is told to a browser: most starts do without. */
const library = async () => (await import('web-push')).default

export const newVapidKeys = async (): Promise<VapidKeys> => (await library()).generateVAPIDKeys()

export const pushNotifier = ({ content, keys, contact, anywhere = false }: PushOptions): Notifier => ({
  channel: 'push',
  reaches: (message) => message.kind !== 'operator-budget' && message.browsers.length > 0,
  async send(message, { signal }) {
    if (message.kind === 'operator-budget') throw new ProviderFailure('push', 'rejected-request')
    const [payload, pair] = [payloadOf(message, content), await keys()]
    const answers = await Promise.all(message.browsers.map(async (browser) => {
      // Under the message's name, a second sending takes the place of the first where that was not shown yet.
      const options = { vapidDetails: { subject: contact, ...pair }, TTL: keptMs / 1000, urgency: 'normal' as const, topic: message.messageId.replaceAll('-', '') }
      return { browser, fault: await faultAt(browser, payload, options, anywhere, signal) }
    }))
    const closed = answers.flatMap(({ browser, fault }) => (fault === 'closed' ? [browser.endpoint] : []))
    const failed = answers.flatMap(({ fault }) => (fault === null || fault === 'closed' ? [] : [fault]))
    const taken = answers.some(({ fault }) => fault === null)
    // One of their browsers is enough; with none, the rest is tried again, and the closed ones are found closed again.
    if (!taken && failed.length > 0) throw new ProviderFailure('push', failed.find((fault) => fault !== 'rejected-request') ?? failed[0]!)
    return { taken, closed }
  },
})

function payloadOf(message: Message, content: Content): string {
  const { notices, personas } = content.in('cs')
  const { subject, text } = noteOf(message, notices, personas.get(message.settings.persona)?.address ?? 'ty')
  return JSON.stringify({ title: subject, body: text.slice(0, textLengthMax).toWellFormed(), tag: message.messageId })
}

async function faultAt({ endpoint, p256dh, auth }: Subscription, payload: string, options: RequestOptions, anywhere: boolean, signal: AbortSignal): Promise<ProviderFault | 'closed' | null> {
  const webPush = await library()
  try {
    const { headers, body } = webPush.generateRequestDetails({ endpoint, keys: { p256dh, auth } }, payload, options)
    const status = await asked(new URL(endpoint), headers, body, anywhere, signal)
    if (status >= 200 && status < 300) return null
    if (status === 404 || status === 410) return 'closed'
    if (status === 401 || status === 403) return 'rejected-key'
    if (status === 429) return 'busy'
    return status >= 500 ? 'unreachable' : 'rejected-request'
  } catch (error) {
    // What cannot be locked, or must not be asked, never will be.
    return error instanceof TypeError || error instanceof RangeError || isNamed(error, 'ENOTPUBLIC') ? 'closed' : 'unreachable'
  }
}

const isNamed = (error: unknown, code: string): boolean => error instanceof Error && 'code' in error && error.code === code
const notPublic = () => Object.assign(new Error('not a public address'), { code: 'ENOTPUBLIC' })

/** The status of the answer; redirections are not followed. */
function asked(url: URL, headers: Record<string, string>, body: Buffer | null, anywhere: boolean, signal: AbortSignal): Promise<number> {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (!anywhere && (url.protocol !== 'https:' || (isIP(host) !== 0 && !isPublic(host)))) return Promise.reject(notPublic())
  return new Promise((resolve, reject) => {
    const options = { method: 'POST', headers, signal, timeout: silenceMsMax, agent: false as const, ...(!anywhere && { lookup: publicLookup }) }
    const request = (url.protocol === 'http:' ? overHttp : overHttps)(url, options, (answer) => {
      resolve(answer.statusCode ?? 0)
      answer.destroy()
    })
    request.on('timeout', () => request.destroy(new Error('silent'))).on('error', reject).end(body)
  })
}

/** Looks a name up as it is connected to, so that it cannot lead elsewhere than it was seen to. */
const publicLookup: LookupFunction = (name, options, done) =>
  lookup(name, { ...options, all: true }, (error, addresses) => {
    const open = (addresses ?? []).filter(({ address }) => isPublic(address))
    if (error ?? open.length === 0) return done(error ?? notPublic(), '', 0)
    if (options.all) return done(null, open)
    done(null, open[0]!.address, open[0]!.family)
  })
