import { PbfWriter } from 'pbf'
import type { Encoding, Signal } from './parse-export.ts'

const REJECTED_MESSAGE = 'spans and log records need the ids of a trace and, spans, of a span'
/** google.rpc.Code of the statuses we answer with; others are UNKNOWN. */
const CODES: ReadonlyMap<number, number> = new Map([
  [400, 3],
  [401, 16],
  [413, 8],
  [415, 3],
  [429, 8],
  [503, 14],
])

/** ExportTraceServiceResponse or ExportLogsServiceResponse; a partial success says how many were left out. */
export function renderSuccess(signal: Signal, encoding: Encoding, rejected: number): Uint8Array {
  const key = signal === 'traces' ? 'rejectedSpans' : 'rejectedLogRecords'
  if (encoding === 'json') {
    const partialSuccess = { [key]: String(rejected), errorMessage: REJECTED_MESSAGE }
    return Buffer.from(JSON.stringify(rejected === 0 ? {} : { partialSuccess }))
  }
  const writer = new PbfWriter()
  if (rejected > 0) writer.writeMessage(1, writePartialSuccess, rejected)
  return writer.finish()
}

/** google.rpc.Status. */
export function renderFailure(encoding: Encoding, status: number, message: string): Uint8Array {
  const code = CODES.get(status) ?? 2
  if (encoding === 'json') return Buffer.from(JSON.stringify({ code, message }))
  const writer = new PbfWriter()
  writer.writeVarintField(1, code)
  writer.writeStringField(2, message)
  return writer.finish()
}

function writePartialSuccess(rejected: number, writer: PbfWriter): void {
  writer.writeVarintField(1, rejected)
  writer.writeStringField(2, REJECTED_MESSAGE)
}
