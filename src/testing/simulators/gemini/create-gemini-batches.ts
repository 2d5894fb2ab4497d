import { createHash } from 'node:crypto'
import type { Rng } from '../../../numeric/random.ts'
import type { Billing } from '../core/billing.ts'
import { chooseFault } from '../core/choose-fault.ts'
import type { SimulatorClock } from '../core/clock.ts'
import type { Exchange, Route, SimulatorReply } from '../core/exchange.ts'
import type { Fault } from '../core/fault.ts'
import { answerFaultOf, problemBeforeWork } from '../core/fault-problem.ts'
import { parseBody } from '../core/read-body.ts'
import { RequestProblem } from '../core/request-problem.ts'
import {
  answerFields,
  type BatchAnswer,
  type BatchItem,
  type GeminiBatchJob,
  type GeminiBatchState,
  operationOf,
} from './batch-job.ts'
import { batchLine, batchRequest } from './batch-request.ts'
import type { GeminiFiles } from './create-gemini-files.ts'
import type { GeminiOperation } from './create-generate-content.ts'
import { geminiStatus } from './gemini-dialect.ts'
import { geminiEmbeddingModel, geminiModel } from './gemini-models.ts'
import { checkGeminiBody } from './gemini-problem.ts'
import { pageOf } from './page-of.ts'

export type GeminiBatchSettings = {
  readonly files: GeminiFiles
  readonly operations: { readonly [method in GeminiBatchJob['method']]: GeminiOperation }
  readonly clock: SimulatorClock
  readonly billing: Billing
  /** Aborted when the simulator closes. */
  readonly closing: AbortSignal
  /** From creation to the end; beyond 48 h a job expires. */
  readonly durationMs: number
  /** Those for `batches.item` strike single requests, counted as they are worked off. */
  readonly faults: readonly Fault[]
  readonly random: Rng
}

const PENDING_MS = 60_000
const WINDOW_MS = 48 * 3_600_000

/**
 * The batch methods and the work behind them. All requests of a job are answered at its end; of a cancelled or expired
 * one nothing is answered or charged (whether Google charges for a part is nowhere stated).
 */
export function createGeminiBatches(settings: GeminiBatchSettings): readonly Route[] {
  const jobs = new Map<string, GeminiBatchJob>()
  let created = 0
  const runItem = createItemRunner(settings)
  const found = ({ params: [id = ''] }: Exchange): GeminiBatchJob => {
    const job = jobs.get(`batches/${id}`)
    if (job !== undefined) return job
    throw new RequestProblem({ kind: 'not-found', message: 'Requested entity was not found.' })
  }
  const create =
    (method: GeminiBatchJob['method']): Route['handle'] =>
    exchange => {
      created += 1
      const job = jobOf(exchange, method, created)
      jobs.set(job.name, job)
      // Closing the simulator ends it; nobody waits for what comes after.
      run(job, jobs, settings, runItem).catch(() => undefined)
      return ok(operationOf(job))
    }
  const route = (name: string, method: Route['method'], path: RegExp, handle: Route['handle']): Route => ({
    endpoint: `batches.${name}`,
    method,
    path,
    handle,
    isModelCall: false,
    body: 'none',
  })
  return [
    route(
      'create',
      'POST',
      /\/(?:v1|v1beta)\/models\/([^/:]+):batchGenerateContent/,
      create('generateContent'),
    ),
    route(
      'create',
      'POST',
      /\/(?:v1|v1beta)\/models\/([^/:]+):asyncBatchEmbedContent/,
      create('embedContent'),
    ),
    route('list', 'GET', /\/(?:v1|v1beta)\/batches/, ({ query }) => {
      const { items, nextPageToken } = pageOf([...jobs.values()].toReversed(), query)
      return ok({ operations: items.map(operationOf), nextPageToken })
    }),
    route('get', 'GET', /\/(?:v1|v1beta)\/batches\/([^/:]+)/, exchange => ok(operationOf(found(exchange)))),
    route('cancel', 'POST', /\/(?:v1|v1beta)\/batches\/([^/:]+):cancel/, exchange => {
      found(exchange).cancelling.abort()
      return ok({})
    }),
    route('delete', 'DELETE', /\/(?:v1|v1beta)\/batches\/([^/:]+)/, exchange => {
      const { name, cancelling } = found(exchange)
      cancelling.abort()
      jobs.delete(name)
      return ok({})
    }),
  ]
}

function ok(body: object): SimulatorReply {
  return { status: 200, body }
}

