import type { z } from 'zod'
import type { TokenUsage } from '../../../records/token-usage.ts'
import type { batchRequest } from './batch-request.ts'
import { promptTokensOf } from './create-openai-completer.ts'
import type { BatchFileError } from './read-batch-file.ts'

export type BatchStatus =
  | 'validating'
  | 'failed'
  | 'in_progress'
  | 'finalizing'
  | 'completed'
  | 'expired'
  | 'cancelling'
  | 'cancelled'

/** Everything a batch object says. */
export type BatchState = {
  readonly id: string
  readonly request: z.output<typeof batchRequest>
  readonly status: BatchStatus
  readonly createdAtMs: number
  readonly expiresAtMs: number
  /** When each status was reached. */
  readonly reachedMs: { readonly [status in BatchStatus]?: number }
  readonly model: string | null
  readonly errors: readonly BatchFileError[]
  readonly total: number
  readonly completed: number
  readonly failed: number
  readonly usages: TokenUsage[]
  readonly outputFileId: string | null
  readonly errorFileId: string | null
}

/** A batch object as `GET /v1/batches/{id}` shows it. */
export function batchBody(state: BatchState) {
  const { id, request, status, reachedMs, errors, usages } = state
  const at = (each: BatchStatus): number | null => secondsOf(reachedMs[each])
  return {
    id,
    object: 'batch',
    endpoint: request.endpoint,
    model: state.model,
    errors: errors.length === 0 ? null : { object: 'list', data: errors },
    input_file_id: request.input_file_id,
    completion_window: request.completion_window,
    status,
    output_file_id: state.outputFileId,
    error_file_id: state.errorFileId,
    created_at: secondsOf(state.createdAtMs),
    in_progress_at: at('in_progress'),
    expires_at: secondsOf(state.expiresAtMs),
    finalizing_at: at('finalizing'),
    completed_at: at('completed'),
    failed_at: at('failed'),
    expired_at: at('expired'),
    cancelling_at: at('cancelling'),
    cancelled_at: at('cancelled'),
    request_counts: { total: state.total, completed: state.completed, failed: state.failed },
    metadata: request.metadata ?? null,
    usage: usageBody(usages),
  }
}

function secondsOf(atMs: number | undefined): number | null {
  return atMs === undefined ? null : Math.floor(atMs / 1000)
}

function usageBody(usages: readonly TokenUsage[]): object {
  const sum = (part: (usage: TokenUsage) => number): number =>
    usages.reduce((total, usage) => total + part(usage), 0)
  const [input, output] = [sum(promptTokensOf), sum(usage => usage.outputTokens)]
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: sum(usage => usage.cacheReadTokens) },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: sum(usage => usage.reasoningTokens) },
    total_tokens: input + output,
  }
}
