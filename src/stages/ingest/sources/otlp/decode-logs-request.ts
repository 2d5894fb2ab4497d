import { type Draft, readAttribute, readResource, readScope, readValue } from './decode-common.ts'
import type {
  OtlpAttribute,
  OtlpLogRecord,
  OtlpLogsRequest,
  OtlpResourceLogs,
  OtlpScopeLogs,
} from './otlp-request.ts'
import { type Decoded, decodeMessage, type ProtobufMessage } from './protobuf-message.ts'

/** The request in a protobuf body of `/v1/logs` (`ExportLogsServiceRequest`), or why it holds none. */
export function decodeLogsRequest(bytes: Uint8Array): Decoded<OtlpLogsRequest> {
  return decodeMessage(bytes, readRequest, { resourceLogs: [] })
}

function readRequest(
  field: number,
  into: { resourceLogs: OtlpResourceLogs[] },
  message: ProtobufMessage,
): void {
  if (field === 1) into.resourceLogs.push(message.message(readResourceLogs, { scopeLogs: [] }))
}

function readResourceLogs(
  field: number,
  into: Draft<OtlpResourceLogs> & { scopeLogs: OtlpScopeLogs[] },
  message: ProtobufMessage,
): void {
  if (field === 1) into.resource = message.message(readResource, { attributes: [] })
  else if (field === 2) into.scopeLogs.push(message.message(readScopeLogs, { logRecords: [] }))
  else if (field === 3) into.schemaUrl = message.text()
}

function readScopeLogs(
  field: number,
  into: Draft<OtlpScopeLogs> & { logRecords: OtlpLogRecord[] },
  message: ProtobufMessage,
): void {
  if (field === 1) into.scope = message.message(readScope, { attributes: [] })
  else if (field === 2) into.logRecords.push(message.message(readRecord, { attributes: [] }))
  else if (field === 3) into.schemaUrl = message.text()
}

/** `opentelemetry/proto/logs/v1/logs.proto`, message LogRecord. */
function readRecord(
  field: number,
  into: Draft<OtlpLogRecord> & { attributes: OtlpAttribute[] },
  message: ProtobufMessage,
): void {
  switch (field) {
    case 1:
      into.timeUnixNano = message.fixed64()
      break
    case 2:
      into.severityNumber = message.number()
      break
    case 3:
      into.severityText = message.text()
      break
    case 5:
      into.body = message.message(readValue, {})
      break
    case 6:
      into.attributes.push(readAttribute(message))
      break
    case 9:
      into.traceId = message.hex()
      break
    case 10:
      into.spanId = message.hex()
      break
    case 11:
      into.observedTimeUnixNano = message.fixed64()
      break
    case 12:
      into.eventName = message.text()
      break
  }
}
