import { createHmac } from 'node:crypto'

/** Secret under which values become tokens. `id` is shown in every token, so that keys can be rotated. */
export type TokenKey = {
  /** `k` and up to three digits. */
  readonly id: string
  /** 32 bytes. */
  readonly bytes: Uint8Array
}

/**
 * The key for what leaves in one export: derived from the tenant's, so that tokens of two exports cannot be
 * joined. HMAC-SHA-256(tenant key, versioned domain || 0x00 || scope), 32 bytes.
 */
export function deriveRunKey(tenantKey: Uint8Array, scope: string): Uint8Array {
  return createHmac('sha256', tenantKey).update('tidegate-run-key/v1\0').update(scope, 'utf8').digest()
}
