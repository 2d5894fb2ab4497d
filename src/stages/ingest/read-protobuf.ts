import type { JsonValue } from '../../records/json-value.ts'
import { MAX_DOCUMENT_BYTES } from './read-document.ts'
import { decodeLogsRequest } from './sources/otlp/decode-logs-request.ts'
import { decodeTraceRequest } from './sources/otlp/decode-trace-request.ts'
import type { SourceRecord } from './sources/record.ts'

/** Whether a file that begins so holds OTLP in protobuf: one request, or messages after their length in four bytes. */
export function looksLikeProtobuf(head: Uint8Array): boolean {
  if (head[0] === 0x00) return head.length > 5 && head[4] === 0x0a
  // A request begins with field 1; in JSON a line feed may stand first, but never bytes below the white space.
  return head[0] === 0x0a && head.subarray(1, 64).some(byte => byte < 0x09 || (byte > 0x0d && byte < 0x20))
}

/** The requests of a protobuf file as records. */
export async function* readProtobuf(
  chunks: AsyncIterable<Uint8Array>,
): AsyncIterable<readonly SourceRecord[]> {
  const held: Uint8Array[] = []
  let size = 0
  for await (const chunk of chunks) {
    held.push(chunk)
    size += chunk.length
    if (size > MAX_DOCUMENT_BYTES) {
      const reason = `protobuf longer than ${MAX_DOCUMENT_BYTES / 1024 / 1024} MiB`
      return yield [{ kind: 'unusable', line: 1, reason }]
    }
  }
  let line = 0
  for (const message of messagesIn(Buffer.concat(held))) {
    line += 1
    yield [
      message === undefined
        ? { kind: 'unusable', line, reason: 'a message ends too early' }
        : decoded(message, line),
    ]
  }
}

function* messagesIn(bytes: Buffer): Iterable<Uint8Array | undefined> {
  if (bytes[0] !== 0x00) return yield bytes
  for (let at = 0; at < bytes.length; ) {
    const length = at + 4 <= bytes.length ? bytes.readUInt32BE(at) : Number.POSITIVE_INFINITY
    if (at + 4 + length > bytes.length) return yield undefined
    yield bytes.subarray(at + 4, at + 4 + length)
    at += 4 + length
  }
}

/** Spans and logs have the same layout down to their records: what has no span ids is tried as logs. */
function decoded(bytes: Uint8Array, line: number): SourceRecord {
  const traces = decodeTraceRequest(bytes)
  if (traces.kind === 'decoded' && traces.value.resourceSpans?.some(hasSpans)) {
    return { kind: 'value', line, bytes: bytes.length, value: traces.value as JsonValue }
  }
  const logs = decodeLogsRequest(bytes)
  if (logs.kind === 'decoded')
    return { kind: 'value', line, bytes: bytes.length, value: logs.value as JsonValue }
  return { kind: 'unusable', line, reason: traces.kind === 'invalid' ? traces.reason : logs.reason }
}

function hasSpans(group: {
  readonly scopeSpans?: readonly { readonly spans?: readonly { readonly endTimeUnixNano?: unknown }[] }[]
}): boolean {
  return (
    group.scopeSpans?.some(scope => scope.spans?.some(span => span.endTimeUnixNano !== undefined)) === true
  )
}
