import { parsed } from './check-slack.ts'

export type CheckedEvent =
  | {
      readonly kind: 'valid'
      readonly action: 'trigger' | 'acknowledge' | 'resolve'
      readonly key: string
    }
  | { readonly kind: 'invalid'; readonly errors: readonly string[] }

const ACTIONS = ['trigger', 'acknowledge', 'resolve'] as const
const SEVERITIES = ['critical', 'error', 'warning', 'info']
const ROUTING_KEY = /^[A-Za-z0-9]{32}$/
const MOST_SUMMARY = 1_024
const MOST_KEY = 255

/** An event of PagerDuty's version 2 API, or what is wrong with it. */
export function checkPagerduty(body: string): CheckedEvent {
  const event = parsed(body)
  if (event === undefined) return { kind: 'invalid', errors: ['the body is no JSON object'] }
  const action = ACTIONS.find(each => each === event.event_action)
  const key = event.dedup_key
  const errors = [
    ...(typeof event.routing_key === 'string' && ROUTING_KEY.test(event.routing_key)
      ? []
      : ["'routing_key' is missing or invalid"]),
    ...(action === undefined ? ["'event_action' is missing or invalid"] : []),
    ...(typeof key === 'string' && key !== '' && key.length <= MOST_KEY
      ? []
      : ["'dedup_key' is missing or too long"]),
    ...(action === 'trigger' ? payloadErrors(event.payload) : []),
  ]
  return errors.length > 0 || action === undefined || typeof key !== 'string'
    ? { kind: 'invalid', errors }
    : { kind: 'valid', action, key }
}

function payloadErrors(payload: unknown): readonly string[] {
  if (typeof payload !== 'object' || payload === null) return ["'payload' is missing"]
  const { summary, source, severity, timestamp } = payload as Record<string, unknown>
  return [
    ...(typeof summary === 'string' && summary !== '' && summary.length <= MOST_SUMMARY
      ? []
      : ["'payload.summary' is missing or too long"]),
    ...(typeof source === 'string' && source !== '' ? [] : ["'payload.source' is missing"]),
    ...(typeof severity === 'string' && SEVERITIES.includes(severity)
      ? []
      : ["'payload.severity' is invalid"]),
    ...(typeof timestamp === 'string' && !Number.isNaN(Date.parse(timestamp))
      ? []
      : ["'payload.timestamp' is invalid"]),
  ]
}
