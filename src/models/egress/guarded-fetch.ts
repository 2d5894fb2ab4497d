import { lookup as systemLookup } from 'node:dns'
import {
  type ClientRequest,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
} from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { ProviderError } from '../../errors/provider-error.ts'
import type { EgressGate } from '../../privacy/egress-gate.ts'
import { type Network, networkOf } from './network-of.ts'

/** `fetch` as the AI SDK and our adapters take it. */
export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>

export type GuardedFetchOptions = {
  /** What errors call the other side. */
  readonly provider: string
  /** The only origin that is ever spoken to, with or without a path; keys therefore go nowhere else. */
  readonly baseUrl: string
  /** Lets a name or address lead into a private network, then also without TLS. Metadata services stay refused. */
  readonly allowPrivateNetwork?: boolean
  /** From the first byte sent to the last byte read. Default two minutes. */
  readonly timeoutMs?: number | undefined
  /** Default 64 MiB. */
  readonly maxResponseBytes?: number
  /** A signal that aborts after so many milliseconds; tests hand in their own. */
  readonly deadline?: (ms: number) => AbortSignal
  /** Name resolution; tests hand in their own. */
  readonly lookup?: LookupFunction
  /** Looks at every body before it leaves; absent only where the other side is there to see what is not redacted. */
  readonly gate?: Pick<EgressGate, 'check'> | undefined
}

const TWO_MINUTES = 120_000
const RESPONSE_BYTES = 64 * 1024 * 1024
const HEADER_BYTES = 16 * 1024

/**
 * A `fetch` for one provider. It speaks to one origin alone, follows no redirect, asks for TLS wherever bytes
 * leave the machine, checks the very address it connects to (a name cannot be pointed elsewhere between the check and
 * the connection), takes no proxy from the environment, refuses compressed answers, and bounds time and size.
 * A `gate` sees every body before it leaves. The body is read before the promise resolves. Errors name origin and status, never a header, a key or a body.
 *
 * @throws {ProviderError} now, when `baseUrl` cannot be allowed; later, for everything above. `mayBeBilled` tells
 *   whether the request had left. The caller's abort throws the signal's reason.
 */
export function createGuardedFetch(options: GuardedFetchOptions): Fetch {
  const rules = rulesOf(options)
  const { timeoutMs = TWO_MINUTES, deadline = AbortSignal.timeout } = options
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input)
    if (url.origin !== rules.origin || url.username !== '' || url.password !== '') {
      throw refusal(rules, `Expected a request to ${rules.origin}, got one to ${url.origin}`)
    }
    const { signal: own, ...rest } = init ?? {}
    const signal = own ?? (input instanceof Request ? input.signal : undefined)
    // The signal stays outside: every `Request` that is made with one listens to it until it is collected, so that
    // the thousandth call under one signal would walk past a thousand listeners.
    const request = new Request(input, rest)
    const body = await bytesOf(request, rest.body)
    signal?.throwIfAborted()
    const blocked = options.gate?.check(body, 'request') ?? []
    if (blocked.length > 0) throw blockedRequest(rules, blocked)
    return await exchange({ url, request, body, signal, late: deadline(timeoutMs), timeoutMs, rules })
  }
}

/**
 * What a client of a vendor connects through, with the rules of `createGuardedFetch` for the address: one origin's TLS rule, the very
 * address checked, no proxy of the environment. Time and size are the client's.
 *
 * @throws {ProviderError} now, when `baseUrl` cannot be allowed.
 */
export function createGuardedAgent(
  options: Pick<GuardedFetchOptions, 'provider' | 'baseUrl' | 'allowPrivateNetwork' | 'lookup'>,
): HttpAgent | HttpsAgent {
  const { isTls, lookup } = rulesOf(options)
  return isTls ? new HttpsAgent({ keepAlive: true, lookup }) : new HttpAgent({ keepAlive: true, lookup })
}

