import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { ProtobufLogsSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node'
import fc from 'fast-check'
import { PbfWriter } from 'pbf'
import { describe, expect, it } from 'vitest'
import { decodeLogsRequest } from './decode-logs-request.ts'
import { decodeTraceRequest } from './decode-trace-request.ts'

describe('decodeTraceRequest', () => {
  it("reads every field of a span that OpenTelemetry's own serialiser wrote", () => {
    const { bytes, spanId, traceId, parentId } = exportedSpan()
    const decoded = decodeTraceRequest(bytes)
    if (decoded.kind === 'invalid') throw new Error(decoded.reason)
    const [resourceSpans] = decoded.value.resourceSpans ?? []
    const spans = resourceSpans?.scopeSpans?.[0]?.spans ?? []
    const span = spans.find(each => each.spanId === spanId)
    expect(resourceSpans?.resource?.attributes).toContainEqual({
      key: 'service.name',
      value: { stringValue: 'agent 😀' },
    })
    expect(resourceSpans?.scopeSpans?.[0]?.scope).toEqual({ name: 'lib', version: '1.2', attributes: [] })
    expect(span).toEqual({
      traceId,
      spanId,
      parentSpanId: parentId,
      name: 'chat gpt-5-mini',
      kind: 3,
      startTimeUnixNano: '1544712660123456789',
      endTimeUnixNano: '1544712661000000001',
      attributes: [
        { key: 'gen_ai.usage.input_tokens', value: { intValue: '12' } },
        { key: 'below.zero', value: { intValue: '-7' } },
        { key: 'temperature', value: { doubleValue: 0.25 } },
        { key: 'stream', value: { boolValue: true } },
        {
          key: 'stops',
          value: { arrayValue: { values: [{ stringValue: 'a' }, { stringValue: '' }] } },
        },
      ],
      events: [
        {
          timeUnixNano: '1544712660500000000',
          name: 'gen_ai.choice',
          attributes: [{ key: 'content', value: { stringValue: 'hello' } }],
        },
      ],
      links: [],
      status: { code: 2, message: 'it failed' },
    })
  })

  it('skips fields it does not know', () => {
    const writer = new PbfWriter()
    writer.writeBytesField(999, Uint8Array.of(1, 2, 3))
    writer.writeVarintField(998, 5)
    expect(decodeTraceRequest(writer.finish())).toEqual({ kind: 'decoded', value: { resourceSpans: [] } })
  })

  it.each([
    ['JSON', Buffer.from('{"resourceSpans":[]}')],
    ['a cut message', exportedSpan().bytes.slice(0, -3)],
    ['a length beyond the end', Uint8Array.of(0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f)],
    ['a number where a message belongs', Uint8Array.of(0x08, 0x01)],
  ])('refuses %s without quoting it', (_, bytes) => {
    const decoded = decodeTraceRequest(bytes)
    expect(decoded.kind).toBe('invalid')
    expect(JSON.stringify(decoded)).not.toContain('resourceSpans')
  })

  it('refuses attribute values nested 4,000 deep instead of running out of stack', () => {
    let value: Uint8Array = new Uint8Array()
    // Each round is array_value { values { ... } }: two levels.
    for (let depth = 0; depth < 2_000; depth += 1) value = field(5, field(1, value))
    const span = field(9, Buffer.concat([field(1, Buffer.from('deep')), field(2, value)]))
    const decoded = decodeTraceRequest(field(1, field(2, field(2, span))))
    expect(decoded).toEqual({ kind: 'invalid', reason: 'messages nested deeper than 100' })
  })

  it('refuses two million empty messages, which take two bytes each and gigabytes when they are read', () => {
    const bytes = new Uint8Array(4_000_002)
    for (let at = 0; at < bytes.byteLength; at += 2) bytes[at] = 0x0a
    expect(decodeTraceRequest(bytes)).toEqual({ kind: 'invalid', reason: 'more than 2000000 messages' })
  })

  it('ends with a value on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), bytes => {
        expect(['decoded', 'invalid']).toContain(decodeTraceRequest(bytes).kind)
      }),
    )
  })
})

describe('decodeLogsRequest', () => {
  it("reads a log record that OpenTelemetry's own serialiser wrote", () => {
    const { traceId, spanId } = { traceId: '5b8efff798038103d269b633813fc60c', spanId: 'eee19b7ec3c1b174' }
    const bytes = ProtobufLogsSerializer.serializeRequest([
      {
        hrTime: [1544712660, 5],
        hrTimeObserved: [1544712661, 6],
        spanContext: { traceId, spanId, traceFlags: 1 },
        severityNumber: 9,
        severityText: 'INFO',
        eventName: 'gen_ai.user.message',
        body: { content: 'hi', parts: [1] },
        attributes: { 'gen_ai.system': 'openai' },
        resource: resourceFromAttributes({}),
        instrumentationScope: { name: 'lib' },
        droppedAttributesCount: 0,
      },
    ])
    if (bytes === undefined) throw new Error('nothing serialised')
    const decoded = decodeLogsRequest(bytes)
    if (decoded.kind === 'invalid') throw new Error(decoded.reason)
    expect(decoded.value.resourceLogs?.[0]?.scopeLogs?.[0]?.logRecords).toEqual([
      {
        timeUnixNano: '1544712660000000005',
        observedTimeUnixNano: '1544712661000000006',
        severityNumber: 9,
        severityText: 'INFO',
        eventName: 'gen_ai.user.message',
        traceId,
        spanId,
        body: {
          kvlistValue: {
            values: [
              { key: 'content', value: { stringValue: 'hi' } },
              { key: 'parts', value: { arrayValue: { values: [{ intValue: '1' }] } } },
            ],
          },
        },
        attributes: [{ key: 'gen_ai.system', value: { stringValue: 'openai' } }],
      },
    ])
  })
})

function exportedSpan() {
  const exporter = new InMemorySpanExporter()
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'agent 😀' }),
    spanProcessors: [new SimpleSpanProcessor(exporter)],
  })
  const tracer = provider.getTracer('lib', '1.2')
  const parent = tracer.startSpan('invoke_agent', {
    kind: SpanKind.INTERNAL,
    startTime: [1544712660, 0],
  })
  const { traceId, spanId: parentId } = parent.spanContext()
  const span = tracer.startSpan(
    'chat gpt-5-mini',
    {
      kind: SpanKind.CLIENT,
      startTime: [1544712660, 123456789],
      attributes: {
        'gen_ai.usage.input_tokens': 12,
        'below.zero': -7,
        temperature: 0.25,
        stream: true,
        stops: ['a', ''],
      },
    },
    trace.setSpan(ROOT_CONTEXT, parent),
  )
  span.addEvent('gen_ai.choice', { content: 'hello' }, [1544712660, 500000000])
  span.setStatus({ code: SpanStatusCode.ERROR, message: 'it failed' })
  span.end([1544712661, 1])
  parent.end([1544712661, 2])
  const bytes = ProtobufTraceSerializer.serializeRequest(exporter.getFinishedSpans())
  if (bytes === undefined) throw new Error('nothing serialised')
  return { bytes, traceId, parentId, spanId: span.spanContext().spanId }
}

function field(tag: number, bytes: Uint8Array): Uint8Array {
  const writer = new PbfWriter()
  writer.writeBytesField(tag, bytes)
  return writer.finish()
}
