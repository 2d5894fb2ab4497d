/**
 * OTLP/JSON (opentelemetry-proto, `docs/specification.md`) as plain objects, which protobuf bodies are decoded to as
 * well. Everything is optional, as in protobuf; what comes from JSON has this shape only where the sender kept to the
 * specification, so that readers check what they use. Ids are hexadecimal, lower case when decoded from protobuf; times
 * are nanoseconds as decimal strings.
 */
export type OtlpTraceRequest = { readonly resourceSpans?: readonly OtlpResourceSpans[] }

export type OtlpLogsRequest = { readonly resourceLogs?: readonly OtlpResourceLogs[] }

export type OtlpResourceSpans = {
  readonly resource?: OtlpResource
  readonly scopeSpans?: readonly OtlpScopeSpans[]
  readonly schemaUrl?: string
}

export type OtlpResourceLogs = {
  readonly resource?: OtlpResource
  readonly scopeLogs?: readonly OtlpScopeLogs[]
  readonly schemaUrl?: string
}

export type OtlpResource = { readonly attributes?: readonly OtlpAttribute[] }

export type OtlpScopeSpans = {
  readonly scope?: OtlpScope
  readonly spans?: readonly OtlpSpan[]
  readonly schemaUrl?: string
}

export type OtlpScopeLogs = {
  readonly scope?: OtlpScope
  readonly logRecords?: readonly OtlpLogRecord[]
  readonly schemaUrl?: string
}

export type OtlpScope = {
  readonly name?: string
  readonly version?: string
  readonly attributes?: readonly OtlpAttribute[]
}

/** A key may be `__proto__`: attributes belong into a `Map`, never onto an object. */
export type OtlpAttribute = { readonly key?: string; readonly value?: OtlpValue }

/** At most one of the fields is there. */
export type OtlpValue = {
  readonly stringValue?: string
  readonly boolValue?: boolean
  /** A decimal string; senders of JSON may write a number. */
  readonly intValue?: string | number
  readonly doubleValue?: number
  readonly arrayValue?: { readonly values?: readonly OtlpValue[] }
  readonly kvlistValue?: { readonly values?: readonly OtlpAttribute[] }
  /** Base64. */
  readonly bytesValue?: string
}

export type OtlpSpan = {
  readonly traceId?: string
  readonly spanId?: string
  readonly parentSpanId?: string
  readonly name?: string
  /** 0 unspecified, 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  readonly kind?: number
  readonly startTimeUnixNano?: string | number
  readonly endTimeUnixNano?: string | number
  readonly attributes?: readonly OtlpAttribute[]
  readonly events?: readonly OtlpEvent[]
  readonly links?: readonly OtlpLink[]
  /** `code`: 0 unset, 1 ok, 2 error. */
  readonly status?: { readonly code?: number; readonly message?: string }
}

export type OtlpEvent = {
  readonly timeUnixNano?: string | number
  readonly name?: string
  readonly attributes?: readonly OtlpAttribute[]
}

export type OtlpLink = {
  readonly traceId?: string
  readonly spanId?: string
  readonly attributes?: readonly OtlpAttribute[]
}

export type OtlpLogRecord = {
  readonly timeUnixNano?: string | number
  readonly observedTimeUnixNano?: string | number
  readonly severityNumber?: number
  readonly severityText?: string
  readonly body?: OtlpValue
  readonly attributes?: readonly OtlpAttribute[]
  readonly traceId?: string
  readonly spanId?: string
  readonly eventName?: string
}