async function bytesOf(request: Request, body: RequestInit['body']): Promise<Uint8Array> {
  return typeof body === 'string' ? Buffer.from(body) : new Uint8Array(await request.arrayBuffer())
}

type Rules = {
  readonly provider: string
  readonly origin: string
  readonly isTls: boolean
  readonly maxResponseBytes: number
  readonly agent: HttpAgent | HttpsAgent
  readonly isAllowed: (network: Network) => boolean
  readonly lookup: LookupFunction
}

function rulesOf(options: GuardedFetchOptions): Rules {
  const { provider, baseUrl, allowPrivateNetwork = false } = options
  const url = new URL(baseUrl)
  const isTls = url.protocol === 'https:'
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const isLoopback = host === 'localhost' || (isIP(host) !== 0 && networkOf(host) === 'loopback')
  const isAllowed = (network: Network): boolean => {
    if (isLoopback) return network === 'loopback'
    if (network === 'public') return isTls
    return network !== 'reserved' && allowPrivateNetwork
  }
  const rules: Rules = {
    provider,
    origin: url.origin,
    isTls,
    maxResponseBytes: options.maxResponseBytes ?? RESPONSE_BYTES,
    // An agent of our own: the global one may have been given a proxy by the environment.
    agent: isTls ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true }),
    isAllowed,
    lookup: guardedLookup(isAllowed, options.lookup ?? systemLookup),
  }
  const isPlain = url.protocol === 'http:'
  if (!(isTls || isPlain) || url.username !== '' || url.password !== '') {
    throw refusal(rules, 'Expected an http or https address without user name and password')
  }
  if (isPlain && !isLoopback && !allowPrivateNetwork) {
    throw refusal(rules, `Expected https for ${url.host}: plain http is for this machine alone`)
  }
  // A literal address never passes through `lookup`.
  if (isIP(host) !== 0 && !isAllowed(networkOf(host))) throw refusal(rules, addressMessage(host))
  return rules
}

/** Addresses are checked where the connection takes them from. */
function guardedLookup(isAllowed: Rules['isAllowed'], lookup: LookupFunction): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      // With an error there is nothing found, whatever the types say.
      const addresses = Array.isArray(found) ? found : []
      const refused = addresses.find(({ address }) => !isAllowed(networkOf(address)))
      const first = addresses[0]
      if (error !== null) callback(error, '')
      else if (refused !== undefined) callback(new RefusedAddress(addressMessage(hostname)), '')
      else if (first === undefined) callback(new Error('no address'), '')
      else if (options.all === true) callback(null, [...addresses])
      else callback(null, first.address, first.family)
    })
  }
}

class RefusedAddress extends Error {}

function addressMessage(host: string): string {
  return `Expected ${host} to be an address that may be called, found one of a private, reserved or unprotected network`
}

function refusal({ provider }: Pick<Rules, 'provider'>, message: string): ProviderError {
  return new ProviderError(message, {
    provider,
    reason: 'unavailable',
    isRetryable: false,
    hint: 'a server in your own network needs `allow_private_network: true`; docs/config.md has the rules',
  })
}

/** The request fails alone: the others of the run go on, and the item has no verdict. */
function blockedRequest({ provider, origin }: Rules, kinds: readonly string[]): ProviderError {
  return new ProviderError(
    `Expected nothing personal in a request to ${origin}, found ${kinds.join(', ')}; it was not sent`,
    {
      provider,
      reason: 'bad-request',
      isRetryable: false,
      hint: 'a prompt, rubric or canary of the config, or a value redaction missed: docs/privacy.md, "The egress gate"',
    },
  )
}

type Exchange = {
  readonly url: URL
  readonly request: Request
  readonly body: Uint8Array
  /** The caller's. */
  readonly signal: AbortSignal | undefined
  readonly late: AbortSignal
  readonly timeoutMs: number
  readonly rules: Rules
}

