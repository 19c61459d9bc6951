/** For which site a passkey is: authenticators hold one for a name of a host, and never for an address in figures. */

export type PasskeySite = { readonly rpId: string; readonly origin: string }

/** `host` is what the browser asked for, with its port; it counts only on the machine itself. Null where there can be no passkeys. */
export function passkeySite(publicUrl: string | null, host: string): PasskeySite | null {
  const written = publicUrl ?? `http://${host}`
  if (!URL.canParse(written)) return null
  const { hostname, origin, protocol } = new URL(written)
  const isHere = hostname === 'localhost' || hostname.endsWith('.localhost')
  if (publicUrl === null ? !isHere : !isHere && (protocol !== 'https:' || isFigures(hostname))) return null
  return { rpId: hostname, origin }
}

const isFigures = (hostname: string): boolean => hostname.startsWith('[') || /^[\d.]+$/.test(hostname)
