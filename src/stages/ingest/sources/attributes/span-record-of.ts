import { EMPTY_PAYLOAD } from '../../normalise/chat-message.ts'
import type { SpanRecord } from '../../normalise/span-record.ts'
import { readAiSdk } from './ai-sdk.ts'
import { type AttributedSpan, type Reading, textAt } from './attributed-span.ts'
import { readGenAi } from './gen-ai.ts'
import { readOpenInference } from './openinference.ts'
import { slicesOf } from './slices-of.ts'
import { readVendor } from './vendor.ts'

const CONVENTIONS = [readOpenInference, readAiSdk, readGenAi, readVendor]

/** A span in the words every format shares. One that follows several conventions is read by the first that gives messages. */
export function spanRecordOf(span: AttributedSpan): SpanRecord {
  const readings: Reading[] = []
  for (const read of CONVENTIONS) {
    const reading = read(span)
    if (reading !== undefined) readings.push(reading)
  }
  const { kind, input, output, tool, model, costUsd } = bestOf(readings)
  const { sessionId, customerId, flags, feedback } = slicesOf(span)
  // Written out: spreading the parts into one object costs more than reading them.
  return {
    kind: isEvaluationTraffic(span) ? 'evaluation' : kind,
    input,
    output,
    tool,
    model,
    costUsd,
    sessionId,
    customerId,
    flags,
    feedback,
    traceId: span.traceId,
    spanId: span.spanId,
    parentId: span.parentId,
    name: span.name,
    startMs: span.startMs,
    endMs: span.endMs,
    isError: span.isError,
  }
}

function bestOf(readings: readonly Reading[]): Reading {
  const evaluation = readings.find(reading => reading.kind === 'evaluation')
  if (evaluation !== undefined) return evaluation
  const [first] = readings
  if (first === undefined) return { kind: 'other' }
  if (first.tool !== undefined || hasMessages(first)) return first
  const better = readings.find(reading => reading.tool !== undefined || hasMessages(reading))
  if (better === undefined) return first
  const isGeneration = readings.some(reading => reading.kind === 'generation')
  const kind = better.tool === undefined && isGeneration ? 'generation' : better.kind
  return { ...better, kind, model: first.model ?? better.model }
}

function hasMessages({ input = EMPTY_PAYLOAD, output = EMPTY_PAYLOAD }: Reading): boolean {
  return input.messages.length + output.messages.length > 0
}

/** Langfuse's own judges, and evaluators of Ragas, DeepEval and LangSmith by the names they give their spans. */
function isEvaluationTraffic({ attributes, name, scope }: AttributedSpan): boolean {
  const environment = textAt(
    attributes,
    'langfuse.environment',
    'deployment.environment.name',
    'deployment.environment',
  )
  return (
    environment?.startsWith('langfuse-') === true ||
    /^(?:ragas|deepeval)\b/i.test(scope) ||
    /^(?:ragas evaluation|evaluate_trace_evaluator|deepeval)/i.test(name) ||
    attributes.has('langsmith.reference_example_id') ||
    attributes.has('gen_ai.evaluation.name')
  )
}
