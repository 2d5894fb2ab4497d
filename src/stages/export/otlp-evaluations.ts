import { type ExportedPair, type ExportedRun, type ExportedVerdict, isSaid, labelOf } from './exported-run.ts'

type Attribute = { readonly key: string; readonly value: AttributeValue }
type AttributeValue = { readonly stringValue: string } | { readonly doubleValue: number }

type LogRecord = {
  readonly timeUnixNano: string
  readonly observedTimeUnixNano: string
  readonly severityNumber: number
  readonly eventName: string
  readonly attributes: readonly Attribute[]
  readonly traceId?: string
}

/** A request of OTLP/HTTP's `/v1/logs` in JSON. */
export type OtlpEvaluations = { readonly resourceLogs: readonly unknown[] }

const EVENT = 'gen_ai.evaluation.result'
const SEVERITY_INFO = 9
/** Records of one request: collectors take 4 MiB and more. */
const RECORDS_A_REQUEST = 500

/**
 * The verdicts of a run as log records named `gen_ai.evaluation.result` (OpenTelemetry's GenAI conventions, v1.41.1, Development), in
 * requests of at most 500. A record carries the trace id of the original where that is one of OpenTelemetry (32 hexadecimal digits); the
 * source's own id is in `tidegate.trace_id` always. The first record is the run's own decision and of no trace. No score stands in a record whose
 * verdict has none.
 */
export function* otlpEvaluations(
  run: ExportedRun,
  pairs: Iterable<ExportedPair>,
): IterableIterator<OtlpEvaluations> {
  let waiting: LogRecord[] = [decisionRecord(run)]
  for (const pair of pairs) {
    for (const verdict of pair.verdicts.filter(isSaid)) waiting.push(verdictRecord(run, pair, verdict))
    if (waiting.length < RECORDS_A_REQUEST) continue
    yield requestOf(run, waiting)
    waiting = []
  }
  if (waiting.length > 0) yield requestOf(run, waiting)
}

function requestOf({ version }: ExportedRun, logRecords: readonly LogRecord[]): OtlpEvaluations {
  const scope = { name: 'tidegate', version }
  const resource = { attributes: [text('service.name', 'tidegate')] }
  return { resourceLogs: [{ resource, scopeLogs: [{ scope, logRecords }] }] }
}

function decisionRecord(run: ExportedRun): LogRecord {
  return recordOf(run, [
    text('gen_ai.evaluation.name', 'tidegate.gate'),
    text('gen_ai.evaluation.score.label', run.outcome),
    ...(run.delta === null ? [] : [number('gen_ai.evaluation.score.value', run.delta)]),
    text('tidegate.judge', run.judge),
  ])
}

function verdictRecord(run: ExportedRun, pair: ExportedPair, verdict: ExportedVerdict): LogRecord {
  const { candidateScore, baselineScore, confidence, basis, kind, reason } = verdict
  const record = recordOf(run, [
    text('gen_ai.evaluation.name', `tidegate.${verdict.endpoint}`),
    text('gen_ai.evaluation.score.label', labelOf(verdict)),
    ...(candidateScore === null ? [] : [number('gen_ai.evaluation.score.value', candidateScore)]),
    ...(reason === '' ? [] : [text('gen_ai.evaluation.explanation', reason)]),
    ...(kind === 'failed' ? [text('error.type', 'judge_failed')] : []),
    ...(baselineScore === null ? [] : [number('tidegate.baseline_score', baselineScore)]),
    ...(confidence === null ? [] : [number('tidegate.confidence', confidence)]),
    ...(basis === null ? [] : [text('tidegate.basis', basis)]),
    text('tidegate.trace_id', pair.traceId),
    text('tidegate.origin', pair.origin),
    ...(pair.stratumId === null ? [] : [text('tidegate.stratum', pair.stratumId)]),
    ...(pair.weight === null ? [] : [number('tidegate.weight', pair.weight)]),
  ])
  const traceId = pair.traceId.toLowerCase()
  return /^(?!0{32})[0-9a-f]{32}$/.test(traceId) ? { ...record, traceId } : record
}

function recordOf({ finishedAtMs, runId }: ExportedRun, attributes: readonly Attribute[]): LogRecord {
  const nanoseconds = `${Math.trunc(finishedAtMs)}000000`
  return {
    timeUnixNano: nanoseconds,
    observedTimeUnixNano: nanoseconds,
    severityNumber: SEVERITY_INFO,
    eventName: EVENT,
    attributes: [...attributes, text('tidegate.run_id', runId)],
  }
}

function text(key: string, stringValue: string): Attribute {
  return { key, value: { stringValue } }
}

function number(key: string, doubleValue: number): Attribute {
  return { key, value: { doubleValue } }
}
