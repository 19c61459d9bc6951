/** Which addresses belong to the public internet, and not to a network of somebody's own (RFC 6890 and its registries). */

/** An IPv4 or IPv6 address, as it is written; a name is none. */
export function isPublic(address: string): boolean {
  const plain = address.toLowerCase().split('%')[0]!
  return plain.includes(':') ? isPublicV6(plain) : isPublicV4(plain)
}

/** The first address of each range that is not public, and how many leading bits it is told by. */
const privateV4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.0.0.0', 24], ['192.0.2.0', 24], ['192.88.99.0', 24], ['192.168.0.0', 16],
  ['198.18.0.0', 15], ['198.51.100.0', 24], ['203.0.113.0', 24], ['224.0.0.0', 3],
]

function isPublicV4(address: string): boolean {
  const value = numberOfV4(address)
  return value !== null && privateV4.every(([from, bits]) => Math.floor(value / 2 ** (32 - bits)) !== Math.floor(numberOfV4(from)! / 2 ** (32 - bits)))
}

function numberOfV4(address: string): number | null {
  const parts = address.split('.')
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)) return null
  return parts.reduce((value, part) => value * 256 + Number(part), 0)
}

/** Of IPv6 only what is given out to the public, 2000::/3, without what stands there for other networks: Teredo, documentation, 6to4. */
function isPublicV6(address: string): boolean {
  const groups = groupsOf(address)
  if (groups === null) return false
  const [first, second] = groups as [number, number]
  if (first === 0x2002 || (first === 0x2001 && second < 0x200) || (first === 0x2001 && second === 0xdb8) || first === 0x3fff) return false
  if (first >= 0x2000 && first < 0x4000) return true
  // IPv4 in the dress of IPv6.
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff
  return isMapped && isPublicV4([groups[6]! >> 8, groups[6]! & 255, groups[7]! >> 8, groups[7]! & 255].join('.'))
}

/** The eight numbers that it stands for; null where it is none. */
function groupsOf(address: string): number[] | null {
  const ending = /:(\d+\.\d+\.\d+\.\d+)$/.exec(address)?.[1]
  const value = ending === undefined ? null : numberOfV4(ending)
  if (ending !== undefined && value === null) return null
  const text = ending === undefined ? address : `${address.slice(0, -ending.length)}${Math.floor(value! / 65536).toString(16)}:${(value! % 65536).toString(16)}`
  const halves = text.split('::')
  if (halves.length > 2) return null
  const [head, tail] = halves.map((half) => (half === '' ? [] : half.split(':'))) as [string[], string[] | undefined]
  const left = tail === undefined ? 0 : 8 - head.length - tail.length
  const groups = [...head, ...Array<string>(Math.max(0, left)).fill('0'), ...(tail ?? [])]
  return groups.length === 8 && groups.every((group) => /^[0-9a-f]{1,4}$/.test(group)) ? groups.map((group) => Number.parseInt(group, 16)) : null
}

/** Whether an address is asked by https and does not plainly name a machine of some network of one's own. What its name leads to is seen when it is asked. */
export function isPublicUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname, username, password } = new URL(text)
  return protocol === 'https:' && username === '' && password === '' && isPublicHost(hostname)
}

/** Where an address leads, as far as its name tells: to this machine, to a network of one's own, or out. */
export type Place = 'here' | 'network' | 'outside'

export function placeOf(url: string): Place {
  const { hostname } = new URL(url)
  if (/^(?:127\.|\[::1\]$|(?:.*\.)?localhost$)/.test(hostname)) return 'here'
  return isPublicHost(hostname) ? 'outside' : 'network'
}

/** As `URL` has it: IPv6 in brackets. */
function isPublicHost(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
  if (host.includes(':') || /^[\d.]+$/.test(host)) return isPublic(host)
  return host.includes('.') && !/\.(?:local|localhost|internal|intranet|lan|home|corp|arpa)$/i.test(host)
}
