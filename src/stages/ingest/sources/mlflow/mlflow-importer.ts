import type { JsonObject, JsonValue } from '../../../../records/json-value.ts'
import { isJsonObject, ownValue } from '../../located.ts'
import { flagsIn } from '../../normalise/flags-in.ts'
import type { Feedback, SpanRecord } from '../../normalise/span-record.ts'
import { firstOf, listIn, objectIn, textOf } from '../../normalise/unwrapped.ts'
import { RowError } from '../../row-error.ts'
import { spanRecordOf } from '../attributes/span-record-of.ts'
import type { SourceImporter } from '../source-importer.ts'
import { timeMs } from '../times.ts'

/** MLflow's traces, `{info, data: {spans}}` of version 2 and 3 (`Trace.to_json`, artifacts): attributes are JSON text each. */
export const mlflowImporter: SourceImporter = { kind: 'spans', spansOf }

function spansOf(record: JsonValue): readonly SpanRecord[] {
  const trace = isJsonObject(record) ? record : {}
  const info = objectIn(ownValue(trace, 'info'))
  const traceId = info && textOf(info, 'trace_id', 'request_id')
  if (info === undefined || traceId === undefined)
    throw new RowError('/info/trace_id: expected an id, found nothing')
  const spans = listIn(ownValue(objectIn(ownValue(trace, 'data')) ?? {}, 'spans')) ?? []
  const metadata = objectIn(firstOf(info, 'trace_metadata', 'request_metadata')) ?? {}
  const own: SpanRecord = {
    kind: 'trace',
    traceId,
    spanId: traceId,
    startMs: timeMs(firstOf(info, 'request_time', 'timestamp_ms')),
    sessionId: textOf(metadata, 'mlflow.trace.session'),
    customerId: textOf(metadata, 'mlflow.trace.user'),
    flags: flagsIn(objectIn(ownValue(info, 'tags'))),
    feedback: (listIn(ownValue(info, 'assessments')) ?? []).filter(isJsonObject).flatMap(assessment),
  }
  return [own, ...spans.filter(isJsonObject).map(span => spanOf(span, traceId))]
}

function spanOf(span: JsonObject, traceId: string): SpanRecord {
  const context = objectIn(ownValue(span, 'context')) ?? span
  const spanId = textOf(context, 'span_id')
  if (spanId === undefined) throw new RowError('/data/spans: expected spans with ids, found one without')
  const status = objectIn(ownValue(span, 'status')) ?? {}
  const code = textOf(status, 'code', 'status_code') ?? textOf(span, 'status_code')
  return spanRecordOf({
    traceId,
    spanId,
    parentId: textOf(span, 'parent_span_id', 'parent_id'),
    name: textOf(span, 'name') ?? '',
    startMs: timeMs(firstOf(span, 'start_time_unix_nano', 'start_time')),
    endMs: timeMs(firstOf(span, 'end_time_unix_nano', 'end_time')),
    isError: code?.endsWith('ERROR') === true,
    scope: '',
    attributes: new Map(Object.entries(objectIn(ownValue(span, 'attributes')) ?? {})),
    events: [],
  })
}

/** What somebody said of the trace; source `LLM_JUDGE` is a model. */
function assessment(row: JsonObject): readonly Feedback[] {
  const name = textOf(row, 'assessment_name', 'name')
  const feedback = objectIn(ownValue(row, 'feedback'))
  const source = objectIn(ownValue(row, 'source')) ?? {}
  if (name === undefined || feedback === undefined) return []
  return [
    {
      name,
      value: firstOf(feedback, 'value'),
      label: undefined,
      comment: textOf(row, 'rationale'),
      isFromModel: /LLM/i.test(textOf(source, 'source_type') ?? ''),
    },
  ]
}
