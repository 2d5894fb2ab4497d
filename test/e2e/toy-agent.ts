import { type Context, ROOT_CONTEXT, type Span, SpanKind, trace } from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import { BatchSpanProcessor, type IdGenerator, NodeTracerProvider } from '@opentelemetry/sdk-trace-node'
import { createRng } from '../../src/numeric/random.ts'
import type { SimulatedMessage, SimulatedRow } from '../../src/simulate/simulated-row.ts'

export type ToyAgent = {
  /** Serves one customer at the time of the row and gives the trace id of it. */
  serve(row: SimulatedRow): string
  /** Sends what was recorded; returns when the receiver has it. */
  flush(): Promise<void>
  close(): Promise<void>
}

const CALL_MS = 400

/**
 * A support agent instrumented with OpenTelemetry's own SDK, as its GenAI conventions say: a span for the agent, one for
 * each call of its model, one for each tool it runs. What its model and its tools say is written in the row.
 */
export function createToyAgent(options: {
  readonly url: string
  readonly token: string
  readonly seed: string
}): ToyAgent {
  const exporter = new OTLPTraceExporter({
    url: options.url,
    headers: { authorization: `Bearer ${options.token}` },
  })
  const provider = new NodeTracerProvider({
    idGenerator: idsOf(options.seed),
    spanProcessors: [new BatchSpanProcessor(exporter, { maxQueueSize: 100_000 })],
  })
  const tracer = provider.getTracer('toy-agent')
  return {
    serve(row) {
      let nowMs = Date.parse(row.started_at)
      const agent = tracer.startSpan('invoke_agent support', {
        root: true,
        startTime: nowMs,
        attributes: {
          'gen_ai.operation.name': 'invoke_agent',
          'gen_ai.agent.name': 'support',
          'gen_ai.conversation.id': row.session_id,
          'user.id': row.customer_id,
        },
      })
      for (const [key, variant] of Object.entries(row.flags)) {
        const attributes = { 'feature_flag.key': key, 'feature_flag.result.variant': variant }
        agent.addEvent('feature_flag.evaluation', attributes, nowMs)
      }
      const inside = trace.setSpan(ROOT_CONTEXT, agent)
      for (const [index, message] of row.messages.entries()) {
        if (message.role !== 'assistant' && message.role !== 'tool') continue
        const span =
          message.role === 'assistant'
            ? chat(row, row.messages.slice(0, index), message, inside, nowMs)
            : tool(row.messages.slice(0, index), message, inside, nowMs)
        nowMs += CALL_MS
        span.end(nowMs)
      }
      agent.end(nowMs)
      return agent.spanContext().traceId
    },
    flush: () => provider.forceFlush(),
    close: () => provider.shutdown(),
  }

  function chat(
    row: SimulatedRow,
    before: readonly SimulatedMessage[],
    said: Extract<SimulatedMessage, { readonly role: 'assistant' }>,
    inside: Context,
    startTime: number,
  ): Span {
    return tracer.startSpan(
      `chat ${row.model}`,
      {
        kind: SpanKind.CLIENT,
        startTime,
        attributes: {
          'gen_ai.operation.name': 'chat',
          'gen_ai.provider.name': 'openai',
          'gen_ai.request.model': row.model,
          'gen_ai.tool.definitions': JSON.stringify(row.tools),
          'gen_ai.input.messages': JSON.stringify(before.map(partsOf)),
          'gen_ai.output.messages': JSON.stringify([partsOf(said)]),
          'gen_ai.response.finish_reasons': [said.finish_reason],
        },
      },
      inside,
    )
  }

  function tool(
    before: readonly SimulatedMessage[],
    result: Extract<SimulatedMessage, { readonly role: 'tool' }>,
    inside: Context,
    startTime: number,
  ): Span {
    const call = before
      .flatMap(message => (message.role === 'assistant' ? (message.tool_calls ?? []) : []))
      .find(({ id }) => id === result.tool_call_id)
    return tracer.startSpan(
      `execute_tool ${call?.name}`,
      {
        startTime,
        attributes: {
          'gen_ai.operation.name': 'execute_tool',
          'gen_ai.tool.name': call?.name ?? '',
          'gen_ai.tool.call.id': result.tool_call_id,
          'gen_ai.tool.call.arguments': textOf(call?.arguments),
          'gen_ai.tool.call.result': result.content,
          ...(result.is_error ? { 'error.type': 'tool_error' } : {}),
        },
      },
      inside,
    )
  }
}

/** A message as the conventions write it. */
function partsOf(message: SimulatedMessage) {
  const text = message.content === '' ? [] : [{ type: 'text', content: message.content }]
  if (message.role === 'tool') {
    const { tool_call_id: id, content: response } = message
    return { role: 'tool', parts: [{ type: 'tool_call_response', id, response }] }
  }
  const calls = message.role === 'assistant' ? (message.tool_calls ?? []) : []
  return {
    role: message.role,
    parts: [
      ...text,
      ...calls.map(({ id, name, arguments: given }) => ({ type: 'tool_call', id, name, arguments: given })),
    ],
    ...(message.role === 'assistant' ? { finish_reason: message.finish_reason } : {}),
  }
}

function textOf(given: unknown): string {
  return typeof given === 'string' ? given : JSON.stringify(given ?? {})
}

/** Ids that are the same in every test, so that the same traces are drawn. */
function idsOf(seed: string): IdGenerator {
  const rng = createRng(`toy-agent|${seed}`)
  const hex = (digits: number): string =>
    Array.from({ length: digits }, () => Math.floor(rng.nextFloat() * 16).toString(16)).join('')
  return { generateTraceId: () => hex(32), generateSpanId: () => hex(16) }
}
