/** An address of somebody's, as it is kept and compared: one mailbox has one. */

const lengthMax = 254
const localLengthMax = 64
/** What would have to be quoted, or could be read as the end of an address, is nobody's. */
const localPattern = /^[^\s\p{C}<>()[\]\\,;:"@]+$/u
const domainPattern = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?=[a-z0-9-]*[a-z])[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])$/

/** In small letters, composed, with the domain in letters that mail servers know (IDNA); null for what is no address. */
export function mailAddress(written: string): string | null {
  if (written.length > 2 * lengthMax) return null
  const plain = written.trim().normalize('NFC').toLowerCase()
  const at = plain.lastIndexOf('@')
  const [local, host] = [plain.slice(0, at), plain.slice(at + 1)]
  // What a URL would take apart, or take for the escape of a letter, is not part of a name.
  if (at < 1 || local.length > localLengthMax || !localPattern.test(local) || /[\s/?#\\:@%[\]]/.test(host) || !URL.canParse(`http://${host}`)) return null
  const domain = new URL(`http://${host}`).hostname
  const address = `${local}@${domain}`
  return domainPattern.test(domain) && address.length <= lengthMax ? address : null
}

/** What is the same mailbox at most hosts, however its letters are tagged: `me+mluv@…` is `me@…`. */
export const mailboxOf = (address: string): string => address.replace(/\+[^@]*@/, '@')
