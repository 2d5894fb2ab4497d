import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Arrival, arrivalOf, type HandlerSettings, logArrival } from './arrival.ts'
import { createRateLimits } from './rate-limits.ts'
import { readBytes } from './read-body.ts'
import { type KeyState, latencyOf, replyTo, type WorkedReply } from './reply-to.ts'
import { RequestProblem } from './request-problem.ts'
import { sendReply } from './send-reply.ts'

/**
 * Takes one request through the stations of a provider: refused connection, authentication, size, scripted errors,
 * rate limits, the handler, the bill, latency, the reply. What was accepted is billed before anything can interrupt.
 */
export function createExchangeHandler(settings: HandlerSettings) {
  const { clock, requests } = settings
  const keys = new Map<string, KeyState>()
  const stateOf = (key: string | undefined): KeyState => {
    const name = key ?? ''
    const found = keys.get(name) ?? { limits: createRateLimits(settings.limits ?? {}), inFlight: 0 }
    keys.set(name, found)
    return found
  }
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const release = clock.hold()
    const arrival = arrivalOf(request, settings)
    const state = stateOf(arrival.key)
    const places = arrival.route?.isModelCall === true ? 1 : 0
    logArrival(arrival, request, requests)
    state.inFlight += places
    try {
      await serve(arrival, request, response, state, settings, release)
    } catch {
      // The client is gone, or the simulator closes.
      response.destroy()
    }
    state.inFlight -= places
    requests.update(arrival.requestId, { outcome: response.writableFinished ? 'answered' : 'cut' })
    release()
  }
}

/** @param release - lets go of the clock, which is held while there is work and not while this waits. */
async function serve(
  arrival: Arrival,
  request: IncomingMessage,
  response: ServerResponse,
  state: KeyState,
  settings: HandlerSettings,
  release: () => void,
): Promise<void> {
  const { requestId, fault } = arrival
  const { clock, requests } = settings
  const gone = closedSignal(response)
  if (fault?.kind === 'outage') return void request.socket.destroy()
  const { reply, isWorked } = await readAndReply(arrival, request, state, settings)
  if (fault?.kind === 'reset-before-work') return void request.socket.resetAndDestroy()
  requests.update(requestId, { status: reply.status })
  release()
  if (isWorked && arrival.route?.isModelCall === true) await clock.sleep(latencyOf(arrival, settings), gone)
  const nowMs = clock.nowMs()
  const headers = {
    date: new Date(nowMs).toUTCString(),
    ...settings.dialect.headersOf({ requestId, nowMs, limits: state.limits.stateAt(nowMs) }),
    ...reply.headers,
  }
  const releaseSending = fault?.kind === 'slow-body' ? () => {} : clock.hold()
  await sendReply(response, { ...reply, headers }, fault, { clock, gone }).finally(releaseSending)
}

async function readAndReply(
  arrival: Arrival,
  request: IncomingMessage,
  state: KeyState,
  settings: HandlerSettings,
): Promise<WorkedReply> {
  const { requestId, fault } = arrival
  try {
    const bytes = await readBytes(request, settings.maxBodyBytes)
    settings.requests.update(requestId, { body: Buffer.from(bytes).toString('utf8') })
    if (fault?.kind === 'reset-before-work') return { reply: { status: 0, body: '' }, isWorked: false }
    return await replyTo(arrival, bytes, request, state, settings)
  } catch (error) {
    if (!(error instanceof RequestProblem)) throw error
    return { reply: settings.dialect.renderProblem(error.problem, requestId), isWorked: false }
  }
}

/** Aborted when the connection ends, also because the simulator closes. */
function closedSignal(response: ServerResponse): AbortSignal {
  const closed = new AbortController()
  response.once('close', () => closed.abort(new Error('The connection is closed.')))
  return closed.signal
}
