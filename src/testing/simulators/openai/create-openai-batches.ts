import type { Exchange, Route } from '../core/exchange.ts'
import { parseBody } from '../core/read-body.ts'
import { RequestProblem } from '../core/request-problem.ts'
import { type BatchLine, batchRequest } from './batch-request.ts'
import { type BatchStatus, batchBody } from './batch-state.ts'
import {
  type BatchJob,
  createBatchLineRunner,
  type OpenAiBatchSettings,
  type RunBatchLine,
} from './create-batch-line-runner.ts'
import { ok, pageOf } from './create-openai-files.ts'
import { idOf } from './id-of.ts'
import { checkOpenAiBody, invalidRequest } from './openai-problem.ts'
import { readBatchFile } from './read-batch-file.ts'

const VALIDATION_MS = 10_000
const FINALIZING_MS = 10_000
/** The documentation promises up to ten minutes. */
const CANCELLING_MS = 60_000
const WINDOW_MS = 24 * 3_600_000
/** A batch is worked off in so many steps at most, evenly over its duration. */
const STEPS = 20
const DEFAULT_OUTPUT_LIFE_MS = 30 * 24 * 3_600_000

/**
 * The batch endpoints and the work behind them. What was answered before a batch expired or was cancelled is in its
 * output file and on the bill.
 */
export function createOpenAiBatches(settings: OpenAiBatchSettings): readonly Route[] {
  const { files, clock } = settings
  const jobs = new Map<string, BatchJob>()
  const found = ({ params: [id = ''] }: Exchange): BatchJob => {
    const job = jobs.get(id)
    if (job !== undefined) return job
    throw new RequestProblem({ kind: 'not-found', message: `No batch found with id '${id}'.` })
  }
  const route = (name: string, method: Route['method'], path: RegExp, handle: Route['handle']): Route => ({
    endpoint: `batches.${name}`,
    method,
    path,
    handle,
    isModelCall: false,
    body: 'none',
  })
  const runLine = createBatchLineRunner(settings)
  return [
    route('create', 'POST', /\/v1\/batches/, exchange => {
      const job = createJob(exchange, jobs.size)
      if (files.read(job.state.request.input_file_id, exchange.receivedAtMs) === undefined) {
        throw invalidRequest('The input file does not exist.', 'input_file_id', 'invalid_file_id')
      }
      jobs.set(job.state.id, job)
      const created = batchBody(job.state)
      // Closing the simulator ends it; nobody waits for what comes after.
      run(job, settings, runLine).catch(() => undefined)
      return ok(created)
    }),
    route('list', 'GET', /\/v1\/batches/, ({ query }) =>
      ok(pageOf([...jobs.values()].map(job => batchBody(job.state)).toReversed(), query)),
    ),
    route('retrieve', 'GET', /\/v1\/batches\/([^/]+)/, exchange => ok(batchBody(found(exchange).state))),
    route('cancel', 'POST', /\/v1\/batches\/([^/]+)\/cancel/, exchange => {
      const job = found(exchange)
      const { status } = job.state
      if (status !== 'validating' && status !== 'in_progress') {
        const message = `Cannot cancel a batch with status '${status}'.`
        throw new RequestProblem({ kind: 'conflict', message })
      }
      reach(job, 'cancelling', clock.nowMs())
      job.cancelling.abort()
      return ok(batchBody(job.state))
    }),
  ]
}

function createJob(exchange: Exchange, serial: number): BatchJob {
  const request = checkOpenAiBody(batchRequest, parseBody(exchange.body))
  const createdAtMs = exchange.receivedAtMs
  return {
    key: exchange.key,
    cancelling: new AbortController(),
    output: [],
    errors: [],
    state: {
      id: idOf('batch_', `${serial} ${createdAtMs}`),
      request,
      status: 'validating',
      createdAtMs,
      expiresAtMs: createdAtMs + WINDOW_MS,
      reachedMs: {},
      model: null,
      errors: [],
      total: 0,
      completed: 0,
      failed: 0,
      usages: [],
      outputFileId: null,
      errorFileId: null,
    },
  }
}

