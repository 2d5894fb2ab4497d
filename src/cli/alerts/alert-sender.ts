import type { AlertChannelConfig } from '../../config/config.ts'
import { ProviderError } from '../../errors/provider-error.ts'
import { createGuardedFetch } from '../../models/egress/guarded-fetch.ts'
import type { AlertUpdate } from '../../records/alert.ts'
import { renderPagerduty } from '../../stages/alert/render-pagerduty.ts'
import { renderSlack } from '../../stages/alert/render-slack.ts'
import { renderWebhook } from '../../stages/alert/render-webhook.ts'
import { egressGate } from '../egress.ts'

/** How a delivery ended. `retry`: the other side may take it later. Problems never quote what was sent or a secret. */
export type Delivery =
  | { readonly kind: 'sent' }
  | { readonly kind: 'retry'; readonly problem: string; readonly retryAfterMs: number | undefined }
  | { readonly kind: 'refused'; readonly problem: string }

/** One channel, spoken to in its own words. */
export interface AlertSender {
  /** Updates one message holds at most. */
  readonly mostPerMessage: number
  /** Wait between two messages. */
  readonly pauseMs: number
  send(updates: readonly AlertUpdate[]): Promise<Delivery>
}

export type AlertSenderOptions = {
  readonly pipeline: string
  readonly nowMs: () => number
}

const PAGERDUTY_URL = 'https://events.pagerduty.com/v2/enqueue'
/** Slack and its like take a message a second. */
const CHAT_PAUSE_MS = 1_000
/** About 120 events a minute and routing key. */
const EVENT_PAUSE_MS = 500
const TIMEOUT_MS = 15_000
const RESPONSE_BYTES = 64 * 1024

type Request = { readonly body: string; readonly headers: { readonly [name: string]: string } }

/**
 * The sender of a channel; its secret goes to its own origin alone.
 *
 * @throws {ProviderError} when the address cannot be allowed.
 */
export function createAlertSender(
  { type, target, url, secret }: AlertChannelConfig,
  { pipeline, nowMs }: AlertSenderOptions,
): AlertSender {
  const address = type === 'pagerduty' ? (url ?? PAGERDUTY_URL) : target
  const fetch = createGuardedFetch({
    provider: type,
    baseUrl: address,
    timeoutMs: TIMEOUT_MS,
    maxResponseBytes: RESPONSE_BYTES,
    gate: egressGate,
  })
  const deliver = async ({ body, headers }: Request): Promise<Delivery> => {
    try {
      const response = await fetch(address, { method: 'POST', body, headers })
      return deliveryOf(response, nowMs())
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error
      return error.isRetryable || error.reason === 'timeout' || error.reason === 'unavailable'
        ? { kind: 'retry', problem: error.message, retryAfterMs: error.retryAfterMs }
        : { kind: 'refused', problem: error.message }
    }
  }
  const json = { 'content-type': 'application/json' }
  switch (type) {
    case 'slack':
      return {
        mostPerMessage: 48,
        pauseMs: CHAT_PAUSE_MS,
        send: updates => deliver({ body: JSON.stringify(renderSlack(updates, pipeline)), headers: json }),
      }
    case 'pagerduty':
      return {
        mostPerMessage: 1,
        pauseMs: EVENT_PAUSE_MS,
        send: async updates => {
          for (const update of updates) {
            const event = renderPagerduty(update, target, pipeline)
            const delivery = await deliver({ body: JSON.stringify(event), headers: json })
            if (delivery.kind !== 'sent') return delivery
          }
          return { kind: 'sent' }
        },
      }
    case 'webhook':
      return {
        mostPerMessage: 100,
        pauseMs: CHAT_PAUSE_MS,
        send: updates => deliver(renderWebhook(updates, pipeline, { secret, nowMs: nowMs() })),
      }
  }
}

function deliveryOf(response: Response, nowMs: number): Delivery {
  const { status } = response
  if (status >= 200 && status < 300) return { kind: 'sent' }
  const problem = `Expected status 200 to 299, got ${status}`
  if (status !== 429 && status !== 408 && status < 500) return { kind: 'refused', problem }
  return { kind: 'retry', problem, retryAfterMs: retryAfterOf(response.headers.get('retry-after'), nowMs) }
}

function retryAfterOf(header: string | null, nowMs: number): number | undefined {
  if (header === null) return undefined
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - nowMs
  return Number.isFinite(ms) && ms >= 0 ? ms : undefined
}
