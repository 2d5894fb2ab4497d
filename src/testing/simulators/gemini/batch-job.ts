import type { JsonObject } from '../../../records/json-value.ts'

export type GeminiBatchState = 'PENDING' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED' | 'EXPIRED'

/** One request of a batch; `metadata` comes back with its answer. */
export type BatchItem = { readonly request: JsonObject; readonly metadata: JsonObject | undefined }

/** What became of one request. */
export type BatchAnswer =
  | { readonly kind: 'response'; readonly body: object }
  | { readonly kind: 'error'; readonly status: object }

/** A batch job. */
export type GeminiBatchJob = {
  readonly name: string
  readonly method: 'generateContent' | 'embedContent'
  readonly key: string
  readonly model: string
  readonly displayName: string | undefined
  /** Undefined: the requests came with the job. */
  readonly fileName: string | undefined
  readonly items: readonly BatchItem[]
  readonly createdAtMs: number
  readonly cancelling: AbortController
  readonly state: GeminiBatchState
  readonly updatedAtMs: number
  readonly endedAtMs: number | undefined
  readonly error: string | undefined
  readonly answers: readonly BatchAnswer[]
  readonly responsesFile: string | undefined
}

/** A job as the long-running operation Google shows; 64-bit numbers are text. */
export function operationOf(job: GeminiBatchJob): object {
  const { name, model, displayName, state, error } = job
  const kind = job.method === 'generateContent' ? 'GenerateContentBatch' : 'EmbedContentBatch'
  const output = outputOf(job)
  const metadata = {
    '@type': `type.googleapis.com/google.ai.generativelanguage.v1main.${kind}`,
    model: `models/${model}`,
    displayName,
    state: `BATCH_STATE_${state}`,
    createTime: new Date(job.createdAtMs).toISOString(),
    updateTime: new Date(job.updatedAtMs).toISOString(),
    ...(job.endedAtMs !== undefined && { endTime: new Date(job.endedAtMs).toISOString() }),
    batchStats: statsOf(job),
    name,
    ...(output && { output }),
  }
  const isDone = state !== 'PENDING' && state !== 'RUNNING'
  return {
    name,
    metadata,
    ...(isDone && { done: true }),
    ...(output && { response: output }),
    ...(error !== undefined && { error: { code: 3, message: error } }),
  }
}

function statsOf({ items, answers }: GeminiBatchJob): object {
  const failed = answers.filter(answer => answer.kind === 'error').length
  const counts = {
    requestCount: items.length,
    successfulRequestCount: answers.length - failed,
    failedRequestCount: failed,
    pendingRequestCount: items.length - answers.length,
  }
  const shown = Object.entries(counts).filter(([, count]) => count > 0)
  return Object.fromEntries(shown.map(([name, count]) => [name, String(count)]))
}

function outputOf(job: GeminiBatchJob): object | undefined {
  if (job.state !== 'SUCCEEDED') return undefined
  if (job.responsesFile !== undefined) return { responsesFile: job.responsesFile }
  const inlinedResponses = job.answers.map((answer, index) => {
    const metadata = job.items[index]?.metadata
    return { ...(metadata && { metadata }), ...answerFields(answer) }
  })
  return { inlinedResponses: { inlinedResponses } }
}

/** The fields of one answer, in a file and inline alike. */
export function answerFields(answer: BatchAnswer): object {
  return answer.kind === 'response' ? { response: answer.body } : { error: answer.status }
}
