import type { AlertUpdate } from '../../records/alert.ts'

/** The body of PagerDuty's `POST /v2/enqueue`. */
export type PagerdutyEvent = {
  readonly routing_key: string
  readonly event_action: 'trigger' | 'resolve'
  readonly dedup_key: string
  readonly payload?: {
    readonly summary: string
    readonly source: string
    readonly severity: 'critical' | 'error' | 'warning' | 'info'
    readonly timestamp: string
    readonly component: string
    readonly custom_details: { readonly [name: string]: unknown }
  }
  readonly client?: 'tidegate'
}

const MOST_SUMMARY = 1_024
const MOST_KEY = 255
const MOST_LINE = 2_000

/** An update as an event: raised triggers, cleared resolves, and the key makes the pair of them one incident. */
export function renderPagerduty(update: AlertUpdate, routingKey: string, pipeline: string): PagerdutyEvent {
  if (update.kind === 'cleared') {
    return { routing_key: routingKey, event_action: 'resolve', dedup_key: dedupKey(update.key) }
  }
  const { key, severity, title, lines, runId, atMs } = update.alert
  return {
    routing_key: routingKey,
    event_action: 'trigger',
    dedup_key: dedupKey(key),
    payload: {
      summary: plain(`${pipeline}: ${title}`, MOST_SUMMARY),
      source: plain(pipeline, MOST_SUMMARY),
      severity,
      timestamp: new Date(atMs).toISOString(),
      component: 'release gate',
      custom_details: {
        reasons: lines.map(line => plain(line, MOST_LINE)),
        ...(runId === undefined ? {} : { run: runId }),
      },
    },
    client: 'tidegate',
  }
}

/** Trigger and resolve have to agree, so that a long key is cut the same way in both. */
function dedupKey(key: string): string {
  return key.slice(0, MOST_KEY)
}

function plain(text: string, length: number): string {
  return text
    .replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .slice(0, length)
    .toWellFormed()
}
