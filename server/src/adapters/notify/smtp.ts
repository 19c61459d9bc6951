/** Letters by SMTP. Knows the answers of mail servers; what they write about a letter goes no further: it quotes addresses. */
import { createTransport } from 'nodemailer'
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

export function smtp({ url, from, silenceMsMax: givenMsMax = silenceMsMax }: SmtpOptions): Mailbox {
  // A connection for each letter: nothing is left open between evenings, and a server that was restarted is not missed.
  const transport = createTransport({ url, connectionTimeout: givenMsMax, greetingTimeout: givenMsMax, socketTimeout: givenMsMax, dnsTimeout: givenMsMax, disableFileAccess: true, disableUrlAccess: true })
  const domain = /@([^>\s]+)/.exec(from)?.[1] ?? 'localhost'
  return {
    async send({ to, subject, text, letterId }, { signal }) {
      try {
        // An object, so that no address can be read as two.
        await transport.sendMail({ from, to: { name: '', address: to }, subject, text, messageId: `<${letterId}@${domain}>`, headers: { 'Auto-Submitted': 'auto-generated' }, signal })
      } catch (error) {
        throw new ProviderFailure('smtp', faultOf(error))
      }
    },
  }
}

/** Answers of 500 and above are final, those of 400 and above ask for another try; without an answer it is the line. */
function faultOf(error: unknown): ProviderFault {
  const { code, responseCode } = error as { readonly code?: unknown; readonly responseCode?: unknown }
  if (code === 'EAUTH' || code === 'ENOAUTH') return 'rejected-key'
  if (typeof responseCode === 'number') return responseCode >= 500 ? 'rejected-request' : 'busy'
  return code === 'EENVELOPE' ? 'rejected-request' : 'unreachable'
}
