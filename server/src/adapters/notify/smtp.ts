/** Letters by SMTP. Knows the answers of mail servers; what they write about a letter goes no further: it quotes addresses. */
import type { Transporter } from 'nodemailer'
import { ProviderFailure, type ProviderFault } from '../../domain/failure.ts'
import type { Mailbox } from '../../ports/mailbox.ts'

export type SmtpOptions = {
  /** `smtp://` or `smtps://`, with user and password where the server wants them. */
  readonly url: string
  /** Who the letters are from: an address, with a name or without. */
  readonly from: string
  /** How long the server may be silent; 15 s when not given. */
  readonly silenceMsMax?: number
}

const silenceMsMax = 15_000

/** A connection for each letter: nothing is left open between evenings, and a server that was restarted is not missed. */
const optionsOf = (url: string, ms: number) => ({ url, connectionTimeout: ms, greetingTimeout: ms, socketTimeout: ms, dnsTimeout: ms, disableFileAccess: true, disableUrlAccess: true })

export function smtp({ url, from, silenceMsMax: givenMsMax = silenceMsMax }: SmtpOptions): Mailbox {
  const options = optionsOf(url, givenMsMax)
  let opened: Promise<Transporter> | null = null
  // Loaded with the first letter: most starts do without.
  const transport = () => (opened ??= import('nodemailer').then(({ createTransport }) => createTransport(options)))
  const domain = /@([^>\s]+)/.exec(from)?.[1] ?? 'localhost'
  return {
    async send({ to, subject, text, letterId, unsubscribeUrl }, { signal }) {
      try {
        // An object, so that no address can be read as two.
        await (await transport()).sendMail({ from, to: { name: '', address: to }, subject, text, messageId: `<${letterId}@${domain}>`, headers: headersOf(unsubscribeUrl), signal })
      } catch (error) {
        throw new ProviderFailure('smtp', faultOf(error), isOfAddress(error) ? { called: 'address' } : {})
      }
    },
  }
}

/** Why letters would not be taken; null where they would. Sends none. */
export async function smtpFault(url: string): Promise<ProviderFault | null> {
  const { createTransport } = await import('nodemailer')
  const transport = createTransport(optionsOf(url, silenceMsMax))
  try {
    await transport.verify()
    return null
  } catch (error) {
    return faultOf(error)
  } finally {
    transport.close()
  }
}

const headersOf = (unsubscribeUrl: string | undefined): Record<string, string> => ({
  'Auto-Submitted': 'auto-generated', ...(unsubscribeUrl !== undefined && { 'List-Unsubscribe': `<${unsubscribeUrl}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }),
})

/** There is no such mailbox (any more): RFC 5321, section 4.2.3, unless an enhanced code (RFC 3463) says that it is something else, such as a policy. */
function isOfAddress(error: unknown): boolean {
  const { command, response, responseCode } = error as { readonly command?: unknown; readonly response?: unknown; readonly responseCode?: unknown }
  if (command !== 'RCPT TO') return false
  const enhanced = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(String(response))?.[1]
  return enhanced === undefined ? responseCode === 550 || responseCode === 551 || responseCode === 553 : enhanced.startsWith('5.1.') || enhanced === '5.2.1'
}

/** Answers of 500 and above are final, those of 400 and above ask for another try; without an answer it is the line. */
function faultOf(error: unknown): ProviderFault {
  const { code, responseCode } = error as { readonly code?: unknown; readonly responseCode?: unknown }
  if (code === 'EAUTH' || code === 'ENOAUTH') return 'rejected-key'
  if (typeof responseCode === 'number') return responseCode >= 500 ? 'rejected-request' : 'busy'
  return code === 'EENVELOPE' ? 'rejected-request' : 'unreachable'
}
