import { createHmac } from 'node:crypto'
import type { AlertUpdate } from '../../records/alert.ts'

export type WebhookRequest = { readonly body: string; readonly headers: { readonly [name: string]: string } }

/**
 * Updates as one JSON request. With a secret it carries `tidegate-signature: t=SECONDS,v1=HEX`: HMAC-SHA-256 over
 * `SECONDS.BODY`, so that the receiver can refuse forged and replayed ones.
 *
 * @param nowMs - when it is sent, Unix epoch milliseconds.
 */
export function renderWebhook(
  updates: readonly AlertUpdate[],
  pipeline: string,
  { secret, nowMs }: { readonly secret: string | undefined; readonly nowMs: number },
): WebhookRequest {
  const body = JSON.stringify({ kind: 'tidegate-alerts', schemaVersion: 1, pipeline, updates })
  const seconds = Math.floor(nowMs / 1000)
  const signature =
    secret === undefined
      ? {}
      : {
          'tidegate-signature': `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`,
        }
  return { body, headers: { 'content-type': 'application/json', ...signature } }
}
