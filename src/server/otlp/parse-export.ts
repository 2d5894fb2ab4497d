import { hasMoreOpeners, parseJson } from '../../json/parse-json.ts'
import type { JsonObject, JsonValue } from '../../records/json-value.ts'
import { decodeLogsRequest } from '../../stages/ingest/sources/otlp/decode-logs-request.ts'
import { decodeTraceRequest } from '../../stages/ingest/sources/otlp/decode-trace-request.ts'
import type {
  OtlpLogRecord,
  OtlpLogsRequest,
  OtlpResource,
  OtlpScope,
  OtlpSpan,
  OtlpTraceRequest,
} from '../../stages/ingest/sources/otlp/otlp-request.ts'

export type Signal = 'traces' | 'logs'
export type Encoding = 'json' | 'protobuf'

/** One span or log record with what it was sent under. */
export type ExportedItem = {
  /** 32 hexadecimal digits, lower case. */
  readonly traceId: string
  readonly resource: OtlpResource | undefined
  readonly scope: OtlpScope | undefined
} & (
  | { readonly kind: 'span'; readonly span: OtlpSpan }
  | { readonly kind: 'log'; readonly log: OtlpLogRecord }
)

export type ParsedExport =
  | {
      readonly kind: 'parsed'
      readonly items: readonly ExportedItem[]
      /** Spans or log records without the ids a trace can be joined by. */
      readonly rejected: number
    }
  | { readonly kind: 'invalid'; readonly reason: string }

/** An empty object takes three bytes, and twenty times that when it is read. */
const MOST_OPENERS = 2_000_000
const TRACE_ID = /^[0-9a-f]{32}$/i
const SPAN_ID = /^[0-9a-f]{16}$/i
const ZEROS = /^0+$/

/** The spans or log records in the body of an export, or why it is none. Nothing of the body is quoted. */
export function parseExport(signal: Signal, encoding: Encoding, body: Uint8Array): ParsedExport {
  if (encoding === 'protobuf') {
    const decoded = signal === 'traces' ? decodeTraceRequest(body) : decodeLogsRequest(body)
    return decoded.kind === 'invalid' ? decoded : itemsOf(decoded.value)
  }
  const text = Buffer.from(body).toString('utf8')
  if (hasMoreOpeners(text, MOST_OPENERS))
    return { kind: 'invalid', reason: `more than ${MOST_OPENERS} lists and objects: send smaller batches` }
  const parsed = parseJson(text)
  if (parsed.kind === 'invalid') return parsed
  if (!isObject(parsed.value)) return { kind: 'invalid', reason: 'expected a JSON object' }
  const group = parsed.value[signal === 'traces' ? 'resourceSpans' : 'resourceLogs']
  // Proto3's JSON leaves an empty list out, and an empty request is a valid one.
  if (group === undefined || group === null) return { kind: 'parsed', items: [], rejected: 0 }
  if (!isTree(group, signal))
    return { kind: 'invalid', reason: `expected the lists of an OTLP ${signal} request` }
  return itemsOf(parsed.value as OtlpTraceRequest & OtlpLogsRequest)
}

/** The lists that are walked are lists of objects; what is in spans is checked by those who read it. */
function isTree(group: JsonValue, signal: Signal): boolean {
  const [scopes, leaves] = signal === 'traces' ? ['scopeSpans', 'spans'] : ['scopeLogs', 'logRecords']
  return isList(group, resource =>
    isList(resource[scopes as string], scope => isList(scope[leaves as string])),
  )
}

function isList(value: JsonValue | undefined, isElement: (element: JsonObject) => boolean = () => true) {
  if (value === undefined || value === null) return true
  return Array.isArray(value) && value.every(each => isObject(each) && isElement(each))
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function itemsOf(request: OtlpTraceRequest & OtlpLogsRequest): ParsedExport {
  const items: ExportedItem[] = []
  let rejected = 0
  const keep = (item: ExportedItem, isValid: boolean): void => {
    if (isValid) items.push(item)
    else rejected += 1
  }
  for (const { resource, scopeSpans } of request.resourceSpans ?? []) {
    for (const { scope, spans } of scopeSpans ?? []) {
      for (const span of spans ?? []) {
        keep(
          { kind: 'span', traceId: lower(span.traceId), resource, scope, span },
          isId(span.traceId, TRACE_ID) && isId(span.spanId, SPAN_ID),
        )
      }
    }
  }
  for (const { resource, scopeLogs } of request.resourceLogs ?? []) {
    for (const { scope, logRecords } of scopeLogs ?? []) {
      for (const log of logRecords ?? []) {
        keep({ kind: 'log', traceId: lower(log.traceId), resource, scope, log }, isId(log.traceId, TRACE_ID))
      }
    }
  }
  return { kind: 'parsed', items, rejected }
}

/** All zeros means that there is none (W3C trace context). */
function isId(id: unknown, pattern: RegExp): boolean {
  return typeof id === 'string' && pattern.test(id) && !ZEROS.test(id)
}

function lower(id: unknown): string {
  return typeof id === 'string' ? id.toLowerCase() : ''
}