function reach(job: BatchJob, status: BatchStatus, nowMs: number): void {
  job.state = { ...job.state, status, reachedMs: { ...job.state.reachedMs, [status]: nowMs } }
}

async function run(job: BatchJob, settings: OpenAiBatchSettings, runLine: RunBatchLine): Promise<void> {
  const { clock, closing } = settings
  const { request } = job.state
  await later(job, VALIDATION_MS, settings)
  const file = settings.files.read(request.input_file_id, clock.nowMs()) ?? new Uint8Array()
  const read = readBatchFile(file, request.endpoint)
  if ('errors' in read) {
    job.state = { ...job.state, errors: read.errors }
    return reach(job, 'failed', clock.nowMs())
  }
  job.state = { ...job.state, total: read.lines.length }
  if (!job.cancelling.signal.aborted) reach(job, 'in_progress', clock.nowMs())
  const done = await answerLines(job, read.lines, settings, runLine)
  const isCancelled = job.cancelling.signal.aborted
  const isExpired = !isCancelled && done < read.lines.length
  if (!isCancelled) reach(job, 'finalizing', clock.nowMs())
  await clock.later(isCancelled ? CANCELLING_MS : FINALIZING_MS, closing)
  for (const line of read.lines.slice(done)) dropLine(job, line, isCancelled)
  writeFiles(job, settings)
  reach(job, isCancelled ? 'cancelled' : isExpired ? 'expired' : 'completed', clock.nowMs())
}

/** Waits, or until the batch is cancelled. @throws when the simulator closes. */
async function later(job: BatchJob, ms: number, { clock, closing }: OpenAiBatchSettings): Promise<void> {
  try {
    await clock.later(ms, AbortSignal.any([job.cancelling.signal, closing]))
  } catch (error) {
    if (closing.aborted) throw error
  }
}

/** @returns how many lines were answered when all were, the window closed or somebody cancelled. */
async function answerLines(
  job: BatchJob,
  lines: readonly BatchLine[],
  settings: OpenAiBatchSettings,
  runLine: RunBatchLine,
): Promise<number> {
  const { clock, durationMs } = settings
  const steps = Math.min(STEPS, lines.length)
  let done = 0
  for (let step = 1; step <= steps; step += 1) {
    const leftMs = job.state.expiresAtMs - clock.nowMs()
    await later(job, Math.min(durationMs / steps, leftMs), settings)
    if (job.cancelling.signal.aborted || durationMs / steps > leftMs) return done
    const end = Math.round((lines.length * step) / steps)
    const release = clock.hold()
    try {
      for (const line of lines.slice(done, end)) await runLine(job, line)
    } finally {
      release()
    }
    done = end
  }
  return done
}

function dropLine(job: BatchJob, line: BatchLine, isCancelled: boolean): void {
  const error = isCancelled
    ? { code: 'batch_cancelled', message: 'This request was not executed because the batch was cancelled.' }
    : {
        code: 'batch_expired',
        message: 'This request could not be executed before the completion window expired.',
      }
  const id = idOf('batch_req_', `${job.state.id} ${line.custom_id}`)
  job.errors.push({ id, custom_id: line.custom_id, response: null, error })
  job.state = { ...job.state, failed: job.state.failed + 1 }
}

function writeFiles(job: BatchJob, { files, clock }: OpenAiBatchSettings): void {
  const { id, request, createdAtMs } = job.state
  const lifeMs = (request.output_expires_after?.seconds ?? DEFAULT_OUTPUT_LIFE_MS / 1000) * 1000
  const write = (lines: readonly object[], kind: string): string | null => {
    if (lines.length === 0) return null
    // The order is not promised, so it is not the one of the input.
    const text = lines.toReversed().map(line => `${JSON.stringify(line)}\n`)
    return files.add({
      filename: `${id}_${kind}.jsonl`,
      purpose: 'batch_output',
      bytes: Buffer.from(text.join('')),
      createdAtMs: clock.nowMs(),
      expiresAtMs: createdAtMs + lifeMs,
    })
  }
  job.state = {
    ...job.state,
    outputFileId: write(job.output, 'output'),
    errorFileId: write(job.errors, 'error'),
  }
}
