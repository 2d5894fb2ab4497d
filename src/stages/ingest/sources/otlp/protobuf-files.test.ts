import { ROOT_CONTEXT, trace } from '@opentelemetry/api'
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer'
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node'
import { describe, expect, it } from 'vitest'
import { collectTraces } from '../../collect-traces.ts'
import { createMemoryIo } from '../../memory-io.ts'

/** What OpenTelemetry's own exporter sends: an agent's span and one call of a model below it, a request each. */
function exported() {
  const exporter = new InMemorySpanExporter()
  const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })
  const tracer = provider.getTracer('agent')
  const agent = tracer.startSpan('invoke_agent', {
    startTime: [1_795_000_000, 0],
    attributes: { 'gen_ai.operation.name': 'invoke_agent' },
  })
  const said = (role: string, content: string) =>
    JSON.stringify([{ role, parts: [{ type: 'text', content }] }])
  const attributes = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.request.model': 'gpt-4.1',
    'gen_ai.input.messages': said('user', 'Where is order 1207? 😀'),
    'gen_ai.output.messages': said('assistant', 'It is on its way.'),
  }
  tracer
    .startSpan('chat', { startTime: [1_795_000_001, 0], attributes }, trace.setSpan(ROOT_CONTEXT, agent))
    .end([1_795_000_002, 0])
  agent.end([1_795_000_003, 0])
  const requests = exporter.getFinishedSpans().map(span => {
    const bytes = ProtobufTraceSerializer.serializeRequest([span])
    if (bytes === undefined) throw new Error('nothing serialised')
    return bytes
  })
  return { requests, traceId: agent.spanContext().traceId }
}

/** A message after its length in four bytes, as collectors write files. */
function withLength(message: Uint8Array): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(message.length)
  return Buffer.concat([length, message])
}

async function imported(content: Uint8Array) {
  const formats: string[] = []
  const source = { format: 'auto', path: 'spans.bin' } as const
  const { traces, report } = await collectTraces(source, createMemoryIo({ 'spans.bin': content }), {
    side: 'baseline',
    onFormat: (_, format) => formats.push(format),
  })
  return { traces, formats, rejected: report.rejected.map(({ line, reason }) => `${line} ${reason}`) }
}

describe('a file of OTLP in protobuf', () => {
  it('gives the trace whose spans lie in several length-prefixed requests', async () => {
    const { requests, traceId } = exported()
    const { traces, formats, rejected } = await imported(Buffer.concat(requests.map(withLength)))
    expect({ formats, rejected }).toEqual({ formats: ['otlp'], rejected: [] })
    expect(traces).toMatchObject([
      {
        traceId,
        model: 'gpt-4.1',
        startedAtMs: 1_795_000_000_000,
        latencyMs: 3000,
        messages: [
          { role: 'user', text: 'Where is order 1207? 😀' },
          { role: 'assistant', text: 'It is on its way.' },
        ],
      },
    ])
  })

  it('gives the trace of a single request without a length', async () => {
    const { requests, traceId } = exported()
    const { traces } = await imported(requests[0] ?? new Uint8Array())
    expect(traces.map(each => each.traceId)).toEqual([traceId])
  })

  it('keeps what came before a message that is cut short, and counts that one', async () => {
    const whole = Buffer.concat(exported().requests.map(withLength))
    const { traces, rejected } = await imported(Buffer.concat([whole, whole.subarray(0, 40)]))
    expect(traces).toHaveLength(1)
    expect(rejected).toEqual(['3 a message ends too early'])
  })
})
