import { createServer } from 'node:http'
import { createRng, type Rng } from '../../../numeric/random.ts'
import type { Billing } from './billing.ts'
import type { SimulatorClock } from './clock.ts'
import { createExchangeHandler } from './create-exchange-handler.ts'
import type { Dialect } from './dialect.ts'
import type { Route } from './exchange.ts'
import type { Fault } from './fault.ts'
import type { SimulatorLimits } from './rate-limits.ts'
import { createRequestLog, type RequestLog } from './request-log.ts'

export type SimulatorSettings = {
  readonly dialect: Dialect
  readonly routes: readonly Route[]
  readonly clock: SimulatorClock
  readonly billing: Billing
  readonly faults?: readonly Fault[] | undefined
  /** Per key. */
  readonly limits?: SimulatorLimits | undefined
  /** From the whole request to the first byte of the reply, for model calls. Default 0. */
  readonly latencyMs?: number | ((call: number) => number) | undefined
  /** The keys that are accepted; undefined: any. */
  readonly keys?: readonly string[] | undefined
  /** For faults with a probability. */
  readonly random?: Rng | undefined
  /** Default 32 MiB. */
  readonly maxBodyBytes?: number | undefined
  /** How many requests the log keeps, the latest. Default 10,000. */
  readonly keptRequests?: number | undefined
}

/** A vendor's service on this machine. */
export interface Simulator {
  /** `http://127.0.0.1:port`, without a path. */
  readonly baseUrl: string
  readonly billing: Billing
  readonly requests: RequestLog
  /** Ends every connection and everything still at work. */
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

const BODY_BYTES = 32 * 1024 * 1024

/**
 * Serves `routes` on a free loopback port. `background` is aborted on close: jobs that outlive their request listen
 * to it.
 */
export async function startSimulator(
  settings: SimulatorSettings,
  background: AbortController = new AbortController(),
): Promise<Simulator> {
  const requests = createRequestLog(settings.keptRequests ?? 10_000)
  const handler = createExchangeHandler({
    ...settings,
    requests,
    random: settings.random ?? createRng('simulator'),
    maxBodyBytes: settings.maxBodyBytes ?? BODY_BYTES,
  })
  const server = createServer({ keepAlive: true, requestTimeout: 0 }, (request, response) => {
    void handler(request, response)
  })
  server.keepAliveTimeout = 600_000
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const close = async (): Promise<void> => {
    background.abort(new Error('The simulator was closed.'))
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  }
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    billing: settings.billing,
    requests,
    close,
    [Symbol.asyncDispose]: close,
  }
}
