type Message = { readonly role: string; readonly [key: string]: unknown }

const TOOLS = [
  {
    name: 'find_order',
    description: 'Finds an order.',
    parameters: { type: 'object', properties: { order: { type: 'integer' } } },
  },
]

/** A canonical row like production's: a system prompt, tools, two turns with a call. */
export function rowText(index: number): string {
  return JSON.stringify({
    trace_id: `bench-${index}`,
    messages: messagesOf(index),
    tools: TOOLS,
    model: 'gpt-4.1',
    started_at: '2026-11-20T09:00:00Z',
    latency_ms: 1200,
  })
}

/** The same trace as an OTLP request: the agent, two calls of the model whose second repeats the first one's history, and the tool. */
export function otlpText(index: number): string {
  const [system, user, asks, result, answer] = messagesOf(index)
  const ids = { 'gen_ai.request.model': 'gpt-4.1', 'gen_ai.tool.definitions': JSON.stringify(TOOLS) }
  const call = (id: number, input: readonly unknown[], output: unknown) =>
    span(index, id, {
      'gen_ai.operation.name': 'chat',
      ...ids,
      'gen_ai.input.messages': JSON.stringify(input.map(partsOf)),
      'gen_ai.output.messages': JSON.stringify([partsOf(output)]),
    })
  const spans = [
    span(index, 1, { 'gen_ai.operation.name': 'invoke_agent' }),
    call(2, [system, user], asks),
    span(index, 3, {
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': 'find_order',
      'gen_ai.tool.call.id': 'c1',
      'gen_ai.tool.call.result': String(result?.content),
    }),
    call(4, [system, user, asks, result], answer),
  ]
  return JSON.stringify({
    resourceSpans: [{ resource: { attributes: [] }, scopeSpans: [{ scope: { name: 'bench' }, spans }] }],
  })
}

function messagesOf(index: number): readonly Message[] {
  const prose = `Order ${index} was placed on Monday and has not arrived; the customer asks where it is and when to expect it. `
  return [
    { role: 'system', content: 'You help customers of an online shop. '.repeat(12) },
    { role: 'user', content: prose.repeat(3) },
    {
      role: 'assistant',
      content: null,
      tool_calls: [{ id: 'c1', name: 'find_order', arguments: { order: index } }],
    },
    { role: 'tool', tool_call_id: 'c1', content: JSON.stringify({ order: index, status: 'shipped' }) },
    { role: 'assistant', content: prose.repeat(4), finish_reason: 'stop' },
  ]
}

/** A message as today's GenAI conventions write it. */
function partsOf(message: unknown): unknown {
  const { role, content, tool_calls: calls, tool_call_id: id } = message as Message
  if (role === 'tool') return { role, parts: [{ type: 'tool_call_response', id, response: content }] }
  if (Array.isArray(calls)) return { role, parts: calls.map(call => ({ type: 'tool_call', ...call })) }
  return { role, parts: [{ type: 'text', content }] }
}

function span(trace: number, id: number, values: { readonly [key: string]: string }): unknown {
  const start = 1_795_000_000_000 + id * 1000
  return {
    traceId: (trace + 1).toString(16).padStart(32, '0'),
    spanId: id.toString(16).padStart(16, '0'),
    ...(id === 1 ? {} : { parentSpanId: '0000000000000001' }),
    name: 'span',
    startTimeUnixNano: `${start}000000`,
    endTimeUnixNano: `${start + 500}000000`,
    attributes: Object.entries(values).map(([key, stringValue]) => ({ key, value: { stringValue } })),
  }
}
