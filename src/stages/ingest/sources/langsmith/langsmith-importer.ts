import type { JsonObject, JsonValue } from '../../../../records/json-value.ts'
import { isJsonObject, ownValue } from '../../located.ts'
import { flagsIn } from '../../normalise/flags-in.ts'
import { payloadOf } from '../../normalise/payload-of.ts'
import { resultText } from '../../normalise/results-of.ts'
import type { Feedback, SpanRecord, ToolRun } from '../../normalise/span-record.ts'
import { toolsOf } from '../../normalise/tool-definitions.ts'
import { firstOf, objectIn, textOf, unwrapped } from '../../normalise/unwrapped.ts'
import { RowError } from '../../row-error.ts'
import type { SourceImporter } from '../source-importer.ts'
import { timeMs } from '../times.ts'

/** LangSmith's runs (API, bulk export) and feedback. `session_id` of a run is its project; the conversation is in the metadata. */
export const langsmithImporter: SourceImporter = { kind: 'spans', spansOf: record => [spanOf(record)] }

function spanOf(record: JsonValue): SpanRecord {
  if (!isJsonObject(record)) throw new RowError('row: expected a run of LangSmith, found no object')
  if (Object.hasOwn(record, 'run_id') && Object.hasOwn(record, 'key')) return feedbackRecord(record)
  const spanId = textOf(record, 'id', 'run_id')
  const traceId = textOf(record, 'trace_id') ?? rootOf(record) ?? spanId
  if (spanId === undefined || traceId === undefined) throw new RowError('/id: expected an id, found nothing')
  const type = textOf(record, 'run_type')
  const extra = objectIn(ownValue(record, 'extra')) ?? {}
  const metadata = objectIn(ownValue(extra, 'metadata')) ?? {}
  const isLlm = type === 'llm'
  const inputs = objectIn(ownValue(record, 'inputs'))
  const outputs = objectIn(ownValue(record, 'outputs'))
  const options = { isApplication: !isLlm }
  const shared = {
    traceId,
    spanId,
    parentId: textOf(record, 'parent_run_id') ?? parentOf(record),
    name: textOf(record, 'name'),
    startMs: timeMs(firstOf(record, 'start_time')),
    endMs: timeMs(firstOf(record, 'end_time')),
    isError: ownValue(record, 'status') === 'error' || textOf(record, 'error') !== undefined,
    sessionId: textOf(metadata, 'session_id', 'thread_id', 'conversation_id'),
    customerId: textOf(metadata, 'user_id'),
    flags: flagsIn(metadata),
    feedback: statsFeedback(objectIn(ownValue(record, 'feedback_stats'))),
  }
  if (isEvaluation(record, metadata)) return { kind: 'evaluation', ...shared }
  if (type === 'tool')
    return { kind: 'tool', ...shared, tool: toolRun(record, inputs, outputs, shared.isError) }
  const parameters =
    objectIn(ownValue(extra, 'invocation_params')) ??
    objectIn(ownValue(metadata, 'ls_invocation_params')) ??
    {}
  const input = payloadOf(inputs, 'input', options)
  return {
    kind: isLlm ? 'generation' : 'other',
    ...shared,
    input: { messages: input.messages, tools: input.tools ?? toolsOf(ownValue(parameters, 'tools')) },
    output: payloadOf(outputs, 'output', options),
    model: isLlm
      ? (textOf(metadata, 'ls_model_name') ?? textOf(parameters, 'model', 'model_name'))
      : undefined,
    costUsd: isLlm ? costOf(record) : undefined,
  }
}

/** `dotted_order`: segments `TIMEZid` from the root to the run. */
function segmentsOf(record: JsonObject): readonly string[] {
  return (textOf(record, 'dotted_order') ?? '')
    .split('.')
    .filter(part => part !== '')
    .map(part => part.slice(-36))
}

function rootOf(record: JsonObject): string | undefined {
  return segmentsOf(record)[0]
}

function parentOf(record: JsonObject): string | undefined {
  return segmentsOf(record).at(-2)
}

/** A run on an example of a dataset, or of an evaluator. */
function isEvaluation(record: JsonObject, metadata: JsonObject): boolean {
  return (
    textOf(record, 'reference_example_id') !== undefined ||
    textOf(metadata, 'reference_example_id') !== undefined ||
    textOf(metadata, 'ls_run_type', 'experiment') === 'evaluator'
  )
}

function toolRun(
  record: JsonObject,
  inputs: JsonObject | undefined,
  outputs: JsonObject | undefined,
  isError: boolean,
): ToolRun {
  const output = outputs && (ownValue(outputs, 'output') ?? outputs)
  const message = objectIn(output)
  const kwargs = (message && objectIn(ownValue(message, 'kwargs'))) ?? message
  const isMessage = kwargs !== undefined && Object.hasOwn(kwargs, 'tool_call_id')
  const input = inputs && ownValue(inputs, 'input')
  return {
    callId: isMessage ? textOf(kwargs, 'tool_call_id') : undefined,
    name: textOf(record, 'name') ?? 'tool',
    arguments: (input === undefined ? inputs : unwrapped(input)) ?? {},
    result: resultText(isMessage ? ownValue(kwargs, 'content') : (output ?? undefined)),
    hasResult: output !== undefined && output !== null,
    isError,
  }
}

function costOf(record: JsonObject): number | undefined {
  const total = firstOf(record, 'total_cost')
  const number = typeof total === 'string' ? Number(total) : total
  return typeof number === 'number' && Number.isFinite(number) && number >= 0 ? number : undefined
}

/** `feedback_stats` says how often and what on average; of one answer the average is the answer. Who gave it is not said. */
function statsFeedback(stats: JsonObject | undefined): readonly Feedback[] {
  return Object.entries(stats ?? {}).flatMap(([name, stat]) => {
    const value = isJsonObject(stat) ? ownValue(stat, 'avg') : undefined
    return typeof value === 'number'
      ? [{ name, value, label: undefined, comment: undefined, isFromModel: false }]
      : []
  })
}

function feedbackRecord(record: JsonObject): SpanRecord {
  const traceId = textOf(record, 'trace_id', 'run_id')
  if (traceId === undefined) throw new RowError('/run_id: expected an id, found nothing')
  const source = objectIn(ownValue(record, 'feedback_source'))
  return {
    kind: 'feedback',
    traceId,
    spanId: `feedback/${textOf(record, 'id') ?? JSON.stringify(record).length}`,
    feedback: [
      {
        name: textOf(record, 'key') ?? '',
        value: firstOf(record, 'score', 'value'),
        label: undefined,
        comment: textOf(record, 'comment'),
        isFromModel: source !== undefined && textOf(source, 'type') === 'model',
      },
    ],
  }
}
