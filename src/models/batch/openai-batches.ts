import { ProviderError } from '../../errors/provider-error.ts'
import { propertyOf } from '../property-of.ts'
import type { BatchConnection } from './batch-connection.ts'
import { batchIdOf } from './batch-id-of.ts'
import type { BatchItem, BatchProtocol, ItemResult } from './batch-protocol.ts'
import {
  batchFailure,
  itemFailure,
  missingResult,
  unbilled,
  undoneError,
  unreadableBatch,
} from './item-failure.ts'
import { readLines } from './read-lines.ts'

const DAY_MS = 24 * 3_600_000
const TOLERANCE_MS = 15 * 60_000
/** The endpoint by the provider's own name, whatever a gateway calls it. */
const ENDPOINT = '/v1/responses'
const OVER: readonly unknown[] = ['completed', 'failed', 'expired', 'cancelled']
/** The file with the requests is of no use once its batch is over. */
const INPUT_LIFE_S = 3 * 24 * 3_600

/**
 * OpenAI's Batch API over files, for the Responses endpoint. A batch carries the attempt's marker as metadata. What an
 * expired or cancelled batch had answered is in its output file, and charged.
 */
export const OPENAI_BATCHES: BatchProtocol = {
  // The provider takes 50,000 lines and 200 MB. Bodies and results are held in memory, and smaller batches cost the same.
  limits: { maxItems: 10_000, maxBytes: 48 * 2 ** 20, windowMs: DAY_MS },
  liveCall: /\/responses$/,
  promptOf: body => [
    propertyOf(body, 'prompt_cache_key'),
    propertyOf(body, 'tools'),
    propertyOf(body, 'text'),
    propertyOf(body, 'input'),
  ],
  async create(connection, items, { marker }) {
    const fileId = await upload(connection, items, marker)
    const request = {
      input_file_id: fileId,
      endpoint: ENDPOINT,
      completion_window: '24h',
      metadata: { tidegate: marker },
    }
    return batchIdOf(
      connection.provider,
      await connection.post('/batches', { json: JSON.stringify(request) }),
    )
  },
  async find(connection, { marker, sentAtMs }) {
    let after = ''
    do {
      const page = await connection.get(`/batches?limit=100${after}`)
      const data = propertyOf(page, 'data')
      if (!Array.isArray(data)) throw unreadableBatch(connection.provider, 'a list of batches')
      const found = data.find(batch => propertyOf(batch, 'metadata', 'tidegate') === marker)
      if (found !== undefined) return { kind: 'found', batchId: batchIdOf(connection.provider, found) }
      const last: unknown = data.at(-1)
      // Newest first.
      const isPast = Number(propertyOf(last, 'created_at')) * 1000 < sentAtMs - TOLERANCE_MS
      const hasMore = propertyOf(page, 'has_more') === true && !isPast
      after = hasMore ? `&after=${batchIdOf(connection.provider, last)}` : ''
    } while (after !== '')
    return { kind: 'none' }
  },
  async progress(connection, batchId) {
    const body = await connection.get(`/batches/${batchId}`)
    return { isOver: OVER.includes(propertyOf(body, 'status')), body }
  },
  async results(connection, _batchId, body) {
    const ids = [propertyOf(body, 'output_file_id'), propertyOf(body, 'error_file_id')]
    const items = new Map<string, ItemResult>()
    for (const id of ids) {
      if (typeof id !== 'string') continue
      for (const line of readLines(await connection.getText(`/files/${id}/content`))) {
        items.set(String(propertyOf(line, 'custom_id')), resultOf(connection, line))
      }
    }
    return { items, others: othersOf(connection.provider, body) }
  },
  async cancel(connection, batchId) {
    await connection.post(`/batches/${batchId}/cancel`, 'nothing')
  },
}

async function upload(
  connection: BatchConnection,
  items: readonly BatchItem[],
  marker: string,
): Promise<string> {
  const lines = items.map(
    ({ customId, body }) =>
      `{"custom_id":"${customId}","method":"POST","url":"${ENDPOINT}","body":${body}}\n`,
  )
  const form = new FormData()
  form.set('purpose', 'batch')
  form.set('expires_after[anchor]', 'created_at')
  form.set('expires_after[seconds]', String(INPUT_LIFE_S))
  form.set('file', new Blob(lines, { type: 'application/octet-stream' }), `${marker}.jsonl`)
  try {
    return batchIdOf(connection.provider, await connection.post('/files', { form }))
  } catch (error) {
    // A file costs nothing, whether or not it arrived.
    throw error instanceof ProviderError ? unbilled(error) : error
  }
}

function resultOf(connection: BatchConnection, line: unknown): ItemResult {
  const { provider } = connection
  const status = propertyOf(line, 'response', 'status_code')
  const body = propertyOf(line, 'response', 'body')
  if (status === 200) return { kind: 'answered', reply: body }
  if (typeof status === 'number') return itemFailure(connection, status, body)
  const code = propertyOf(line, 'error', 'code')
  if (code === 'batch_expired') return { kind: 'failed', error: undoneError(provider, 'expired', false) }
  if (code === 'batch_cancelled') return { kind: 'failed', error: undoneError(provider, 'cancelled', false) }
  return { kind: 'failed', error: batchFailure(provider, code) }
}

/** A rejected file is not worked at; otherwise a request without a line may have been. */
function othersOf(provider: string, body: unknown): ProviderError {
  if (propertyOf(body, 'status') !== 'failed') return missingResult(provider)
  const code = propertyOf(body, 'errors', 'data', 0, 'code')
  // Too much is queued under this key already: there is room when other batches are over.
  return code === 'token_limit_exceeded'
    ? batchFailure(provider, code, { reason: 'rate-limit', isRetryable: true })
    : batchFailure(provider, code)
}
