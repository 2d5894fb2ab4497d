import type { ProviderError } from '../../errors/provider-error.ts'
import { propertyOf } from '../property-of.ts'
import { textOrNothing } from '../sdk/dialect.ts'
import type { BatchConnection } from './batch-connection.ts'
import type { BatchProtocol, ItemResult } from './batch-protocol.ts'
import { batchFailure, itemFailure, missingResult, undoneError, unreadableBatch } from './item-failure.ts'

const HOUR_MS = 3_600_000
const TOLERANCE_MS = 15 * 60_000
const UNDER_WAY = /^BATCH_STATE_(UNSPECIFIED|PENDING|RUNNING)$/

/** HTTP statuses of the codes of `google.rpc.Status`. */
const STATUSES: { readonly [code: number]: number } = {
  3: 400,
  4: 504,
  5: 404,
  7: 403,
  8: 429,
  9: 400,
  14: 503,
  16: 401,
}

/**
 * Gemini's batches with the requests inline. A batch carries the attempt's marker as its display name. Google does not
 * say whether what was done of a cancelled, expired or failed batch is charged: it may be.
 */
export const GEMINI_BATCHES: BatchProtocol = {
  // Inline requests have to stay below 20 MB; what stands around them in the body counts too.
  limits: { maxItems: 10_000, maxBytes: 18_000_000, windowMs: 48 * HOUR_MS },
  liveCall: /\/models\/[^/:]+:generateContent$/,
  promptOf: body => [
    propertyOf(body, 'generationConfig', 'responseJsonSchema'),
    propertyOf(body, 'tools'),
    propertyOf(body, 'systemInstruction'),
    propertyOf(body, 'contents'),
  ],
  async create(connection, items, { marker, model }) {
    const requests = items.map(({ customId, body }) => `{"request":${body},"metadata":{"key":"${customId}"}}`)
    const json = `{"batch":{"displayName":"${marker}","inputConfig":{"requests":{"requests":[${requests.join(',')}]}}}}`
    return nameOf(connection, await connection.post(`/models/${model}:batchGenerateContent`, { json }))
  },
  async find(connection, { marker, sentAtMs }) {
    let token = ''
    do {
      const page = await connection.get(`/batches?pageSize=100${token}`)
      const listed = propertyOf(page, 'operations')
      // An empty list is left out, as proto JSON does.
      const batches: readonly unknown[] = Array.isArray(listed) ? listed : []
      const found = batches.find(batch => propertyOf(batch, 'metadata', 'displayName') === marker)
      if (found !== undefined) return { kind: 'found', batchId: nameOf(connection, found) }
      const created = Date.parse(String(propertyOf(batches.at(-1), 'metadata', 'createTime')))
      // Newest first.
      const next = created < sentAtMs - TOLERANCE_MS ? undefined : propertyOf(page, 'nextPageToken')
      token = textOrNothing(next) === undefined ? '' : `&pageToken=${encodeURIComponent(String(next))}`
    } while (token !== '')
    return { kind: 'none' }
  },
  async progress(connection, batchId) {
    const body = await connection.get(`/${batchId}`)
    return { isOver: propertyOf(body, 'done') === true || !UNDER_WAY.test(stateOf(body)), body }
  },
  async results(connection, _batchId, body) {
    const listed = propertyOf(body, 'metadata', 'output', 'inlinedResponses', 'inlinedResponses')
    const responses: readonly unknown[] = Array.isArray(listed) ? listed : []
    const items = new Map(
      responses.map(line => [String(propertyOf(line, 'metadata', 'key')), resultOf(connection, line)]),
    )
    return { items, others: othersOf(connection.provider, body) }
  },
  async cancel(connection, batchId) {
    await connection.post(`/${batchId}:cancel`, { json: '{}' })
  },
}

/** `batches/…`, which goes into an address. */
function nameOf({ provider }: BatchConnection, batch: unknown): string {
  const name = textOrNothing(propertyOf(batch, 'name'))
  if (name === undefined || !/^batches\/[\w-]+$/.test(name))
    throw unreadableBatch(provider, 'the name of a batch')
  return name
}

function stateOf(body: unknown): string {
  return String(propertyOf(body, 'metadata', 'state'))
}

function resultOf(connection: BatchConnection, line: unknown): ItemResult {
  const reply = propertyOf(line, 'response')
  const error = propertyOf(line, 'error')
  if (reply !== undefined) return { kind: 'answered', reply }
  if (error === undefined) return { kind: 'failed', error: missingResult(connection.provider) }
  const code = Number(propertyOf(error, 'code'))
  return itemFailure(connection, STATUSES[code] ?? (code >= 400 && code < 600 ? code : 500), { error })
}

function othersOf(provider: string, body: unknown): ProviderError {
  const state = stateOf(body)
  if (state === 'BATCH_STATE_EXPIRED') return undoneError(provider, 'expired', true)
  if (state === 'BATCH_STATE_CANCELLED') return undoneError(provider, 'cancelled', true)
  if (state === 'BATCH_STATE_SUCCEEDED') return missingResult(provider)
  const code = propertyOf(body, 'error', 'status') ?? state
  return batchFailure(provider, code, { mayBeBilled: true })
}
