import type { IncomingMessage } from 'node:http'
import { type Arrival, type HandlerSettings, wholePath } from './arrival.ts'
import type { Exchange, Route, SimulatorReply } from './exchange.ts'
import { answerFaultOf, problemAfterWork, problemBeforeWork } from './fault-problem.ts'
import type { RateLimits } from './rate-limits.ts'
import { parseBody } from './read-body.ts'
import { type Problem, RequestProblem } from './request-problem.ts'

/** What is kept per key. */
export type KeyState = { readonly limits: RateLimits; inFlight: number }

/** A reply, and whether work went into it: then it takes its time. */
export type WorkedReply = { readonly reply: SimulatorReply; readonly isWorked: boolean }

/**
 * The reply to a request that was read whole: the handler's, a scripted error or what the vendor objects to. Work that
 * was done is billed here.
 */
export async function replyTo(
  arrival: Arrival,
  bytes: Uint8Array,
  request: IncomingMessage,
  state: KeyState,
  settings: HandlerSettings,
): Promise<WorkedReply> {
  const { fault } = arrival
  let isWorked = false
  try {
    const exchange = admit(arrival, bytes, request, state, settings)
    if (fault?.kind === 'replaced' && !fault.isBilled) return { reply: fault.reply, isWorked }
    const reply = await exchange.route.handle(exchange)
    isWorked = true
    book(reply, exchange, state, settings)
    const late = problemAfterWork(fault)
    if (late !== undefined) throw new RequestProblem(late)
    return { reply: fault?.kind === 'replaced' ? fault.reply : reply, isWorked }
  } catch (error) {
    // A bug in a policy or a simulator is told to whoever asked: a test sees it, and no answer comes of it.
    const problem: Problem =
      error instanceof RequestProblem
        ? error.problem
        : { kind: 'server-error', message: `The simulator failed: ${error}` }
    return { reply: settings.dialect.renderProblem(problem, arrival.requestId), isWorked }
  }
}

/** @throws {RequestProblem} for what is refused before any work: no key, no such route, a fault, a limit. */
function admit(
  arrival: Arrival,
  bytes: Uint8Array,
  request: IncomingMessage,
  state: KeyState,
  settings: HandlerSettings,
): Exchange & { readonly route: Route } {
  const { route, fault, receivedAtMs } = arrival
  const key = authenticated(arrival, settings)
  if (route === undefined) {
    const message = `There is nothing at ${request.method} ${arrival.url.pathname}.`
    throw new RequestProblem({ kind: 'not-found', message })
  }
  const scripted = problemBeforeWork(fault, receivedAtMs)
  if (scripted !== undefined) throw new RequestProblem(scripted)
  if (route.isModelCall) takeLimits(bytes, state, settings)
  return { ...exchangeOf(arrival, route, key, bytes, request, settings), route }
}

function authenticated({ key }: Arrival, { keys }: HandlerSettings): string {
  if (key === undefined || (keys !== undefined && !keys.includes(key))) {
    const message = key === undefined ? 'The API key is missing.' : 'The API key is invalid.'
    throw new RequestProblem({ kind: 'unauthenticated', message })
  }
  return key
}

function takeLimits(bytes: Uint8Array, state: KeyState, { limits, clock }: HandlerSettings): void {
  if (state.inFlight > (limits?.concurrency ?? Infinity)) {
    const message = 'Number of concurrent connections has exceeded your rate limit.'
    throw new RequestProblem({ kind: 'rate-limit', message, retryAfter: '1' })
  }
  const lack = state.limits.take(Math.ceil(bytes.byteLength / 4), clock.nowMs())
  if (lack === undefined) return
  const seconds = String(Math.ceil(lack.waitMs / 1000))
  const message = `This request would exceed your rate limit (${lack.exceeded} per minute).`
  throw new RequestProblem({ kind: 'rate-limit', message, param: lack.exceeded, retryAfter: seconds })
}

function exchangeOf(
  arrival: Arrival,
  route: Route,
  key: string,
  body: Uint8Array,
  request: IncomingMessage,
  settings: HandlerSettings,
): Exchange {
  const { url, call, requestId, receivedAtMs, fault } = arrival
  return {
    endpoint: route.endpoint,
    call,
    requestId,
    method: request.method ?? '',
    path: url.pathname,
    params: wholePath(route.path, url.pathname)?.slice(1) ?? [],
    query: url.searchParams,
    headers: request.headers,
    key,
    body,
    json: route.body === 'json' ? parseBody(body) : undefined,
    receivedAtMs,
    latencyMs: route.isModelCall ? latencyOf(arrival, settings) : 0,
    answerFault: answerFaultOf(fault),
  }
}

/** How long a model call takes, ms. */
export function latencyOf({ call }: Arrival, { latencyMs = 0 }: HandlerSettings): number {
  return typeof latencyMs === 'number' ? latencyMs : latencyMs(call)
}

function book(reply: SimulatorReply, exchange: Exchange, state: KeyState, settings: HandlerSettings): void {
  const { requestId, endpoint, key } = exchange
  const atMs = settings.clock.nowMs()
  for (const consumption of reply.consumptions ?? []) {
    settings.billing.charge({ ...consumption, requestId, endpoint, key, atMs })
    state.limits.spendOutput(consumption.usage.outputTokens, atMs)
  }
}
