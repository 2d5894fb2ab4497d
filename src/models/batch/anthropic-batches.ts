import { propertyOf } from '../property-of.ts'
import { textOrNothing } from '../sdk/dialect.ts'
import type { BatchConnection } from './batch-connection.ts'
import { batchIdOf } from './batch-id-of.ts'
import type { BatchAttempt, BatchProtocol, FoundBatch, ItemResult } from './batch-protocol.ts'
import { itemFailure, missingResult, undoneError, unreadableBatch } from './item-failure.ts'
import { readLines } from './read-lines.ts'

const DAY_MS = 24 * 3_600_000
/** Between our clock and the provider's, and for the request to arrive. */
const TOLERANCE_MS = 15 * 60_000
const PATH = '/messages/batches'

/** Statuses of Anthropic's error types, which stand alone in the results. */
const STATUSES: { readonly [type: string]: number } = {
  invalid_request_error: 400,
  authentication_error: 401,
  billing_error: 402,
  permission_error: 403,
  not_found_error: 404,
  request_too_large: 413,
  rate_limit_error: 429,
  timeout_error: 504,
  overloaded_error: 529,
}

/**
 * Anthropic's Message Batches. A batch carries no name, and its requests show only in its results: an attempt whose
 * answer was lost is looked for by time and number of requests, and recognised by the custom ids when it is over.
 * Only answered requests are charged.
 */
export const ANTHROPIC_BATCHES: BatchProtocol = {
  // The provider takes 100,000 requests and 256 MB. Bodies and results are held in memory, and smaller batches cost the same.
  limits: { maxItems: 10_000, maxBytes: 48 * 2 ** 20, windowMs: DAY_MS },
  liveCall: /\/messages$/,
  promptOf: body => ['output_config', 'tools', 'system', 'messages'].map(name => propertyOf(body, name)),
  async create(connection, items) {
    const requests = items.map(({ customId, body }) => `{"custom_id":"${customId}","params":${body}}`)
    const created = await connection.post(PATH, { json: `{"requests":[${requests.join(',')}]}` })
    return batchIdOf(connection.provider, created)
  },
  async find(connection, attempt, others) {
    let isUndecided = false
    for await (const batch of batchesSince(connection, attempt.sentAtMs - TOLERANCE_MS)) {
      const id = batchIdOf(connection.provider, batch)
      if (others.has(id) || !isAlike(batch, attempt)) continue
      if (!isOver(batch)) isUndecided = true
      else if (await holds(connection, id, attempt)) return { kind: 'found', batchId: id }
    }
    return { kind: isUndecided ? 'undecided' : 'none' } satisfies FoundBatch
  },
  async progress(connection, batchId) {
    const body = await connection.get(`${PATH}/${batchId}`)
    return { isOver: isOver(body), body }
  },
  async results(connection, batchId) {
    // The address in the answer may be another one than that of a gateway in between; the path is documented.
    const lines = readLines(await connection.getText(`${PATH}/${batchId}/results`))
    const items = new Map(
      lines.map(line => [String(propertyOf(line, 'custom_id')), resultOf(connection, line)]),
    )
    return { items, others: missingResult(connection.provider) }
  },
  async cancel(connection, batchId) {
    await connection.post(`${PATH}/${batchId}/cancel`, 'nothing')
  },
}

function isOver(batch: unknown): boolean {
  return propertyOf(batch, 'processing_status') === 'ended'
}

/** Newest first. */
async function* batchesSince(connection: BatchConnection, sinceMs: number): AsyncGenerator<unknown> {
  let after = ''
  do {
    const page = await connection.get(`${PATH}?limit=100${after}`)
    const data = propertyOf(page, 'data')
    if (!Array.isArray(data)) throw unreadableBatch(connection.provider, 'a list of batches')
    for (const batch of data as readonly unknown[]) {
      if (createdAtMs(batch) < sinceMs) return
      yield batch
    }
    const last = textOrNothing(propertyOf(page, 'last_id'))
    after = propertyOf(page, 'has_more') === true && last !== undefined ? `&after_id=${last}` : ''
  } while (after !== '')
}

function createdAtMs(batch: unknown): number {
  return Date.parse(String(propertyOf(batch, 'created_at')))
}

function isAlike(batch: unknown, { customIds, sentAtMs }: BatchAttempt): boolean {
  const counts = propertyOf(batch, 'request_counts')
  const names = ['processing', 'succeeded', 'errored', 'canceled', 'expired']
  const total = names.reduce((sum, name) => sum + Number(propertyOf(counts, name) ?? 0), 0)
  return total === customIds.length && createdAtMs(batch) <= sentAtMs + TOLERANCE_MS
}

async function holds(connection: BatchConnection, id: string, { customIds }: BatchAttempt): Promise<boolean> {
  const [first] = readLines(await connection.getText(`${PATH}/${id}/results`))
  return customIds.includes(String(propertyOf(first, 'custom_id')))
}

function resultOf(connection: BatchConnection, line: unknown): ItemResult {
  const { provider } = connection
  const type = propertyOf(line, 'result', 'type')
  if (type === 'succeeded') return { kind: 'answered', reply: propertyOf(line, 'result', 'message') }
  if (type === 'expired') return { kind: 'failed', error: undoneError(provider, 'expired', false) }
  if (type === 'canceled') return { kind: 'failed', error: undoneError(provider, 'cancelled', false) }
  if (type !== 'errored') return { kind: 'failed', error: missingResult(provider) }
  const body = propertyOf(line, 'result', 'error')
  return itemFailure(connection, STATUSES[String(propertyOf(body, 'error', 'type'))] ?? 500, body)
}
