import type { IncomingMessage } from 'node:http'
import type { Rng } from '../../../numeric/random.ts'
import { chooseFault } from './choose-fault.ts'
import type { Route } from './exchange.ts'
import type { Fault } from './fault.ts'
import type { createRequestLog } from './request-log.ts'
import type { SimulatorSettings } from './start-simulator.ts'

/** The settings of a simulator after its defaults. */
export type HandlerSettings = SimulatorSettings & {
  readonly requests: ReturnType<typeof createRequestLog>
  readonly random: Rng
  readonly maxBodyBytes: number
}

/** What is known of a request before its body is read. */
export type Arrival = {
  readonly url: URL
  readonly route: Route | undefined
  readonly call: number
  readonly requestId: string
  readonly key: string | undefined
  readonly fault: Fault | undefined
  readonly receivedAtMs: number
}

/** Finds route, key and scripted fault of a request, and counts it. */
export function arrivalOf(request: IncomingMessage, settings: HandlerSettings): Arrival {
  const url = new URL(request.url ?? '/', 'http://simulator.invalid')
  const route = settings.routes.find(
    each => each.method === request.method && wholePath(each.path, url.pathname) !== null,
  )
  const { serial, call } = settings.requests.next(route?.endpoint)
  const receivedAtMs = settings.clock.nowMs()
  return {
    url,
    route,
    call,
    receivedAtMs,
    requestId: settings.dialect.requestIdOf(serial),
    key: settings.dialect.keyOf(request.headers, url.searchParams),
    fault: chooseFault(
      settings.faults ?? [],
      { endpoint: route?.endpoint ?? '', call, nowMs: receivedAtMs },
      settings.random,
    ),
  }
}

/** The match when the expression matches all of the path. */
export function wholePath(path: RegExp, pathname: string): RegExpExecArray | null {
  const match = path.exec(pathname)
  return match?.[0] === pathname ? match : null
}

/** Puts a request into the log before anything is done with it. */
export function logArrival(
  arrival: Arrival,
  request: IncomingMessage,
  requests: HandlerSettings['requests'],
): void {
  const { requestId, route, call, url, key, receivedAtMs, fault } = arrival
  requests.add({
    requestId,
    endpoint: route?.endpoint,
    call,
    method: request.method ?? '',
    path: `${url.pathname}${url.search}`,
    headers: request.headers,
    key,
    body: '',
    receivedAtMs,
    fault: fault?.kind,
    status: undefined,
    outcome: 'pending',
  })
}
