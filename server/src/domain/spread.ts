/** FNV-1a, 32 bits: a number from a text, the same everywhere; spreads neighbouring texts evenly and needs no library. */
export function spread(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0
  return hash
}
