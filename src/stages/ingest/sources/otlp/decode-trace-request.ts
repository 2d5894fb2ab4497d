import { type Draft, readAttribute, readResource, readScope } from './decode-common.ts'
import type {
  OtlpAttribute,
  OtlpEvent,
  OtlpLink,
  OtlpResourceSpans,
  OtlpScopeSpans,
  OtlpSpan,
  OtlpTraceRequest,
} from './otlp-request.ts'
import { type Decoded, decodeMessage, type ProtobufMessage } from './protobuf-message.ts'

type SpanDraft = Draft<OtlpSpan> & {
  attributes: OtlpAttribute[]
  events: OtlpEvent[]
  links: OtlpLink[]
}

/** The request in a protobuf body of `/v1/traces` (`ExportTraceServiceRequest`), or why it holds none. */
export function decodeTraceRequest(bytes: Uint8Array): Decoded<OtlpTraceRequest> {
  return decodeMessage(bytes, readRequest, { resourceSpans: [] })
}

function readRequest(
  field: number,
  into: { resourceSpans: OtlpResourceSpans[] },
  message: ProtobufMessage,
): void {
  if (field === 1) into.resourceSpans.push(message.message(readResourceSpans, { scopeSpans: [] }))
}

function readResourceSpans(
  field: number,
  into: Draft<OtlpResourceSpans> & { scopeSpans: OtlpScopeSpans[] },
  message: ProtobufMessage,
): void {
  if (field === 1) into.resource = message.message(readResource, { attributes: [] })
  else if (field === 2) into.scopeSpans.push(message.message(readScopeSpans, { spans: [] }))
  else if (field === 3) into.schemaUrl = message.text()
}

function readScopeSpans(
  field: number,
  into: Draft<OtlpScopeSpans> & { spans: OtlpSpan[] },
  message: ProtobufMessage,
): void {
  if (field === 1) into.scope = message.message(readScope, { attributes: [] })
  else if (field === 2) into.spans.push(message.message(readSpan, { attributes: [], events: [], links: [] }))
  else if (field === 3) into.schemaUrl = message.text()
}

/** `opentelemetry/proto/trace/v1/trace.proto`, message Span; counts of dropped things are not read. */
function readSpan(field: number, into: SpanDraft, message: ProtobufMessage): void {
  switch (field) {
    case 1:
      into.traceId = message.hex()
      break
    case 2:
      into.spanId = message.hex()
      break
    case 4:
      into.parentSpanId = message.hex()
      break
    case 5:
      into.name = message.text()
      break
    case 6:
      into.kind = message.number()
      break
    case 7:
      into.startTimeUnixNano = message.fixed64()
      break
    case 8:
      into.endTimeUnixNano = message.fixed64()
      break
    case 9:
      into.attributes.push(readAttribute(message))
      break
    case 11:
      into.events.push(message.message(readEvent, { attributes: [] }))
      break
    case 13:
      into.links.push(message.message(readLink, { attributes: [] }))
      break
    case 15:
      into.status = message.message(readStatus, {})
      break
  }
}

function readEvent(
  field: number,
  into: Draft<OtlpEvent> & { attributes: OtlpAttribute[] },
  message: ProtobufMessage,
): void {
  if (field === 1) into.timeUnixNano = message.fixed64()
  else if (field === 2) into.name = message.text()
  else if (field === 3) into.attributes.push(readAttribute(message))
}

function readLink(
  field: number,
  into: Draft<OtlpLink> & { attributes: OtlpAttribute[] },
  message: ProtobufMessage,
): void {
  if (field === 1) into.traceId = message.hex()
  else if (field === 2) into.spanId = message.hex()
  else if (field === 4) into.attributes.push(readAttribute(message))
}

function readStatus(
  field: number,
  into: { code?: number; message?: string },
  message: ProtobufMessage,
): void {
  if (field === 2) into.message = message.text()
  else if (field === 3) into.code = message.number()
}
