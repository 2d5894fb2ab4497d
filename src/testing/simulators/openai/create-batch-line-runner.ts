import type { Rng } from '../../../numeric/random.ts'
import type { Billing } from '../core/billing.ts'
import { chooseFault } from '../core/choose-fault.ts'
import type { SimulatorClock } from '../core/clock.ts'
import type { Fault } from '../core/fault.ts'
import { answerFaultOf, problemBeforeWork } from '../core/fault-problem.ts'
import { RequestProblem } from '../core/request-problem.ts'
import type { BatchEndpoint, BatchLine } from './batch-request.ts'
import type { BatchState } from './batch-state.ts'
import type { OpenAiCall, OpenAiResult } from './create-openai-completer.ts'
import type { OpenAiFiles } from './create-openai-files.ts'
import { idOf } from './id-of.ts'
import { openAiErrorReply } from './openai-dialect.ts'

/** An endpoint as a function of the body, for a request and for a line of a batch alike. */
export type OpenAiOperation = (json: unknown, call: OpenAiCall) => Promise<OpenAiResult>

export type OpenAiBatchSettings = {
  readonly files: OpenAiFiles
  readonly operations: { readonly [endpoint in BatchEndpoint]: OpenAiOperation }
  readonly clock: SimulatorClock
  readonly billing: Billing
  /** Aborted when the simulator closes. */
  readonly closing: AbortSignal
  /** From the end of validation until the last line is answered; beyond the window of 24 hours a batch expires. */
  readonly durationMs: number
  /** Those for `batches.item` strike lines, counted as they are worked off. */
  readonly faults: readonly Fault[]
  readonly random: Rng
}

/** A batch at work. */
export type BatchJob = {
  state: BatchState
  readonly key: string
  readonly cancelling: AbortController
  readonly output: object[]
  readonly errors: object[]
}

/** Answers one line of a batch and books it. */
export type RunBatchLine = (job: BatchJob, line: BatchLine) => Promise<void>

/** Answers one line; what the endpoint rejects goes into the error file and is not charged. */
export function createBatchLineRunner({
  billing,
  clock,
  operations,
  faults,
  random,
}: OpenAiBatchSettings): RunBatchLine {
  let count = 0
  return async (job, line) => {
    count += 1
    const id = idOf('batch_req_', `${job.state.id} ${line.custom_id}`)
    const requestId = idOf('req_', id, 32)
    const nowMs = clock.nowMs()
    const fault = chooseFault(faults, { endpoint: 'batches.item', call: count, nowMs }, random)
    const call = {
      id,
      key: job.key,
      nowMs,
      readyAtMs: nowMs,
      isBatch: true,
      answerFault: answerFaultOf(fault),
    }
    const response = (statusCode: number, body: unknown): object => ({
      id,
      custom_id: line.custom_id,
      response: { status_code: statusCode, request_id: requestId, body },
      error: null,
    })
    try {
      const scripted = problemBeforeWork(fault, nowMs)
      if (scripted !== undefined) throw new RequestProblem(scripted)
      const { body, consumption } = await operations[job.state.request.endpoint](line.body, call)
      job.output.push(response(200, body))
      const { model, usages, completed } = job.state
      const answered = 'model' in body && typeof body.model === 'string' ? body.model : model
      job.state = { ...job.state, model: answered, completed: completed + 1 }
      if (consumption === undefined) return
      usages.push(consumption.usage)
      billing.charge({ ...consumption, requestId, endpoint: 'batches', key: job.key, atMs: nowMs })
    } catch (error) {
      const problem =
        error instanceof RequestProblem
          ? error.problem
          : { kind: 'server-error' as const, message: `The simulator failed: ${error}` }
      const { status, body } = openAiErrorReply(problem)
      job.errors.push(response(status, body))
      job.state = { ...job.state, failed: job.state.failed + 1 }
    }
  }
}
