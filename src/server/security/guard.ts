import type { Context, MiddlewareHandler } from 'hono'
import { getCookie } from 'hono/cookie'
import { apiError } from '../api-error.ts'
import { isAllowedHost } from './host-names.ts'
import type { Sessions } from './sessions.ts'

export type GuardOptions = {
  readonly sessions: Sessions
  /** Names of this server besides those of the loopback interface. */
  readonly allowedHosts: readonly string[]
  /** Whether it listens at an address that others can reach. */
  readonly isPublic: boolean
  /** Cookies are shared by all ports of a machine: each server has a name of its own. */
  readonly cookieName: string
}

const SAFE = new Set(['GET', 'HEAD'])

/** Nothing runs or loads that is not a file of ours, nobody frames us, and nothing is guessed from content. */
const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
}

/** Puts the headers on every answer, errors too. */
export function secureHeaders(): MiddlewareHandler {
  return async (context, next) => {
    await next()
    for (const [name, value] of Object.entries(HEADERS)) context.res.headers.set(name, value)
    if (!context.res.headers.has('cache-control')) context.res.headers.set('cache-control', 'no-store')
  }
}

/** Refuses requests that name another host (DNS rebinding) or that another site's page made, whatever their method. */
export function checkSource({ allowedHosts, isPublic }: GuardOptions): MiddlewareHandler {
  return async (context, next) => {
    const host = context.req.header('host')
    if (!isAllowedHost(host, allowedHosts, isPublic))
      return apiError(context, 403, 'forbidden', 'this server has another name: see --allow-host')
    if (!isOurOrigin(context.req.header('origin'), host) || !isOurFetch(context))
      return apiError(context, 403, 'forbidden', 'requests made by other sites are refused')
    return next()
  }
}

/** Lets through who has a session or the token. A session writes only from a page of ours. */
export function requireSession({ sessions, cookieName }: GuardOptions): MiddlewareHandler {
  return async (context, next) => {
    const bearer = bearerOf(context)
    if (bearer !== undefined)
      return sessions.isToken(bearer) ? next() : apiError(context, 401, 'unauthorized', 'wrong token')
    const cookie = getCookie(context, cookieName)
    if (cookie === undefined || !sessions.isOpen(cookie))
      return apiError(context, 401, 'unauthorized', 'sign in with the link that `tidegate serve` printed')
    const isOurs =
      context.req.header('sec-fetch-site') === 'same-origin' || context.req.header('origin') !== undefined
    // Other origins were refused already; what sends neither header is no browser of today.
    if (!SAFE.has(context.req.method) && !isOurs)
      return apiError(context, 403, 'forbidden', 'a session writes only from the page; scripts use the token')
    return next()
  }
}

/** The token of an `Authorization: Bearer` header. */
export function bearerOf(context: Context): string | undefined {
  return /^Bearer ([\x21-\x7e]{1,512})$/i.exec(context.req.header('authorization') ?? '')?.[1]
}

function isOurOrigin(origin: string | undefined, host: string | undefined): boolean {
  return origin === undefined || origin === `http://${host}` || origin === `https://${host}`
}

/** A link on another site may open the page, which shows nothing by itself; nothing else may come from there. */
function isOurFetch(context: Context): boolean {
  const site = context.req.header('sec-fetch-site')
  if (site === undefined || site === 'same-origin' || site === 'none') return true
  const isLink =
    SAFE.has(context.req.method) &&
    context.req.header('sec-fetch-mode') === 'navigate' &&
    context.req.header('sec-fetch-dest') === 'document'
  return isLink && !/^\/(api|v1)(\/|$)/.test(context.req.path)
}
