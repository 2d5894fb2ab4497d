import { isIP } from 'node:net'

const LOOPBACK_NAMES: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])
/** A name, an IPv4 address or an IPv6 address in brackets, and a port. */
const HOST = /^(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::(\d{1,5}))?$/i

/** The name in a `Host` header, lower case, without its port; undefined when it is none. */
function hostNameOf(header: string | undefined): string | undefined {
  return HOST.exec(header ?? '')?.[1]?.toLowerCase()
}

/** Whether a server that listens at this address can only be reached from this machine. */
export function isLoopback(address: string): boolean {
  return address === '::1' || address === 'localhost' || /^127(\.\d{1,3}){3}$/.test(address)
}

/**
 * Whether requests with this `Host` header are meant for us. A web page that makes its own name point at this machine
 * still sends that name: names are allowed one by one. An address cannot be made to point elsewhere.
 *
 * @param allowed - further names, lower case.
 * @param isPublic - the server listens at an address others can reach, so that any address may be its own.
 */
export function isAllowedHost(
  header: string | undefined,
  allowed: readonly string[],
  isPublic: boolean,
): boolean {
  const name = hostNameOf(header)
  if (name === undefined) return false
  if (LOOPBACK_NAMES.has(name) || allowed.includes(name)) return true
  return isPublic && isIP(name.replace(/^\[|\]$/g, '')) !== 0
}
