/** Where a call comes from, as far as one subscriber reaches: an IPv4 address, or the /64 that an IPv6 address is of. */

const quarters = 4

/** As `request.ip` gives it: without brackets or a port. */
export function networkOf(ip: string): string {
  const [address] = ip.toLowerCase().split('%')
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(address!)?.[1]
  if (mapped !== undefined) return mapped
  if (!address!.includes(':')) return address!
  // The first four groups are all that counts; `::` stands for as many zeros as are missing.
  const [head, tail] = address!.split('::') as [string, string | undefined]
  const [before, after] = [groupsOf(head), tail === undefined ? [] : groupsOf(tail)]
  const zeros = tail === undefined ? 0 : Math.max(0, 2 * quarters - before.length - after.length)
  const groups = [...before, ...Array.from({ length: zeros }, () => '0'), ...after]
  return `${groups.slice(0, quarters).map((group) => group.replace(/^0+(?=.)/, '')).join(':')}::/64`
}

/** This machine itself: whoever stands behind a proxy that is not trusted looks like it, so nothing is counted of it as of one network. */
export const isLoopback = (ip: string): boolean => /^(?:127\.|::1$|::ffff:127\.)/.test(ip)

/** An IPv4 address at the end is two groups. */
const groupsOf = (part: string): string[] => (part === '' ? [] : part.split(':').flatMap((group) => (group.includes('.') ? ['0', '0'] : [group])))
