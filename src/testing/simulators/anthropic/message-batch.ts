import type { MessagesRequest } from './messages-request.ts'

/** One request of a batch as it was handed in; its parameters are checked when it is processed. */
export type BatchItem = { readonly customId: string; readonly params: unknown }

/** One line of the results. */
export type BatchResult = {
  readonly custom_id: string
  readonly result: { readonly type: ResultType; readonly message?: unknown; readonly error?: unknown }
}

export type ResultType = 'succeeded' | 'errored' | 'canceled' | 'expired'

export type MessageBatch = {
  readonly id: string
  readonly key: string
  readonly items: readonly BatchItem[]
  readonly createdAtMs: number
  readonly expiresAtMs: number
  readonly cancelledAtMs: number | undefined
  /** Undefined until the whole batch has ended; in no particular order. */
  readonly ended: { readonly atMs: number; readonly results: readonly BatchResult[] } | undefined
}

/** The vendor's `MessageBatch`. Counts stay at `processing` until the whole batch has ended. */
export function renderBatch(batch: MessageBatch, host: string) {
  const { id, items, ended, cancelledAtMs } = batch
  const count = (type: ResultType): number =>
    ended?.results.filter(({ result }) => result.type === type).length ?? 0
  const status = ended !== undefined ? 'ended' : cancelledAtMs === undefined ? 'in_progress' : 'canceling'
  return {
    id,
    type: 'message_batch',
    processing_status: status,
    request_counts: {
      processing: ended === undefined ? items.length : 0,
      succeeded: count('succeeded'),
      errored: count('errored'),
      canceled: count('canceled'),
      expired: count('expired'),
    },
    created_at: timeOf(batch.createdAtMs),
    expires_at: timeOf(batch.expiresAtMs),
    ended_at: timeOf(ended?.atMs),
    archived_at: null,
    cancel_initiated_at: timeOf(cancelledAtMs),
    results_url: ended === undefined ? null : `http://${host}/v1/messages/batches/${id}/results`,
  }
}

function timeOf(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString()
}

/** Why a batch refuses the parameters of a request that would do alone; undefined: it does not. */
export function batchObjection(request: MessagesRequest): string | undefined {
  if (request.stream === true) return 'stream: streaming is not supported in batches'
  if (request.max_tokens === 0) return 'max_tokens: must be at least 1 in batches'
  return undefined
}
