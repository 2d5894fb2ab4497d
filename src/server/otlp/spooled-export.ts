import type { Encoding, Signal } from './parse-export.ts'

/** What was acknowledged, as it came in. */
export type SpooledExport = {
  readonly signal: Signal
  readonly encoding: Encoding
  readonly body: Uint8Array
}

const SIGNALS: readonly Signal[] = ['traces', 'logs']
const ENCODINGS: readonly Encoding[] = ['json', 'protobuf']
const VERSION = 1

/** One byte of version, one that says what the rest is. */
export function packExport({ signal, encoding, body }: SpooledExport): Uint8Array {
  const header = [VERSION, SIGNALS.indexOf(signal) * 2 + ENCODINGS.indexOf(encoding)]
  return Buffer.concat([Uint8Array.from(header), body])
}

/** Undefined for what another version wrote. */
export function unpackExport(bytes: Uint8Array): SpooledExport | undefined {
  const [version, what] = bytes
  const signal = SIGNALS[(what ?? -1) >> 1]
  const encoding = ENCODINGS[(what ?? -1) & 1]
  if (version !== VERSION || signal === undefined || encoding === undefined) return undefined
  return { signal, encoding, body: bytes.subarray(2) }
}
