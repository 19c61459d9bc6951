/** A mail server of one's own, and what it took. */
import type { AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'

export type MailServer = {
  /** Every letter as it came, headers and all. */
  readonly taken: string[]
  readonly url: string
  /** Resolves with the letter of this number to an address, from 0, once it is there. */
  letterTo(address: string, at: number): Promise<string>
  /** How many have come to an address. */
  lettersTo(address: string): number
  close(): Promise<void>
}

export async function openMailServer(options: SMTPServerOptions = {}): Promise<MailServer> {
  const taken: string[] = []
  const waiting = new Set<() => void>()
  const to = (address: string) => taken.filter((letter) => letter.includes(`\r\nTo: ${address}\r\n`))
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'], authOptional: true, logger: false,
    onData(stream, _, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
        taken.push(Buffer.concat(chunks).toString())
        for (const look of waiting) look()
        done()
      })
    },
    ...options,
  })
  server.on('error', () => {}) // A client that goes away is what some of the tests are about.
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    taken,
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    lettersTo: (address) => to(address).length,
    letterTo: (address, at) => new Promise((resolve) => {
      const look = () => {
        const letter = to(address)[at]
        if (letter === undefined) return
        waiting.delete(look)
        resolve(letter)
      }
      waiting.add(look)
      look()
    }),
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}

/** What a letter says, whatever its bytes were wrapped in. */
export function textOf(letter: string): string {
  const [head, body] = [letter.slice(0, letter.indexOf('\r\n\r\n')), letter.slice(letter.indexOf('\r\n\r\n') + 4)]
  if (/^Content-Transfer-Encoding: base64/im.test(head)) return Buffer.from(body, 'base64').toString()
  const plain = /^Content-Transfer-Encoding: quoted-printable/im.test(head) ? Buffer.from(body.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))), 'latin1').toString() : body
  return plain.replaceAll('\r\n', '\n')
}