function exchange({ url, request, body, signal, late, timeoutMs, rules }: Exchange): Promise<Response> {
  const { provider, origin } = rules
  const { promise, resolve, reject } = Promise.withResolvers<Response>()
  let hasLeft = false
  const send = rules.isTls ? httpsRequest : httpRequest
  const outgoing: ClientRequest = send(url, {
    method: request.method,
    headers: { ...Object.fromEntries(request.headers), 'content-length': String(body.byteLength) },
    agent: rules.agent,
    lookup: rules.lookup,
    maxHeaderSize: HEADER_BYTES,
  })
  const stop = (error: unknown): void => {
    reject(error)
    outgoing.destroy()
  }
  const onAbort = (): void => stop(signal?.reason)
  const onLate = (): void =>
    stop(
      new ProviderError(`Expected an answer from ${origin} within ${timeoutMs / 1000} s, got none`, {
        provider,
        reason: 'timeout',
        isRetryable: true,
        mayBeBilled: hasLeft,
      }),
    )
  signal?.addEventListener('abort', onAbort, { once: true })
  late.addEventListener('abort', onLate, { once: true })
  outgoing.on('socket', socket => {
    // A connection that was kept open is written to at once.
    if (socket.connecting) socket.once(rules.isTls ? 'secureConnect' : 'connect', () => (hasLeft = true))
    else hasLeft = true
  })
  outgoing.on('error', error => reject(connectionError(error, hasLeft, rules)))
  outgoing.on('response', incoming => {
    readResponse(incoming, rules).then(resolve, stop)
  })
  outgoing.end(body)
  return promise.finally(() => {
    signal?.removeEventListener('abort', onAbort)
    late.removeEventListener('abort', onLate)
  })
}

function connectionError(error: Error, hasLeft: boolean, rules: Rules): ProviderError {
  const { provider, origin } = rules
  if (error instanceof RefusedAddress) return refusal(rules, error.message)
  const code = 'code' in error ? String(error.code) : 'no code'
  // The parser gave up on the answer: asking again would give the same.
  const isMalformed = code.startsWith('HPE_')
  return new ProviderError(`Expected an answer from ${origin}, got a broken connection (${code})`, {
    provider,
    reason: isMalformed ? 'bad-response' : 'unavailable',
    isRetryable: !isMalformed,
    mayBeBilled: hasLeft,
    cause: error,
  })
}

async function readResponse(incoming: IncomingMessage, rules: Rules): Promise<Response> {
  const { provider, origin, maxResponseBytes } = rules
  const status = incoming.statusCode ?? 0
  const bad = (message: string, mayBeBilled: boolean): ProviderError =>
    new ProviderError(message, { provider, reason: 'bad-response', isRetryable: false, mayBeBilled })
  if (status < 200 || status > 599 || (status >= 300 && status < 400)) {
    throw bad(`Expected an answer from ${origin}, got status ${status}; redirects are not followed`, false)
  }
  const encoding = incoming.headers['content-encoding'] ?? 'identity'
  if (encoding !== 'identity') {
    throw bad(`Expected a plain answer from ${origin}, got a compressed one`, status === 200)
  }
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of incoming as AsyncIterable<Uint8Array>) {
      size += chunk.byteLength
      if (size > maxResponseBytes) {
        throw bad(`Expected at most ${maxResponseBytes} bytes from ${origin}, got more`, true)
      }
      chunks.push(chunk)
    }
  } catch (error) {
    throw error instanceof ProviderError ? error : connectionError(error as Error, true, rules)
  }
  const hasNoBody = status === 204 || status === 205
  return new Response(hasNoBody ? null : Buffer.concat(chunks), { status, headers: headersOf(incoming) })
}

function headersOf(incoming: IncomingMessage): Headers {
  const headers = new Headers()
  for (const [name, values] of Object.entries(incoming.headersDistinct)) {
    // Said twice is said once: joined, a number or a date would be neither.
    for (const value of new Set(values)) headers.append(name, value)
  }
  return headers
}