function jobOf(exchange: Exchange, method: GeminiBatchJob['method'], serial: number): GeminiBatchJob {
  const [model = ''] = exchange.params
  if (method === 'generateContent') geminiModel(model)
  else geminiEmbeddingModel(model)
  const { batch } = checkGeminiBody(batchRequest, parseBody(exchange.body))
  const createdAtMs = exchange.receivedAtMs
  const requests = batch.inputConfig.requests?.requests ?? []
  const id = createHash('sha256').update(`batch ${serial}`).digest('hex').slice(0, 32)
  return {
    name: `batches/${id}`,
    method,
    key: exchange.key,
    model,
    displayName: batch.displayName,
    fileName: batch.inputConfig.fileName,
    items: requests.map(({ request, metadata }) => ({ request, metadata })),
    createdAtMs,
    cancelling: new AbortController(),
    state: 'PENDING',
    updatedAtMs: createdAtMs,
    endedAtMs: undefined,
    error: undefined,
    answers: [],
    responsesFile: undefined,
  }
}

async function run(
  created: GeminiBatchJob,
  jobs: Map<string, GeminiBatchJob>,
  settings: GeminiBatchSettings,
  runItem: RunItem,
): Promise<void> {
  const { clock, closing, durationMs, files } = settings
  let job = created
  const update = (state: GeminiBatchState, change: Partial<GeminiBatchJob> = {}): void => {
    const updatedAtMs = clock.nowMs()
    const endedAtMs = state === 'PENDING' || state === 'RUNNING' ? undefined : updatedAtMs
    job = { ...job, ...change, state, updatedAtMs, endedAtMs }
    if (jobs.has(job.name)) jobs.set(job.name, job)
  }
  const gone = AbortSignal.any([closing, job.cancelling.signal])
  const isExpiring = durationMs > WINDOW_MS
  try {
    await clock.later(PENDING_MS, gone)
    const items = job.fileName === undefined ? job.items : itemsOf(files.read(job.fileName, clock.nowMs()))
    if (items === undefined)
      return update('FAILED', { error: `${job.fileName} is missing or no batch file.` })
    update('RUNNING', { items })
    await clock.later(Math.min(durationMs, WINDOW_MS) - PENDING_MS, gone)
  } catch (error) {
    if (closing.aborted) throw error
    return update('CANCELLED')
  }
  if (isExpiring) return update('EXPIRED')
  const release = clock.hold()
  const answers: BatchAnswer[] = []
  for (const item of job.items) answers.push(await runItem(job, item))
  const responsesFile = job.fileName === undefined ? undefined : responsesFileOf(job, answers, settings)
  update('SUCCEEDED', { answers, responsesFile })
  release()
}

/** Undefined when there is no such file or a line of it is none of a batch. */
function itemsOf(bytes: Uint8Array | undefined): readonly BatchItem[] | undefined {
  const lines = Buffer.from(bytes ?? [])
    .toString('utf8')
    .split('\n')
    .filter(line => line.trim() !== '')
  try {
    const parsed = lines.map(line => batchLine.parse(JSON.parse(line)))
    if (parsed.length === 0) return undefined
    return parsed.map(({ key, request }) => ({ request, metadata: { key } }))
  } catch {
    return undefined
  }
}

type RunItem = (job: GeminiBatchJob, item: BatchItem) => Promise<BatchAnswer>

/** Answers one request and books it; what is rejected costs nothing. */
function createItemRunner({ billing, clock, operations, faults, random }: GeminiBatchSettings): RunItem {
  let count = 0
  return async (job, item) => {
    count += 1
    const nowMs = clock.nowMs()
    const requestId = `${job.name}/${count}`
    const fault = chooseFault(faults, { endpoint: 'batches.item', call: count, nowMs }, random)
    const answerFault = answerFaultOf(fault)
    const { key, model } = job
    const call = { id: requestId, key, model, nowMs, readyAtMs: nowMs, isBatch: true, answerFault }
    try {
      const scripted = problemBeforeWork(fault, nowMs)
      if (scripted !== undefined) throw new RequestProblem(scripted)
      const { body, consumption } = await operations[job.method](item.request, call)
      billing.charge({ ...consumption, requestId, endpoint: 'batches', key, atMs: nowMs })
      return { kind: 'response', body }
    } catch (error) {
      const problem =
        error instanceof RequestProblem
          ? error.problem
          : { kind: 'server-error' as const, message: `The simulator failed: ${error}` }
      return { kind: 'error', status: geminiStatus(problem) }
    }
  }
}

function responsesFileOf(
  job: GeminiBatchJob,
  answers: readonly BatchAnswer[],
  { files, clock }: GeminiBatchSettings,
): string {
  const lines = answers.map(
    (answer, index) => `${JSON.stringify({ ...job.items[index]?.metadata, ...answerFields(answer) })}\n`,
  )
  return files.add({
    displayName: `${job.displayName ?? job.name} responses`,
    mimeType: 'application/jsonl',
    // The order is not promised, so it is not the one of the input.
    bytes: Buffer.from(lines.toReversed().join('')),
    createdAtMs: clock.nowMs(),
    source: 'GENERATED',
  })
}
